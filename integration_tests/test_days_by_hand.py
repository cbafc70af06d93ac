"""Late rows that change other days than their own, and models that change: stated by hand.

One warehouse goes through it all: late rows arrive, models get columns and lose them again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration_tests.company import (
    EVENT_COLUMNS,
    at,
    event_source,
    fill_seeds,
    load_events,
    load_table,
    pseudonym,
)
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.tables import Row, Table, assert_same_tables, read_table, snapshot
from integration_tests.warm_dbt import WarmDbt, warm_dbt

VARS: dict[str, Any] = {
    "enabled_systems": [],
    "as_of_date": "2026-03-20",
    "custom_sources": [event_source("clock") | {"loaded_at": "batch"}],
}

# who, when, what
ON_TIME = [
    ("night@x.org", at(2, 23, 50), "a"),
    ("night@x.org", at(3, 0, 20), "c"),
    ("owl@x.org", at(4, 23, 55), "a"),
    ("lark@x.org", at(7, 0, 10), "b"),
    ("guest@x.org", at(10), "a"),
]
LATE = [
    ("night@x.org", at(3, 0, 5), "b"),
    ("owl@x.org", at(5, 0, 10), "b"),
    ("lark@x.org", at(6, 23, 55), "a"),
    ("guest@x.org", at(5), "a"),
]
# who: date, started, ended, activities, entry action, exit action
SESSIONS = {
    ("night@x.org", dt.date(2026, 3, 2), at(2, 23, 50), at(2, 23, 50), 1, "a", "a"),
    ("night@x.org", dt.date(2026, 3, 3), at(3, 0, 20), at(3, 0, 20), 1, "c", "c"),
    ("owl@x.org", dt.date(2026, 3, 4), at(4, 23, 55), at(4, 23, 55), 1, "a", "a"),
    ("lark@x.org", dt.date(2026, 3, 7), at(7, 0, 10), at(7, 0, 10), 1, "b", "b"),
    ("guest@x.org", dt.date(2026, 3, 10), at(10), at(10), 1, "a", "a"),
}
SESSIONS_AFTER_LATE_ROWS = {
    ("night@x.org", dt.date(2026, 3, 2), at(2, 23, 50), at(3, 0, 20), 3, "a", "c"),
    ("owl@x.org", dt.date(2026, 3, 4), at(4, 23, 55), at(5, 0, 10), 2, "a", "b"),
    ("lark@x.org", dt.date(2026, 3, 6), at(6, 23, 55), at(7, 0, 10), 2, "a", "b"),
    ("guest@x.org", dt.date(2026, 3, 5), at(5), at(5), 1, "a", "a"),
    ("guest@x.org", dt.date(2026, 3, 10), at(10), at(10), 1, "a", "a"),
}
# The day of March on which somebody is first active.
FIRST_DAYS = {"night@x.org": 2, "owl@x.org": 4, "lark@x.org": 7, "guest@x.org": 10}
FIRST_DAYS_AFTER_LATE_ROWS = {"night@x.org": 2, "owl@x.org": 4, "lark@x.org": 6, "guest@x.org": 5}

# What the company says of an action.
COMPANY_ACTION = ["clock", "a", "view", "Doors", True, "Opens a door"]

# The log of a day is loaded anew: it has as many rows as before.
LOADED_AGAIN = (
    "update clock.events set what = 'b', batch = 2 "
    "where who = 'guest@x.org' and \"at\" >= timestamp '2026-03-10 00:00:00'"
)

# Of a model that is rebuilt by day, one that is rebuilt as a whole, and a view beneath them.
BY_DAY = "models/marts/core/fct_activities.sql"
WHOLE = "models/aggregates/agg_workflow_adoptions.sql"
ADOPTIONS = "agg_workflow_adoptions"
VIEW = "models/intermediate/custom_sources/int_custom_sources__activities.sql"
CONTRACT = "models/marts/core/_core__models.yml"


# test_days brings late rows and changes on every engine.
TRIED = USUAL_ENGINES


@dataclass
class Days:
    """The tables after each step, and the days of the facts that a change made stale."""

    tables: dict[str, dict[str, Table]] = field(default_factory=dict)
    rebuilt: dict[str, list[Row]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def days_on(on_engines: OnEngines) -> Callable[[str], Days]:
    def job(warehouse: Warehouse) -> Days:
        days = Days()
        warehouse.set_salt()
        load_events(warehouse, "clock", _events(ON_TIME))
        warehouse.execute("alter table clock.events add column batch bigint default 1")
        project = copy_project(warehouse.folder / "project", with_tests=False)

        def take(step: str) -> None:
            days.tables[step] = snapshot(warehouse) | {
                ADOPTIONS: read_table(warehouse, ADOPTIONS, "intermediate")
            }

        def change(dbt: WarmDbt, step: str, statement: str) -> None:
            [(before,)] = warehouse.query("select max(built_at) from staging.footfall_builds")
            warehouse.execute(statement)
            dbt.run("build")
            take(step)
            days.rebuilt[step] = warehouse.query(
                "select activity_date from staging.footfall_builds "
                "where node = 'model.footfall.fct_activities' "
                f"and activity_date < date '9999-12-31' and built_at > timestamp '{before}' "
                "order by activity_date"
            )

        with warm_dbt(warehouse, project, VARS) as dbt:
            dbt.run("build")
            take("on time")
            load_table(warehouse, "clock.late", EVENT_COLUMNS, _events(LATE))
            change(dbt, "late", "insert into clock.events select late.*, 1 from clock.late")
            change(dbt, "loaded again", LOADED_AGAIN)
        texts = {name: (project / name).read_text() for name in (BY_DAY, WHOLE, CONTRACT)}
        add_columns(project)
        with warm_dbt(warehouse, project, VARS) as dbt:
            dbt.run("build")
            take("columns added")
        for name, text in texts.items():
            (project / name).write_text(text)
        with warm_dbt(warehouse, project, VARS) as dbt:
            dbt.run("build")
            take("columns removed")
        fill_seeds(project, {"company_activity_vocabulary": [COMPANY_ACTION]})
        with warm_dbt(warehouse, project, VARS) as dbt:
            dbt.run("run")
            take("seed edited")
            dbt.run("build")
            take("seed filled")
            dbt.run("build", "--full-refresh")
            take("full refresh")
        return days

    return on_engines(job)


def _events(log: list[tuple[str, dt.datetime, str]]) -> list[Row]:
    return [(f"{who}/{when}", when, who, what, "door", "north") for who, when, what in log]


def add_columns(project: Path) -> None:
    """Give two models a column, and change what a view says of the objects' names."""
    _replace(
        project / BY_DAY,
        "    from described",
        "        , upper(action) as shout\n    from described",
    )
    _replace(
        project / WHOLE,
        "    from user_workflow_days\n",
        "        , 2 * count(*) as double\n    from user_workflow_days\n",
    )
    _replace(project / VIEW, "coalesce(object_name, object_id)", "upper(object_id)")
    contract = yaml.safe_load((project / CONTRACT).read_text())
    [facts] = [model for model in contract["models"] if model["name"] == "fct_activities"]
    [action] = [column for column in facts["columns"] if column["name"] == "action"]
    facts["columns"].append(action | {"name": "shout"})
    (project / CONTRACT).write_text(yaml.safe_dump(contract, sort_keys=False))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{path} has {text.count(old)} times {old}"
    path.write_text(text.replace(old, new))


