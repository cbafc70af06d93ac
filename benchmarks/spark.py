"""Builds of a mixed history on a standalone cluster of Spark, by its number of workers."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.builds import DEAREST, expect_all, variables
from benchmarks.history import History
from benchmarks.measuring import build, run_dbt, seconds_of
from integration_tests.engines import DuckDbWarehouse, SparkWarehouse
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.spark import running_cluster

WORKERS = (1, 2)
MEMORY_GIB = 2  # of a worker, which has one core
_ENVIRONMENT = re.compile(r"\{\{ env_var\('\w+', '([^']*)'\)[^}]*\}\}")


class SparkOfTheProfile(SparkWarehouse):
    """Spark with the settings of profiles.yml.example, not with those for a few thousand rows."""

    def parameters(self) -> dict[str, str]:
        """Where files lie as in tests, all else as in the profile."""
        tested = super().parameters()
        profile = (REPOSITORY / "profiles.yml.example").read_text()
        # What the profile asks the environment for has its default.
        profile = _ENVIRONMENT.sub(r"\1", profile)
        own: dict[str, str] = yaml.safe_load(profile)["footfall"]["outputs"]["spark"][
            "server_side_parameters"
        ]
        places = (
            *("spark.master", "spark.sql.warehouse.dir", "spark.driver.host"),
            *("spark.driver.bindAddress", "spark.hadoop.javax.jdo.option.ConnectionURL"),
        )
        return (
            own
            | {key: tested[key] for key in places}
            | {
                "spark.driver.memory": "4g",
                "spark.executor.memory": f"{MEMORY_GIB}g",
            }
        )


def measure_workers(warehouse: Warehouse, rows: int, last_day: dt.date) -> dict[str, Any]:
    """Write a history with DuckDB, and build it on clusters of one worker and more.

    The last cluster builds once more with nothing new, and after a new day.

    Raises:
        BenchmarkError: if dbt fails or a mart lacks rows.
    """
    source = DuckDbWarehouse(warehouse.folder / "source")
    source.set_salt()
    history = History(source, rows, last_day)
    writing = seconds_of(history.write)
    options = variables(last_day)
    workers: dict[str, Any] = {}
    runs: Mapping[str, Any] = {}
    for number in WORKERS:
        spark = SparkOfTheProfile(_empty(warehouse.folder / "spark"))
        spark.copy_raw_tables(source)
        logs = _empty(warehouse.folder / "cluster")
        with running_cluster(logs, number, MEMORY_GIB) as cluster:
            spark.master = cluster.address
            run_dbt(spark, "parse", variables=options)
            workers[str(number)] = build(spark, options).to_json(DEAREST)
            expect_all(spark, history, f"the build by {number} workers")
            if number == WORKERS[-1]:
                nothing_new = build(spark, options).to_json(DEAREST)
                history.write_new_day()
                spark.copy_raw_rows(source)
                new_day = build(spark, options).to_json(DEAREST)
                expect_all(spark, history, "the build after a new day")
                runs = {"nothing_new": nothing_new, "new_day": new_day}
    return {"writing_seconds": writing, "workers": workers, "runs": runs}


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
