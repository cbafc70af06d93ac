"""Days beyond retention leave facts and audit tables; what was counted of them stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.depth import by_depth
from integration_tests.harness import SYSTEMS, Warehouse
from integration_tests.tables import Row, Table, assert_same_tables, snapshot

AS_OF = dt.date(2026, 6, 30)
VARS: dict[str, Any] = {
    "as_of_date": str(AS_OF),
    **{"usage_windows": [7], "wau_days": 7, "mau_days": 14, "late_arrival_days": 14},
}
RETENTION_DAYS = 14
# Each has its own models, by the same macros.
LOGS = by_depth(("clutch", "amundsen", "liblab"), SYSTEMS)
FIRST_KEPT_DAY = AS_OF - dt.timedelta(days=RETENTION_DAYS)
# Rows of single activities, or of who is behind a pseudonym: these leave.
FACTS = (
    *("fct_activities", "fct_activity_objects", "fct_sessions", "fct_activity_sessions"),
    *("fct_searches", "fct_object_views", "fct_metadata_edits", "fct_runs", "fct_exports"),
    *("fct_shares", "fct_logins", "fct_errors"),
    *("quarantined_events", "unmapped_actions", "source_issues"),
    *("reconciliation", "ambiguous_users", "alerts_daily"),
)
AUDIT = ("audit_trail", "object_history", "dataset_origins", "function_usage", "alert_events")


@dataclass
class Retained:
    """The marts after each step, the days of each table by day, and builds."""

    marts: dict[str, dict[str, Table]] = field(default_factory=dict)
    first_days: dict[str, dict[str, dt.date]] = field(default_factory=dict)
    builds: dict[str, list[Row]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def retained_on(on_engines: OnEngines) -> Callable[[str], Retained]:
    def job(warehouse: Warehouse) -> Retained:
        done = Retained()
        warehouse.set_salt()
        size = ("--days", "30", "--users", "12", "--end-date", str(AS_OF))
        warehouse.footfall("simulate", *size, "--systems", ",".join(LOGS))

        def build(step: str, days: int | None, full_refresh: bool = False) -> None:
            variables = {**VARS, "retention_days": days}
            warehouse.build(variables, full_refresh=full_refresh)
            done.marts[step] = snapshot(warehouse)
            done.first_days[step] = first_days(warehouse)
            done.builds[step] = sorted(
                warehouse.query(
                    "select node, cast(activity_date as text), build_id from"
                    " staging.footfall_builds where activity_date <> date '9999-12-31'"
                )
            )

        build("before", None)
        build("after", RETENTION_DAYS)
        build("again", RETENTION_DAYS)
        build("anew", RETENTION_DAYS, full_refresh=True)
        for table, time in (("clutch.audit_events", "occurred_at"), ("liblab.audit_trail", "time")):
            warehouse.execute(f"delete from {table} where \"{time}\" < '{FIRST_KEPT_DAY}'")
        build("without raw", RETENTION_DAYS, full_refresh=True)
        return done

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def retained(request: pytest.FixtureRequest, retained_on: Callable[[str], Retained]) -> Retained:
    return retained_on(str(request.param))


def first_days(warehouse: Warehouse) -> dict[str, dt.date]:
    """``schema.relation`` -> its first date, of each that has a column activity_date."""
    relations = warehouse.query(
        "select table_schema, table_name from information_schema.columns"
        " where column_name = 'activity_date' and table_schema in"
        " ('staging', 'intermediate', 'marts', 'audit')"
    )
    found = {}
    for schema, relation in relations:
        rows = warehouse.query(f'select min(activity_date) from "{schema}"."{relation}"')
        if rows[0][0]:
            found[f"{schema}.{relation}"] = rows[0][0]
    return found


def is_fact(relation: str) -> bool:
    """Whether retired days leave the relation."""
    schema, name = relation.split(".")
    if schema == "marts":
        return name in FACTS
    kept = ("agg_object_days", "agg_workflow_days", "agg_user_days", "agg_user_workflow_days")
    is_count_of_raw_rows = name.endswith("raw_rows_by_day")
    return (
        name not in kept
        and not is_count_of_raw_rows
        and name != "footfall_builds"
        and not name.startswith("stg_datagrok__function_calls")
    )


@pytest.mark.parametrize("step", ["after", "again", "anew", "without raw"])
def test_aggregates_are_what_they_were(retained: Retained, step: str) -> None:
    before = {n: t for n, t in retained.marts["before"].items() if n not in FACTS}
    assert len(before) > 25
    now = {name: retained.marts[step][name] for name in before}
    assert_same_tables(now, before, step)


@pytest.mark.parametrize("step", ["after", "anew", "without raw"])
def test_facts_are_gone(retained: Retained, step: str) -> None:
    before = {name for name in retained.first_days["before"] if is_fact(name)}
    early = {n for n in before if retained.first_days["before"][n] < FIRST_KEPT_DAY}
    assert len(early) > 30
    assert {f"audit.{name}" for name in AUDIT[:2]} <= early
    late = {n for n in before if retained.first_days[step].get(n, AS_OF) < FIRST_KEPT_DAY}
    assert late == set()


def test_kept_facts_are_what_they_were(retained: Retained) -> None:
    for step in ("after", "anew"):
        facts, before = (retained.marts[each]["fct_activities"] for each in (step, "before"))
        place = list(before.columns).index("activity_date")
        kept = [row for row in before.rows if row[place] >= FIRST_KEPT_DAY]
        assert facts.rows == kept


def test_nothing_new_builds_nothing(retained: Retained) -> None:
    assert retained.builds["again"] == retained.builds["after"]


def test_retired_days_balance(retained: Retained) -> None:
    for step in ("after", "anew", "without raw"):
        unexplained = retained.marts[step]["reconciliation"].select("unexplained_rows")
        assert {rows for (rows,) in unexplained} == {0}
