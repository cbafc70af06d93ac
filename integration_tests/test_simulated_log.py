"""A simulated Amundsen log, old search rows and unreadable ones included, read independently.

It is longer and messier than the real log, ends after D, and its dates are those of a time zone
whose clocks change in between.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from integration_tests.amundsen_kpis import AmundsenKpis
from integration_tests.amundsen_log import SCOPES, BuiltLog
from integration_tests.amundsen_reading import Reading, read_records
from integration_tests.comparison import KPI_MARTS, assert_mart_equals, facts_of, pseudonyms
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import AMUNDSEN_COLUMNS
from integration_tests.tables import totals

TIMEZONE = "Europe/Berlin"
AS_OF = dt.date(2026, 3, 30)
TOP_N = 7
VARS = {
    "enabled_systems": ["amundsen"],
    "as_of_date": AS_OF.isoformat(),
    "reporting_timezone": TIMEZONE,
    "top_n": TOP_N,
}


@dataclass(frozen=True)
class Simulated:
    """A simulated log as the project built it and as it was read independently."""

    built: BuiltLog
    reading: Reading


@pytest.fixture(scope="module")
def simulated(new_warehouse: WarehouseFactory) -> Simulated:
    warehouse = new_warehouse("duckdb")
    warehouse.set_salt()
    plan = ("--systems", "amundsen", "--end-date", "2026-04-02", "--days", "120", "--users", "30")
    warehouse.footfall("simulate", *plan)
    names = ", ".join(f'"{name}"' for name in AMUNDSEN_COLUMNS)
    rows = warehouse.query(f"select {names} from amundsen.user_actions")
    records = [dict(zip(AMUNDSEN_COLUMNS, row, strict=True)) for row in rows]
    return Simulated(BuiltLog.build(warehouse, VARS), read_records(records, TIMEZONE))


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("mart", KPI_MARTS)
def test_mart_equals_independent_reading(simulated: Simulated, mart: str, scope: str) -> None:
    marts = simulated.built.marts[scope]
    activities = simulated.reading.activities
    key = pseudonyms(marts["fct_activities"], activities)
    kpis = AmundsenKpis(activities, AS_OF, scope, key, top_n=TOP_N)
    assert_mart_equals(marts[mart], getattr(kpis, mart)(), f"{mart} of {scope}")


def test_facts_equal_independent_reading(simulated: Simulated) -> None:
    facts = simulated.built.marts["all"]["fct_activities"]
    key = pseudonyms(facts, simulated.reading.activities)
    assert_mart_equals(facts, facts_of(simulated.reading, key), "fct_activities")


def test_nothing_is_lost(simulated: Simulated) -> None:
    reading = simulated.reading
    balance = simulated.built.marts["all"]["reconciliation"].select(
        "raw_rows", "activities", "merged", "duplicates", "quarantined"
    )
    assert totals(balance) == [
        reading.raw_rows,
        len(reading.activities),
        reading.merged,
        reading.duplicates,
        len(reading.quarantined),
    ]
    assert reading.quarantined, "the simulation has no unreadable row"
    assert reading.merged, "the simulation has no pairs"
    assert any(activity.companions for activity in reading.activities), "no old searches"