def sessions(tables: dict[str, Table]) -> list[Row]:
    columns = ("activity_date", "started_at", "ended_at", "activities", "entry_action")
    return tables["fct_sessions"].select("user_key", *columns, "exit_action")


def keyed(rows: set[tuple[Any, ...]]) -> list[Row]:
    return [(pseudonym(who), *others) for who, *others in rows]


@pytest.mark.parametrize("engine", TRIED)
def test_late_rows_change_sessions_across_midnight(
    days_on: Callable[[str], Days], engine: str
) -> None:
    days = days_on(engine)
    assert sorted(sessions(days.tables["on time"])) == sorted(keyed(SESSIONS))
    assert sorted(sessions(days.tables["late"])) == sorted(keyed(SESSIONS_AFTER_LATE_ROWS))
    assert days.rebuilt["late"] == [(dt.date(2026, 3, day),) for day in (3, 5, 6)]


@pytest.mark.parametrize("engine", TRIED)
def test_day_that_was_loaded_again_is_rebuilt(days_on: Callable[[str], Days], engine: str) -> None:
    days = days_on(engine)
    day = dt.date(2026, 3, 10)
    for step, action in (("late", "a"), ("loaded again", "b")):
        facts = days.tables[step]["fct_activities"]
        assert facts.select("action", activity_date=day) == [(action,)]
    assert days.rebuilt["loaded again"] == [(day,)]


@pytest.mark.parametrize("engine", TRIED)
@pytest.mark.parametrize(
    ("step", "first_days"), [("on time", FIRST_DAYS), ("late", FIRST_DAYS_AFTER_LATE_ROWS)]
)
def test_late_rows_move_first_days(
    days_on: Callable[[str], Days], engine: str, step: str, first_days: dict[str, int]
) -> None:
    tables = days_on(engine).tables[step]
    dates = {who: dt.date(2026, 3, day) for who, day in first_days.items()}
    found = tables["dim_users"].select("user_key", "first_active_date")
    assert dict(found) == {pseudonym(who): date for who, date in dates.items()}
    daily = tables["active_users_daily"].select("activity_date", "new_users", system="clock")
    assert {date for date, new_users in daily if new_users == 1} == set(dates.values())
    assert sum(new_users for _, new_users in daily) == len(dates)


@pytest.mark.parametrize("engine", TRIED)
def test_new_columns_arrive_on_old_days(days_on: Callable[[str], Days], engine: str) -> None:
    tables = days_on(engine).tables["columns added"]
    shouts = tables["fct_activities"].select("action", "shout", "object_name")
    assert len(shouts) == len(ON_TIME) + len(LATE)
    assert set(shouts) == {(action, action.upper(), "NORTH") for action in "abc"}
    doubles = tables[ADOPTIONS].select("first_used_on", "last_used_on", "double")
    assert len(doubles) > 0
    assert all(double >= (2 if first == last else 4) for first, last, double in doubles)


@pytest.mark.parametrize("engine", TRIED)
def test_removed_columns_go(days_on: Callable[[str], Days], engine: str) -> None:
    tables = days_on(engine).tables
    for name in ("fct_activities", ADOPTIONS):
        assert tables["columns removed"][name].columns == tables["late"][name].columns


@pytest.mark.parametrize("engine", TRIED)
def test_edited_seed_counts_once_its_table_is_filled(
    days_on: Callable[[str], Days], engine: str
) -> None:
    tables = days_on(engine).tables
    assert_same_tables(tables["seed edited"], tables["columns removed"], engine)
    workflows = set(tables["seed filled"]["fct_activities"].select("action", "workflow"))
    assert workflows == {("a", "Doors"), ("b", "clock"), ("c", "clock")}


@pytest.mark.parametrize("engine", TRIED)
def test_result_is_that_of_a_full_refresh(days_on: Callable[[str], Days], engine: str) -> None:
    tables = days_on(engine).tables
    assert_same_tables(tables["seed filled"], tables["full refresh"], engine)
