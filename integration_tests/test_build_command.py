"""`footfall build` ends before dbt where nothing is new, and never where anything is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from footfall.building.building import what_is_new
from footfall.building.project import project_version, reporting_day
from footfall.building.record import News
from footfall.warehouse import read_target
from integration_tests.company import load_table
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.engines import DuckDbWarehouse
from integration_tests.harness import Result, Warehouse
from integration_tests.liblab_rows import COLUMNS
from integration_tests.project_copies import REPOSITORY, copy_project

APP = {
    **{"name": "app", "table": "events", "time": "at", "action": "did", "actor": "account.email"},
    "lookups": {"account": {"table": "users", "key": "id", "of": "who"}},
}
VARS = json.dumps(
    {"as_of_date": "2026-03-31", "enabled_systems": ["liblab"], "custom_sources": [APP]}
)
ROWS = "select sum(raw_rows) from marts.reconciliation"
LAST_RUN = "select built_from from staging.footfall_builds where node = 'footfall build'"
NO_BUILD = News("whole", "the last run of dbt was no whole build by footfall build")
# What has happened, the work that is left, and why.
EXPECTED = {
    "nothing": ("nothing", "nothing is new since "),
    "a row": ("lean", "the rows of liblab.audit_trail are others"),
    "nothing more": ("nothing", "nothing is new since "),
    "a mart is gone": ("whole", "marts.user_retention is not in the database"),
    "a column is gone": ("whole", "the columns of liblab.audit_trail are others"),
    "other SQL": ("whole", "the project, a var or a version is another"),
    "all is back": ("nothing", "nothing is new since "),
    "a name in a second table": ("lean", "the rows of app.users are others"),
    "a run by hand": (NO_BUILD.work, NO_BUILD.why),
    "an erasure": (NO_BUILD.work, NO_BUILD.why),
    "a failed build": (NO_BUILD.work, NO_BUILD.why),
}

# What was built of a file is written in it.
OF_FILES = {
    "a file of before": ("nothing", "nothing is new since "),
    "a row in it": ("lean", "the rows of liblab.audit_trail are others"),
}


@dataclass
class Builds:
    """Builds of a small log; what there was to do, by what had happened before."""

    warehouse: Warehouse
    project: Path
    news: dict[str, News] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add_row(self, email: str) -> None:
        """An entry of the raw log."""
        values = ["Somebody", email, "acme", "User Create", "2026-03-30 10:00:00+00", None, None]
        self.warehouse.load_rows("liblab", "audit_trail", COLUMNS, [values])

    def look(self, what_happened: str) -> None:
        """Note what the command would do."""
        target = read_target(None, self.warehouse.profiles_dir, self.project)
        project, day = project_version(target, VARS), reporting_day(target, VARS)
        expected, _ = (EXPECTED | OF_FILES)[what_happened]
        # PostgreSQL counts rows when the connection has ended that wrote them
        for _attempt in range(20):
            self.news[what_happened], _ = what_is_new(target, project, day)
            if self.news[what_happened].work == expected:
                break
            time.sleep(0.2)

    def build(self, check: bool = True) -> Result:
        """Run the command, and note what dbt has done and what the marts then hold."""
        options = ("--vars", VARS)
        done = self.warehouse.footfall("build", *options, check=check, project=self.project)
        results = self.warehouse.folder / "target" / "run_results.json"
        self.results.append(json.loads(results.read_text()))
        self.rows.append(int(self.warehouse.query(ROWS)[0][0]))
        return done

    @contextmanager
    def record_afterwards(self) -> Iterator[None]:
        """Put back what the last run has left, so that what comes next finds it."""
        [(record,)] = self.warehouse.query(LAST_RUN)
        yield
        self.warehouse.execute(
            "delete from staging.footfall_builds where node = 'footfall build';"
            "insert into staging.footfall_builds (node, activity_date, built_from, build_id)"
            f" values ('footfall build', date '9999-12-31', '{record}', 'as before')"
        )


@pytest.fixture(scope="module")
def builds_on(on_engines: OnEngines) -> Callable[[str], Builds]:
    def job(warehouse: Warehouse) -> Builds:
        builds = Builds(warehouse, copy_project(warehouse.folder / "project", with_tests=False))
        builds.add_row("ann@example.org")
        load_table(warehouse, "app.events", {"at": "text", "did": "text", "who": "bigint"})
        load_table(warehouse, "app.users", {"id": "bigint", "email": "text"})
        builds.build()
        builds.look("nothing")
        before = warehouse.folder / "before"
        if isinstance(warehouse, DuckDbWarehouse):
            shutil.copy(warehouse.path, before)
        assert "dbt is left out: nothing is new" in builds.build().output
        builds.add_row("bob@example.org")
        builds.look("a row")
        builds.build()
        builds.look("nothing more")
        if isinstance(warehouse, DuckDbWarehouse):
            after = shutil.move(warehouse.path, warehouse.folder / "after")
            shutil.move(before, warehouse.path)
            builds.look("a file of before")
            builds.add_row("bob@example.org")
            builds.look("a row in it")
            shutil.move(after, warehouse.path)

        warehouse.execute("alter table marts.user_retention rename to elsewhere")
        builds.look("a mart is gone")
        warehouse.execute("alter table marts.elsewhere rename to user_retention")
        warehouse.execute("alter table liblab.audit_trail rename column event to happened")
        builds.look("a column is gone")
        warehouse.execute("alter table liblab.audit_trail rename column happened to event")
        mart = builds.project / "models" / "marts" / "engagement" / "user_retention.sql"
        sql = mart.read_text()
        mart.write_text(f"{sql}\nwhere 1 = 'no number'\n")
        builds.look("other SQL")
        mart.write_text(sql)
        builds.look("all is back")
        warehouse.execute("insert into app.users values (1, 'ann@example.org')")
        builds.look("a name in a second table")

        given = json.loads(VARS)
        with builds.record_afterwards():
            warehouse.dbt("run", "--select", "dim_dates", vars=given, project=builds.project)
            builds.look("a run by hand")
        with builds.record_afterwards():
            erase = ("erase", "ann@example.org", "--yes", "--vars", VARS)
            warehouse.footfall(*erase, project=builds.project)
            builds.look("an erasure")
        mart.write_text(f"{sql}\nwhere 1 = 'no number'\n")
        assert builds.build(check=False).returncode == 1
        mart.write_text(sql)
        builds.look("a failed build")
        return builds

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_new_is_found(builds_on: Callable[[str], Builds], engine: str) -> None:
    expected = EXPECTED | (OF_FILES if engine == "duckdb" else {})
    found = builds_on(engine).news
    assert {name: news.work for name, news in found.items()} == {
        name: work for name, (work, _) in expected.items()
    }, found
    assert [news for name, news in found.items() if expected[name][1] not in news.why] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_new_rows_are_in_the_marts(builds_on: Callable[[str], Builds], engine: str) -> None:
    assert builds_on(engine).rows == [1, 1, 2, 2]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lean_build_leaves_out_what_is_the_same(
    builds_on: Callable[[str], Builds], engine: str
) -> None:
    first, second, lean, _ = builds_on(engine).results
    assert second == first, "dbt has run"
    assert not first["args"].get("exclude_resource_types")
    assert lean["args"]["exclude_resource_types"] == ["unit_test"]
    names = {result["unique_id"].split(".")[2] for result in lean["results"]}
    assert {"int_current_employees", "dim_users", "base_liblab__audit_trail"} <= names
    assert ("stg_liblab__audit_trail" in names) == (engine == "postgres")


def test_a_killed_build_is_none(builds_on: Callable[[str], Builds]) -> None:
    builds = builds_on("duckdb")
    builds.warehouse.execute("update staging.footfall_builds set built_from = 'of before'")
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "footfall", "build", "--force", "--vars", VARS),
            *("--project-dir", str(builds.project)),
            *("--profiles-dir", str(builds.warehouse.profiles_dir)),
        ],
        cwd=REPOSITORY,
        env=builds.warehouse.clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    for line in running.stdout:
        if " START seed file " in line:
            break
    running.kill()
    running.communicate()
    assert builds.warehouse.query(LAST_RUN) == []
