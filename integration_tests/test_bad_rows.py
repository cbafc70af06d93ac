"""Bad raw rows, each kind on a day of its own beside a good row: nothing fails, nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.raw_rows import (
    FIRST_DAY,
    GOOD_TABLE,
    BadRow,
    amundsen_row,
    bad_amundsen_rows,
    bad_clutch_rows,
    clutch_row,
    clutch_values,
    epoch_ms,
)
from integration_tests.tables import Table, snapshot, totals

AMUNDSEN = bad_amundsen_rows()
CLUTCH = bad_clutch_rows()
CASES = [("amundsen", number, row) for number, row in enumerate(AMUNDSEN)] + [
    ("clutch", number, row) for number, row in enumerate(CLUTCH)
]
# The good rows that stand beside bad ones without a time are there all the same.
DAYS = {"amundsen": len(AMUNDSEN), "clutch": len(CLUTCH)}
BALANCE = ("raw_rows", "activities", "duplicates", "quarantined", "merged")
VARS = {"as_of_date": "2026-06-30"}


@dataclass(frozen=True)
class Balance:
    """What became of a number of raw rows."""

    raw_rows: int
    activities: int
    duplicates: int
    quarantined: int
    merged: int


@pytest.fixture(scope="module")
def marts_on(on_engines: OnEngines) -> Callable[[str], dict[str, Table]]:
    def job(warehouse: Warehouse) -> dict[str, Table]:
        warehouse.set_salt()
        good_amundsen = [amundsen_row(epoch_ms(_day(n), 9)) for n in range(DAYS["amundsen"])]
        good_clutch = [clutch_row(n, _nine(_day(n))) for n in range(DAYS["clutch"])]
        warehouse.load_amundsen(good_amundsen + [row.values for row in AMUNDSEN])
        warehouse.load_clutch(good_clutch + [clutch_values(row) for row in CLUTCH])
        warehouse.build(VARS)
        return snapshot(warehouse)

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def marts(
    request: pytest.FixtureRequest, marts_on: Callable[[str], dict[str, Table]]
) -> dict[str, Table]:
    return marts_on(str(request.param))


@pytest.mark.parametrize(
    ("system", "number", "row"), CASES, ids=[f"{system}-{row.name}" for system, _, row in CASES]
)
def test_bad_row_has_one_end(
    marts: dict[str, Table], system: str, number: int, row: BadRow
) -> None:
    date = _day(number)
    balance = _balance(marts, system, date)
    quarantined = marts["quarantined_events"].select(
        "quarantine_reason", system=system, activity_date=date
    )
    bad = (0, 0)
    if row.has_time:
        bad = (balance.activities - 1, balance.quarantined)
        allowed = {"activity": [(1, 0)], "quarantined": [(0, 1)]}
        assert bad in allowed.get(row.fate, [(1, 0), (0, 1)])
    assert (balance.duplicates, balance.merged) == (0, 0)
    assert balance.raw_rows == 1 + sum(bad)
    assert len(quarantined) == bad[1]
    assert all(reason for (reason,) in quarantined)


@pytest.mark.parametrize(
    ("system", "number"), [(system, n) for system, count in DAYS.items() for n in range(count)]
)
def test_good_row_beside_it_is_unharmed(marts: dict[str, Table], system: str, number: int) -> None:
    found = marts["fct_activities"].select(
        *("is_person", "is_engagement", "action", "outcome", "duration_ms", "object_id"),
        system=system,
        occurred_at=_nine(_day(number)).replace(tzinfo=None),
    )
    expected = {
        "amundsen": (True, True, "_get_table_metadata", "succeeded", 40, GOOD_TABLE),
        "clutch": (
            *(True, True, "clutch.aws.ec2.v1.EC2API/TerminateInstance", "succeeded", None),
            "i-1",
        ),
    }
    assert found == [expected[system]]


@pytest.mark.parametrize(("system", "rows"), [("amundsen", AMUNDSEN), ("clutch", CLUTCH)])
def test_rows_without_a_time_are_quarantined(
    marts: dict[str, Table], system: str, rows: list[BadRow]
) -> None:
    lost = [row for row in rows if not row.has_time]
    undated = [
        (date, reason)
        for date, reason in marts["quarantined_events"].select(
            "activity_date", "quarantine_reason", system=system
        )
        if date is None
    ]
    assert len(undated) == len(lost)
    assert all(reason for _, reason in undated)
    assert _balance(marts, system, None).quarantined == len(lost)


@pytest.mark.parametrize("system", DAYS)
def test_everything_balances(marts: dict[str, Table], system: str) -> None:
    rows = marts["reconciliation"].select(*BALANCE, system=system)
    raw, activities, duplicates, quarantined, merged = totals(rows)
    assert raw == 2 * DAYS[system]
    assert raw == activities + duplicates + quarantined + merged
    facts = marts["fct_activities"].select("activity_id", system=system)
    assert len(facts) == activities
    assert len(marts["quarantined_events"].select("system", system=system)) == quarantined


def test_quarantine_shows_no_payload(marts: dict[str, Table]) -> None:
    for row in marts["quarantined_events"].rows:
        text = " ".join(map(str, row))
        assert "example.org" not in text
        assert "table_key" not in text
        assert "TerminateInstance" not in text


def test_unknown_actions_are_kept_and_listed(marts: dict[str, Table]) -> None:
    unknown = ["my_own_workflow", "acme.Deploys/Roll'back"]
    listed = {action for (action,) in marts["unmapped_actions"].select("action")}
    for action in unknown:
        assert action in listed
        assert marts["fct_activities"].select("activity_type", "is_engagement", action=action) == [
            ("other", True)
        ]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("no end", "unknown"),
        ("end zero", "unknown"),
        ("end before start", "succeeded"),
        ("output null", "unknown"),
        ("output not JSON", "unknown"),
        ("output array", "unknown"),
        ("output with U+0000", "succeeded"),
        ("output 1 MB", "succeeded"),
        ("status null", "unknown"),
        ("status denied", "denied"),
        ("error empty", "failed"),
        ("index abc", "succeeded"),
        ("edit without key", "unknown"),
    ],
)
def test_outcome_of_amundsen_rows(marts: dict[str, Table], name: str, outcome: str) -> None:
    found = _activity_of(marts, "amundsen", AMUNDSEN, name, "outcome", "duration_ms")
    assert found[0] == outcome
    if name in ("no end", "end before start", "edit without key"):
        assert found[1] is None


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("unfinished", "unknown"),
        ("status missing", "unknown"),
        ("status code 99", "failed"),
        ("status code -1", "failed"),
    ],
)
def test_outcome_of_clutch_rows(marts: dict[str, Table], name: str, outcome: str) -> None:
    assert _activity_of(marts, "clutch", CLUTCH, name, "outcome") == (outcome,)


@pytest.mark.parametrize("name", ["user null", "user empty", "user blank"])
def test_amundsen_rows_of_nobody(marts: dict[str, Table], name: str) -> None:
    found = _activity_of(marts, "amundsen", AMUNDSEN, name, "user_key", "is_person")
    assert found == (None, False)


def test_capitals_and_blanks_are_the_same_person_in_both_systems(marts: dict[str, Table]) -> None:
    good = _activity_of(marts, "amundsen", AMUNDSEN, "index abc", "user_key")
    name = "user capitals and blanks"
    assert _activity_of(marts, "amundsen", AMUNDSEN, name, "user_key") == good
    assert _activity_of(marts, "clutch", CLUTCH, "status missing", "user_key") == good
    assert _activity_of(marts, "clutch", CLUTCH, "user ' Good@EXAMPLE.org '", "user_key") == good


INDEXES = [row.name for row in AMUNDSEN if row.name.startswith("index ")]


@pytest.mark.parametrize("name", INDEXES)
def test_unreadable_click_positions_are_counted_apart(marts: dict[str, Table], name: str) -> None:
    date = _day([row.name for row in AMUNDSEN].index(name))
    found = marts["search_click_index_daily"].select(
        "clicks", "unparsed_clicks", activity_date=date
    )
    # The good row beside it is one readable click; blanks around digits are left open.
    allowed = {"index number": [(2, 0)], "index with blanks": [(2, 0), (1, 1)]}
    assert found[0] in allowed.get(name, [(1, 1)])


def _activity_of(
    marts: dict[str, Table], system: str, rows: list[BadRow], name: str, *columns: str
) -> tuple[object, ...]:
    number = [row.name for row in rows].index(name)
    at = dt.datetime.combine(_day(number), dt.time(10))
    found = marts["fct_activities"].select(*columns, system=system, occurred_at=at)
    assert len(found) == 1
    return found[0]


def _balance(marts: dict[str, Table], system: str, date: dt.date | None) -> Balance:
    found = marts["reconciliation"].select(*BALANCE, system=system, activity_date=date)
    assert len(found) == 1
    return Balance(*found[0])


def _day(number: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=number)


def _nine(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(9), dt.timezone.utc)
