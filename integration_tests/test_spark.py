"""The same raw rows, bad ones among them, give the same tables on DuckDB and on Spark."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from integration_tests.company import fill_seeds
from integration_tests.days_log import DAY_TABLES, bring, hold_back
from integration_tests.depth import DEEP, by_depth
from integration_tests.engines import MART_VIEWS, DuckDbWarehouse, SparkWarehouse
from integration_tests.harness import SYSTEMS, Result, Warehouse
from integration_tests.messy_logs import BERLIN, VARS, fill
from integration_tests.oracle import Oracle
from integration_tests.oracle_comparison import assert_marts_match, facts_of, objects_of
from integration_tests.oracle_frames import Settings
from integration_tests.project_copies import copy_project
from integration_tests.spark import (
    StandaloneCluster,
    require_spark,
    running_cluster,
    running_thrift_server,
)
from integration_tests.tables import Row, Table, assert_same_tables, in_order_of, snapshot

IN_BERLIN: dict[str, Any] = VARS | {
    **{"reporting_timezone": BERLIN, "late_arrival_days": 120},
    # Calls end after months here.
    "unfinished_after_hours": 2880,
    # Half of Spark's time goes into statements, and these systems have all macros of raw values.
    "enabled_systems": by_depth(["clutch", "amundsen", "zoomdata"], list(SYSTEMS)),
}
# Each day is a file or more of each table, and Spark takes its time for every one.
DAYS = by_depth(4, 110)
LATE = ("2026-02-20", "2026-04-14", "2026-05-13")
WHOLE_TABLE = dt.date(9999, 12, 31)
# While this one is rebuilt, the tables that it reads are done and those that read it are not.
KILLED_MODEL = "model.footfall.fct_activities"

deep = pytest.mark.skipif(not DEEP, reason="three more builds on Spark: make test-deep")

Progress = Callable[[str], None]


@dataclass
class Runs:
    """What the marts hold after each run, and what the table of builds of Spark does."""

    on_duckdb: dict[str, dict[str, Table]] = field(default_factory=dict)
    on_spark: dict[str, dict[str, Table]] = field(default_factory=dict)
    builds: dict[str, set[Row]] = field(default_factory=lambda: {"nothing": set()})

    def rebuilt_days(self, before: str, after: str) -> dict[str, int]:
        """How many days of each table are others than before, or were built again."""
        count: dict[str, int] = {}
        for node, day, *_ in self.builds[after] - self.builds[before]:
            if day != WHOLE_TABLE:
                name = str(node).split(".")[-1]
                count[name] = count.get(name, 0) + 1
        return count


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, progress: Progress) -> Runs:
    """Builds, of which one loses a worker and one is killed as rows arrive late and vanish."""
    require_spark()
    runs = Runs()
    duckdb = DuckDbWarehouse(tmp_path_factory.mktemp("duckdb"), progress)
    spark = SparkWarehouse(tmp_path_factory.mktemp("spark"), progress)
    project = copy_project(tmp_path_factory.mktemp("project"), with_tests=False)
    with_tests = copy_project(tmp_path_factory.mktemp("tested"))

    fill(duckdb, DAYS)
    if DEEP:
        hold_back(duckdb, LATE)
    build(duckdb, project)
    runs.on_duckdb["first"] = public(duckdb)
    spark.copy_raw_tables(duckdb)
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        spark.master = cluster.address
        assert "Lost executor" in build_without_a_worker(spark, project, cluster).output
    spark.copy_views(*MART_VIEWS)
    runs.on_spark["first"] = public(spark)
    runs.builds["first"] = builds_of(spark)
    if not DEEP:
        return runs

    bring(duckdb)
    for each in (project, with_tests):
        rename_somebody(duckdb, each)
    build(duckdb, project, "--full-refresh")
    runs.on_duckdb["changed"] = public(duckdb)
    spark.copy_raw_rows(duckdb)
    spark.master = "local[2]"
    kill_a_build(spark, project)
    runs.builds["killed"] = builds_of(spark)
    build(spark, project)
    spark.copy_views(*MART_VIEWS)
    runs.on_spark["changed"] = public(spark)
    runs.builds["changed"] = builds_of(spark)

    # With all of the project's own tests, through a server.
    logs = tmp_path_factory.mktemp("thrift")
    with running_thrift_server(logs, spark.server_parameters()) as spark.thrift_port:
        build(spark, with_tests)
    runs.builds["nothing new"] = builds_of(spark)
    return runs


def test_tables_agree_though_a_worker_died(runs: Runs) -> None:
    assert_same_tables(*in_one_order(runs, "first"), "spark against duckdb")


def test_marts_equal_the_oracle_of_their_facts(runs: Runs) -> None:
    marts = runs.on_spark["first"]
    settings = Settings(dt.date.fromisoformat(VARS["as_of_date"]), timezone=BERLIN)
    objects = objects_of(marts["fct_activity_objects"])
    oracle = Oracle(facts_of(marts["fct_activities"]), settings, objects=objects)
    # These also count what is not in the facts: a directory, a vocabulary, what went wrong.
    unknown = {"active_users_by_role", "unused_actions", "errors_daily", "funnel_conversion"}
    known = {
        name: table
        for name, table in marts.items()
        if name not in unknown and not name.endswith("_by_department")
    }
    assert_marts_match(known, oracle, "spark")


@deep
def test_changed_days_reach_every_mart_though_a_run_was_killed(runs: Runs) -> None:
    unfinished = {node for node, _, built_from, *_ in runs.builds["killed"] if built_from == ""}
    assert unfinished == {KILLED_MODEL}
    rebuilt = runs.rebuilt_days("first", "changed")
    built = runs.rebuilt_days("nothing", "first")
    for table in DAY_TABLES:
        assert 0 < rebuilt[table] < built[table], table
    assert_same_tables(*in_one_order(runs, "changed"), "spark against duckdb")


@deep
def test_nothing_new_rebuilds_nothing(runs: Runs) -> None:
    assert runs.rebuilt_days("changed", "nothing new") == {}


def build(warehouse: Warehouse, project: Path, *arguments: str) -> Result:
    """Build all."""
    return warehouse.dbt("build", *arguments, vars=IN_BERLIN, project=project)


def build_without_a_worker(
    spark: SparkWarehouse, project: Path, cluster: StandaloneCluster
) -> Result:
    """Build on two workers of which one dies half-way."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        result = pool.submit(build, spark, project)
        tables = spark.folder / "tables" / "staging.db"
        while not result.done() and not any(tables.glob("base_*/*/*.parquet")):
            time.sleep(0.1)
        assert not result.done(), result.result().output
        cluster.kill("worker-1")
        return result.result()


