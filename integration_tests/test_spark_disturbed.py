"""Builds on Spark that are killed or run twice at once, models and old rows that change.

Whatever happens, the tables are those that DuckDB builds from nothing.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from integration_tests.depth import DEEP
from integration_tests.disturbed_builds import VARS, TinyLog
from integration_tests.engines import MART_VIEWS, DuckDbWarehouse, SparkWarehouse
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.spark import require_spark, running_thrift_server
from integration_tests.tables import Row, Table, assert_same_tables, in_order_of, snapshot
from integration_tests.test_days import keep_test
from integration_tests.test_days_by_hand import BY_DAY, CONTRACT, WHOLE, add_columns

pytestmark = pytest.mark.skipif(not DEEP, reason="dozens of builds on Spark: make test-deep")

# By round of the log: the first builds all, the others a changed day.
KILLS = (8, 4, 4, 4)
# Rows of the log's first day are older than that.
FORGETFUL: dict[str, Any] = VARS | {"late_arrival_days": 3}

Progress = Callable[[str], None]


class Twins:
    """The same raw rows on Spark, which builds what changed, and on DuckDB, which builds all."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        """Simulate a tiny log on both, of which nothing is built."""
        self.duckdb = DuckDbWarehouse(folder / "duckdb", progress)
        self.spark = SparkWarehouse(folder / "spark", progress)
        self.project = copy_project(folder / "project", with_tests=False)
        keep_test(self.project, "reconciliation_balances")
        self.log = TinyLog(self.duckdb)
        self.log.reset()
        self.spark.copy_raw_tables(self.duckdb)

    def change(self, number: int) -> None:
        """Go on to a round of the log."""
        self.log.change(number)
        self.spark.copy_raw_rows(self.duckdb)

    def build(self, variables: Mapping[str, Any] = VARS, check: bool = True) -> str:
        """Build on Spark what changed; the output."""
        return self.spark.dbt("build", vars=variables, project=self.project, check=check).output

    def start(self, until: str = " START s") -> subprocess.Popen[bytes]:
        """Start a build on Spark that can be killed, and wait until it has printed a text."""
        process = self.spark.start_dbt("build", vars=VARS, project=self.project)
        while until not in self.printed and process.poll() is None:
            time.sleep(0.1)
        assert process.poll() is None, self.printed
        return process

    @contextmanager
    def server(self) -> Iterator[None]:
        """Build on a Thrift server, a new one each time."""
        logs = self.spark.folder / f"thrift_{time.monotonic_ns()}"
        logs.mkdir()
        try:
            parameters = self.spark.server_parameters()
            with running_thrift_server(logs, parameters) as self.spark.thrift_port:
                yield
        finally:
            self.spark.thrift_port = None

    @property
    def printed(self) -> str:
        """What the build that was started has printed so far."""
        return (self.spark.folder / "dbt.txt").read_text()

    def assert_same(self, about: str) -> dict[str, Table]:
        """Compare the tables of Spark to those of a new build on DuckDB.

        Raises:
            AssertionError: if they differ.
        """
        self.duckdb.dbt("build", "--full-refresh", vars=VARS, project=self.project)
        self.spark.copy_views(*MART_VIEWS)
        assert self.spark.leftovers() == [], about
        expected = _public(self.duckdb)
        assert_same_tables(in_order_of(expected, _public(self.spark)), expected, about)
        return expected

    def builds(self) -> set[Row]:
        """The builds that Spark has in mind: node, day, what it was built from, when."""
        return set(
            self.spark.query(
                "select node, activity_date, built_from, built_at from staging.footfall_builds "
                "where activity_date < date '9999-12-31'"
            )
        )


def _public(warehouse: Warehouse) -> dict[str, Table]:
    return snapshot(warehouse) | snapshot(warehouse, "audit")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a build with all that belongs to it, as when the machine fails."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, progress: Progress) -> Twins:
    require_spark()
    return Twins(tmp_path_factory.mktemp("twins"), progress)


def test_killed_runs_are_made_good(twins: Twins, progress: Progress) -> None:
    seed = int(os.environ.get("FOOTFALL_TEST_SEED", random.randrange(10**6)))
    progress(f"runs are killed at moments by FOOTFALL_TEST_SEED={seed}")
    chance = random.Random(seed)
    for number, kills in enumerate(KILLS):
        twins.change(number)
        killed = 0
        # Of a run that is not disturbed, as far as is known.
        seconds = 60.0
        while killed < kills:
            process = twins.start()
            started = time.monotonic()
            try:
                process.wait(chance.uniform(0, seconds))
                assert process.returncode == 0, twins.printed
                seconds = time.monotonic() - started
            except subprocess.TimeoutExpired:
                kill(process)
                killed += 1
                progress(f"killed {killed} of {kills} in round {number}")
        twins.build()
        twins.assert_same(f"killed on Spark, round {number}")
    before = twins.builds()
    twins.build()
    assert twins.builds() == before


def test_columns_come_and_go(twins: Twins) -> None:
    files = {name: twins.project / name for name in (BY_DAY, WHOLE, CONTRACT)}
    texts = {path: path.read_text() for path in files.values()}
    add_columns(twins.project)
    twins.build()
    tables = twins.assert_same("columns added on Spark")
    shouts = tables["fct_activities"].select("action", "shout")
    assert len(shouts) > 0
    assert all(shout == action.upper() for action, shout in shouts)
    for path, text in texts.items():
        path.write_text(text)
    twins.build()
    assert "shout" not in twins.assert_same("columns removed on Spark")["fct_activities"].columns


def test_older_changes_are_told_and_repaired(twins: Twins) -> None:
    twins.duckdb.execute("delete from clutch.audit_events where occurred_at < '2026-03-27'")
    twins.spark.copy_raw_rows(twins.duckdb)
    complaint = twins.build(FORGETFUL, check=False)
    assert "FAIL" in complaint
    assert "dbt build --vars '{late_arrival_days: " in complaint
    command = complaint.split("dbt build --vars '{late_arrival_days: ")[1]
    days = int(command.split("}")[0])
    twins.build(VARS | {"late_arrival_days": days})
    twins.assert_same("repaired on Spark")


def test_of_two_runs_on_a_server_one_stops(twins: Twins) -> None:
    twins.change(4)
    with twins.server():
        first = twins.start()
        refusal = twins.build(check=False)
        assert "footfall: another run, begun at" in refusal
        assert first.wait() == 0, twins.printed
        twins.build()
    twins.assert_same("two runs on Spark")


def test_run_on_a_server_that_was_forgotten_stops(twins: Twins) -> None:
    macros = twins.project / "macros" / "engines" / "runs_on_spark.sql"
    text = macros.read_text()
    assert text.count("return(6)") == 1
    # Runs are forgotten after 18 seconds, and say every 9 that they work.
    macros.write_text(text.replace("return(6)", "return(0.005)"))
    with twins.server():
        forgotten = twins.start()
        twins.spark.dbt("run-operation", "forget_run", vars=VARS, project=twins.project)
        assert forgotten.wait() != 0
        assert "footfall: another run has begun since" in twins.printed
        kill(twins.start())
        time.sleep(20)
        twins.build()
    macros.write_text(text)
    twins.assert_same("forgotten on Spark")


def test_killed_run_on_a_server_is_forgotten(twins: Twins) -> None:
    twins.change(5)
    with twins.server():
        kill(twins.start("OK created sql rebuilt_by_day"))
        assert "dbt run-operation forget_run" in twins.build(check=False)
        twins.spark.dbt("run-operation", "forget_run", vars=VARS, project=twins.project)
        twins.build()
        kill(twins.start())
    # A server that was started anew has the metastore to itself.
    with twins.server():
        twins.build()
    twins.assert_same("killed on a server of Spark")
