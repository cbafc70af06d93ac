"""A plain ``dbt build`` rebuilds the days that changed, and gives what a full refresh gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from integration_tests.company import fill_seeds
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.days_log import AS_OF, DAY_TABLES, SIZE, bring, hold_back
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY, copy_project
from integration_tests.tables import Table, assert_same_tables, snapshot
from integration_tests.warm_dbt import WarmDbt, warm_dbt

# Calls end after months here.
VARS: dict[str, Any] = {"as_of_date": AS_OF, "unfinished_after_hours": 2400}
READERS_OF_FACTS = (
    *("agg_user_days", "agg_day_sessions", "agg_user_workflow_days", "agg_workflow_days"),
    *(
        "agg_object_days",
        "agg_error_days",
        "agg_amundsen__submitted_searches",
        "int_further_objects",
    ),
    *("agg_rule_activities", "agg_rule_days"),
)


@dataclass
class Days:
    """The marts after each step, and how many days each table rebuilt in it."""

    marts: dict[str, dict[str, Table]] = field(default_factory=dict)
    rebuilt: dict[str, dict[str, int]] = field(default_factory=dict)
    complaint: str = ""


def rebuilt_days(warehouse: Warehouse, since: str) -> dict[str, int]:
    """Table -> number of days that were built since an instant."""
    found = warehouse.query(
        "select node, count(*) from staging.footfall_builds "
        f"where built_at > timestamp '{since}' and activity_date <> date '9999-12-31' group by 1"
    )
    return {str(node).split(".")[-1]: int(count) for node, count in found}


@pytest.fixture(scope="module")
def days_on(on_engines: OnEngines) -> Callable[[str], Days]:
    """Builds as rows arrive late, are deleted and completed, then when a person becomes known."""

    def job(warehouse: Warehouse) -> Days:
        days = Days()
        project = copy_project(warehouse.folder / "project", with_tests=False)
        keep_test(project, "reconciliation_balances")
        warehouse.set_salt()
        warehouse.footfall("simulate", *SIZE)
        hold_back(warehouse)

        def build(dbt: WarmDbt, step: str, *arguments: str, succeeds: bool = True) -> str:
            [(now,)] = warehouse.query(
                "select max(built_at) from staging.footfall_builds"
                if "first" in days.rebuilt
                else "select timestamp '2000-01-01 00:00:00'"
            )
            output = dbt.run("build", *arguments, succeeds=succeeds)
            days.marts[step] = snapshot(warehouse) | snapshot(warehouse, "audit")
            days.rebuilt[step] = rebuilt_days(warehouse, str(now))
            return output

        with warm_dbt(warehouse, project, VARS) as dbt:
            build(dbt, "first")
            bring(warehouse)
            build(dbt, "changed")
            build(dbt, "nothing new")
        rename_somebody(warehouse, project)
        with warm_dbt(warehouse, project, VARS) as dbt:
            build(dbt, "renamed")
            build(dbt, "full refresh", "--full-refresh")
            warehouse.execute("delete from clutch.audit_events where occurred_at < '2025-12-14'")
            days.complaint = build(dbt, "too late", succeeds=False)
            build(dbt, "repaired", "--vars", json.dumps(VARS | {"late_arrival_days": 120}))
        return days

    return on_engines(job)


def keep_test(project: Path, *names: str) -> None:
    """Give a copied project some of the data tests that it came without."""
    (project / "tests").mkdir()
    for name in names:
        shutil.copy(REPOSITORY / "tests" / f"{name}.sql", project / "tests")


def rename_somebody(warehouse: Warehouse, project: Path) -> None:
    """Say by the map that one Clutch user is another person."""
    [(user,)] = warehouse.query(
        "select min(native_user) from intermediate.int_user_identities where system = 'clutch' "
        "and is_person"
    )
    fill_seeds(project, {"identity_map": [["clutch", user, "somebody.else@example.org"]]})


@pytest.mark.parametrize("engine", ENGINES)
def test_late_deleted_and_completed_rows_reach_every_mart(
    days_on: Callable[[str], Days], engine: str
) -> None:
    days = days_on(engine)
    assert (
        days.marts["changed"]["fct_activities"].rows != days.marts["first"]["fct_activities"].rows
    )
    for table in DAY_TABLES:
        assert 0 < days.rebuilt["changed"][table] <= days.rebuilt["first"][table], table
    # Datagrok's only changes are the late rows.
    assert days.rebuilt["changed"]["base_datagrok__events"] == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_new_rebuilds_nothing(days_on: Callable[[str], Days], engine: str) -> None:
    days = days_on(engine)
    assert days.rebuilt["nothing new"] == {}
    assert_same_tables(days.marts["nothing new"], days.marts["changed"], engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_changed_map_rekeys_the_days_of_the_person(
    days_on: Callable[[str], Days], engine: str
) -> None:
    days = days_on(engine)
    assert set(days.rebuilt["renamed"]) == {"fct_activities", *READERS_OF_FACTS}
    assert days.rebuilt["renamed"]["fct_activities"] < days.rebuilt["first"]["fct_activities"]
    assert days.marts["renamed"]["dim_users"].rows != days.marts["changed"]["dim_users"].rows


@pytest.mark.parametrize("engine", ENGINES)
def test_result_is_that_of_a_full_refresh(days_on: Callable[[str], Days], engine: str) -> None:
    days = days_on(engine)
    assert_same_tables(days.marts["renamed"], days.marts["full refresh"], engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_older_changes_are_told_and_repaired(days_on: Callable[[str], Days], engine: str) -> None:
    days = days_on(engine)
    late = days.marts["too late"]["reconciliation"].select("unexplained_rows", system="clutch")
    assert any(rows < 0 for (rows,) in late)
    assert "FAIL" in days.complaint
    assert "dbt build --vars '{late_arrival_days: 109}'" in days.complaint
    repaired = days.marts["repaired"]["reconciliation"].select("unexplained_rows")
    assert set(repaired) == {(0,)}