def kill_a_build(spark: SparkWarehouse, project: Path) -> None:
    """Kill a build, its JVM too, as soon as it has begun to rebuild days of a table."""
    [folder] = spark.folder.glob(f"tables/staging.db/footfall_builds/node={KILLED_MODEL}")
    before = set(folder.glob("*.parquet"))
    process = spark.start_dbt("build", vars=IN_BERLIN, project=project)
    while process.poll() is None and before & set(folder.glob("*.parquet")):
        time.sleep(0.1)
    assert process.poll() is None, (spark.folder / "dbt.txt").read_text()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def rename_somebody(duckdb: DuckDbWarehouse, project: Path) -> None:
    """Say by the map that one Clutch user is another person."""
    [(user,)] = duckdb.query(
        "select min(native_user) from intermediate.int_user_identities where system = 'clutch' "
        "and is_person"
    )
    fill_seeds(project, {"identity_map": [["clutch", user, "somebody.else@example.org"]]})


def public(warehouse: Warehouse) -> dict[str, Table]:
    """What is for readers."""
    return snapshot(warehouse, "marts") | snapshot(warehouse, "audit")


def builds_of(spark: SparkWarehouse) -> set[Row]:
    """The table of builds: node, activity_date, built_from, build_id, built_at."""
    return set(
        spark.query(
            "select node, activity_date, built_from, build_id, built_at "
            "from staging.footfall_builds"
        )
    )


def in_one_order(runs: Runs, step: str) -> tuple[dict[str, Table], dict[str, Table]]:
    """The tables of both engines after a run."""
    expected = runs.on_duckdb[step]
    return in_order_of(expected, runs.on_spark[step]), expected
