"""`footfall check marts` on marts made by hand: sound ones pass, and each kind of fault is named.

That the marts of a real build pass is seen in `test_leaks.py`, which has one of every system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from footfall.checks.checking import SuiteResult
from footfall.checks.mart_suites import MART_SUITES
from integration_tests.check_runs import answering, ask, broken, printed_queries, run
from integration_tests.command_line import CommandLine
from integration_tests.company import load_table
from integration_tests.conftest import USUAL_ENGINES, WarehouseFactory
from integration_tests.harness import SYSTEMS, Warehouse

TODAY = dt.datetime.now(dt.timezone.utc).date()
LAST = TODAY - dt.timedelta(days=1)
DAYS = [LAST - dt.timedelta(days=n) for n in reversed(range(40))]
VARS: dict[str, Any] = {"enabled_systems": list(SYSTEMS), "as_of_date": LAST.isoformat()}

COLUMNS: Mapping[str, dict[str, str]] = {
    "fct_activities": {
        **{"activity_id": "varchar", "system": "varchar", "occurred_at": "timestamp"},
        **{"activity_date": "date", "user_key": "varchar", "in_scope": "boolean"},
        **{"outcome": "varchar", "duration_ms": "bigint", "activity_type": "varchar"},
    },
    "fct_user_days": {
        **{"activity_date": "date", "system": "varchar", "user_key": "varchar"},
        **{"activities": "bigint"},
    },
    "active_users_daily": {
        **{"activity_date": "date", "system": "varchar", "dau": "bigint", "wau": "bigint"},
        **{"mau": "bigint", "stickiness": "double precision", "new_users": "bigint"},
        "activities": "bigint",
    },
    "workflow_usage_daily": {
        **{"activity_date": "date", "system": "varchar", "activities": "bigint"},
        **{"users": "bigint", "failed": "bigint", "p50": "double precision"},
        **{"p95": "double precision", "p99": "double precision"},
    },
    "workflow_usage": {
        **{"window_days": "integer", "system": "varchar", "activities": "bigint"},
        **{"succeeded": "bigint", "failed": "bigint", "denied": "bigint", "unknown": "bigint"},
        **{"success_rate": "double precision", "p50_duration_ms": "double precision"},
        "p95_duration_ms": "double precision",
    },
    "user_retention": {
        **{"cohort_week": "date", "system": "varchar", "weeks_since": "integer"},
        **{"cohort_users": "bigint", "active_users": "bigint"},
        "retention_rate": "double precision",
    },
    "search_success_daily": {
        **{"activity_date": "date", "submitted_searches": "bigint", "successful": "bigint"},
        **{"success_rate": "double precision", "failed_searches": "bigint"},
    },
    "search_click_index_daily": {
        **{"activity_date": "date", "clicks": "bigint", "top4_clicks": "bigint"},
        **{"top4_rate": "double precision", "mean_reciprocal_rank": "double precision"},
    },
    "reconciliation": {
        **{"system": "varchar", "activity_date": "date", "raw_rows": "bigint"},
        **{"quarantined": "bigint", "unexplained_rows": "bigint"},
    },
}
A_DAY = DAYS[20]
KEY = f"{A_DAY}/clutch"
# SQL, and what has to be seen: suite, measure, severity, keys.
BREAKS: tuple[tuple[str, str, str, str, list[str]], ...] = (
    (
        f"update marts.fct_activities set occurred_at = null where activity_id = '{A_DAY} 1'",
        *("fct_activities", "has_no_time", "critical", [f"{A_DAY} 1"]),
    ),
    (
        f"update marts.fct_activities set occurred_at = '2098-01-01'"
        f" where activity_id = '{A_DAY} 2'",
        *("fct_activities", "is_in_future", "warning", [f"{A_DAY} 2"]),
    ),
    (
        f"update marts.fct_activities set outcome = 'lost' where activity_id = '{A_DAY} 3'",
        *("fct_activities", "has_unknown_outcome", "critical", [f"{A_DAY} 3"]),
    ),
    (
        f"update marts.fct_activities set duration_ms = -1 where activity_id = '{A_DAY} 4'",
        *("fct_activities", "has_negative_duration", "critical", [f"{A_DAY} 4"]),
    ),
    (
        f"update marts.fct_activities set outcome = 'failed' where activity_date > '{DAYS[-7]}'"
        " and (activity_id like '%0' or activity_id like '%5')",
        *("activity_shares", "has_more_failures", "warning", ["clutch"]),
    ),
    (
        f"update marts.fct_activities set outcome = 'unknown' where activity_date"
        f" > '{DAYS[-5]}' and outcome = 'succeeded'",
        *("activity_shares", "has_more_unknown_outcomes", "warning", ["clutch"]),
    ),
    (
        f"update marts.fct_activities set user_key = null where activity_date > '{DAYS[-5]}'",
        *("activity_shares", "has_more_of_nobody", "warning", ["clutch"]),
    ),
    (
        f"update marts.active_users_daily set wau = mau + 1 where activity_date = '{A_DAY}'",
        *("active_users_daily", "is_out_of_order", "critical", [KEY]),
    ),
    (
        f"update marts.active_users_daily set stickiness = 1.1 where activity_date = '{A_DAY}'",
        *("active_users_daily", "is_no_ratio", "critical", [KEY]),
    ),
    (
        f"update marts.active_users_daily set new_users = 9 where activity_date = '{A_DAY}'",
        *("active_users_daily", "counts_more_than_there_is", "critical", [KEY]),
    ),
    (
        f"delete from marts.active_users_daily where activity_date = '{DAYS[10]}'",
        *("active_users_daily", "follows_a_gap", "critical", [f"{DAYS[11]}/clutch"]),
    ),
    ("select 1", "daily_sums", "active_users_differ", "critical", [f"{DAYS[10]}/clutch"]),
    (
        f"update marts.workflow_usage_daily set activities = activities + 1"
        f" where activity_date = '{A_DAY}'",
        *("daily_sums", "workflows_differ", "critical", [KEY]),
    ),
    (
        f"delete from marts.fct_user_days where activity_date = '{A_DAY}'",
        *("daily_sums", "user_days_differ", "critical", [KEY]),
    ),
    (
        f"update marts.workflow_usage_daily set failed = 999 where activity_date = '{A_DAY}'",
        *("workflow_usage", "counts_more_than_there_is", "critical", [KEY]),
    ),
    (
        f"update marts.workflow_usage_daily set p50 = 99 where activity_date = '{A_DAY}'",
        *("workflow_usage", "is_out_of_order", "critical", [KEY]),
    ),
    (
        "update marts.workflow_usage set success_rate = -0.1",
        *("workflow_usage", "is_no_ratio", "critical", ["window of 28 days/clutch"]),
    ),
    (
        "update marts.user_retention set active_users = 9, retention_rate = 1.5",
        *("user_retention", "is_no_ratio", "critical", [f"{DAYS[0]}/clutch/week 1"]),
    ),
    (
        "select 1",
        *("user_retention", "counts_more_than_there_is", "critical", [f"{DAYS[0]}/clutch/week 1"]),
    ),
    (
        "update marts.search_success_daily set success_rate = 2, successful = 20",
        *("search", "is_no_ratio", "critical", [f"{A_DAY}/searches"]),
    ),
    ("select 1", "search", "counts_more_than_there_is", "critical", [f"{A_DAY}/searches"]),
    (
        "update marts.reconciliation set unexplained_rows = 1, quarantined = 60",
        *("reconciliation", "is_unexplained", "critical", [KEY]),
    ),
    ("select 1", "reconciliation", "is_mostly_quarantined", "warning", [KEY]),
)


@dataclass(frozen=True)
class Runs:
    """Checks of marts: sound, broken, and too old."""

    warehouse: Warehouse
    sound: dict[str, SuiteResult]
    broken: dict[str, SuiteResult]
    old: dict[str, SuiteResult]


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def runs(request: pytest.FixtureRequest, new_warehouse: WarehouseFactory) -> Runs:
    warehouse = new_warehouse(str(request.param))
    _fill(warehouse)
    answers = ask(warehouse, "marts", VARS)
    sound = run(warehouse, answers, "marts")
    for sql, *_ in BREAKS:
        if not sql.startswith("select"):
            warehouse.execute(sql)
    found = run(warehouse, answers, "marts")

    week_ago = DAYS[-9]
    for mart in ("fct_activities", "active_users_daily"):
        warehouse.execute(f"delete from marts.{mart} where activity_date > '{week_ago}'")
    warehouse.execute("delete from marts.fct_activities where occurred_at > '2098-01-01'")
    old = run(warehouse, answers, "marts", ["clutch"])
    return Runs(warehouse, sound, found, old)


def _fill(warehouse: Warehouse) -> None:
    """Marts of a system with sixty activities a day by two people."""
    rows: dict[str, list[list[Any]]] = {mart: [] for mart in COLUMNS}
    for day in DAYS:
        for number in range(60):
            outcome = "failed" if number == 0 else "succeeded"
            key, at, user = f"{day} {number}", f"{day} 09:{number:02d}:00", f"user {number % 2}"
            rows["fct_activities"].append([key, "clutch", at, day, user, True, outcome, 5, "edit"])
        # Who did not get in was not active.
        refused = ["clutch", f"{day} 08:00:00", day, "user 2", False, "denied", 5, "login"]
        rows["fct_activities"].append([f"{day} refused", *refused])
        rows["fct_user_days"] += [[day, "clutch", f"user {n}", 30] for n in range(2)]
        rows["active_users_daily"].append([day, "clutch", 2, 2, 2, 1.0, 0, 60])
        rows["workflow_usage_daily"].append([day, "clutch", 60, 2, 1, 5, 5, 5])
    rows["workflow_usage"].append([28, "clutch", 1680, 1652, 28, 0, 0, 0.98, 5, 5])
    rows["user_retention"].append([DAYS[0], "clutch", 1, 2, 2, 1.0])
    rows["search_success_daily"].append([A_DAY, 10, 5, 0.5, 1])
    rows["search_click_index_daily"].append([A_DAY, 5, 4, 0.8, 0.5])
    rows["reconciliation"].append(["clutch", A_DAY, 60, 0, 0])
    for mart, columns in COLUMNS.items():
        load_table(warehouse, f"marts.{mart}", columns, rows[mart])


def test_sound_marts_pass(runs: Runs) -> None:
    assert set(runs.sound) == {suite.name for suite in MART_SUITES}
    assert broken(runs.sound) == {}


def test_each_fault_is_seen(runs: Runs) -> None:
    found = broken(runs.broken)
    for _, suite, measure, severity, keys in BREAKS:
        assert measure in found.get(suite, {}), (suite, measure)
        seen = found[suite][measure]
        assert (seen.severity, seen.rows[: len(keys)]) == (severity, keys), (suite, measure)
        assert seen.find is None


def test_marts_that_are_too_old_are_seen(runs: Runs) -> None:
    found = broken(runs.old)
    assert "search" not in runs.old, "it has no rows of the system that was asked for"
    assert found["active_users_daily"]["days_behind"].observed == {"clutch": 8}
    assert found["fct_activities"]["hours_past_error"].severity == "critical"
    assert found["fct_activities"]["last_day_ratio"].observed == {"clutch": 0}


def test_marts_that_are_not_built(runs: Runs) -> None:
    warehouse = runs.warehouse
    warehouse.execute("drop table marts.user_retention")
    found = run(warehouse, ask(warehouse, "marts", VARS), "marts")
    missing = broken(found)["user_retention"]["is there"]
    assert missing.expectation.endswith("marts.user_retention is there.")
    assert missing.severity == "critical"
    assert found["user_retention"].not_judged == 2

    for mart in COLUMNS:
        warehouse.execute(f"drop table if exists marts.{mart}")
    printed = printed_queries(warehouse, "marts", VARS)
    with answering(printed):
        message = CommandLine(warehouse).fails("check", "marts")
    assert "There are no marts yet: run dbt build first." in message


def test_marts_of_a_system_that_is_not_there_are_not_asked_for(runs: Runs) -> None:
    answers = ask(runs.warehouse, "marts", VARS | {"enabled_systems": ["clutch"]})
    assert {question.name for question in answers.questions if not question.is_enabled} == {
        "search"
    }
