"""liblab's audit trail: every event and trap, with what it must become stated by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.built_systems import Built
from integration_tests.conftest import ENGINES, USUAL_ENGINES, OnEngines, across_engines
from integration_tests.harness import Warehouse
from integration_tests.liblab_rows import (
    COLUMNS,
    Entry,
    Repetition,
    Row,
    entries,
    repetitions,
)
from integration_tests.tables import assert_same_tables

VARS = {"enabled_systems": ["liblab"], "as_of_date": "2026-03-31"}
ENTRIES = entries()
REPETITIONS = repetitions()
START = dt.datetime(2026, 3, 2, 8, 0)
FIRST_REPETITION = 60
READ = (
    *("base_liblab__audit_trail", "stg_liblab__audit_trail"),
    *sorted({f"stg_liblab__{each.relation}" for each in ENTRIES}),
)
ANN = ("Ann Lee", "ann@example.org", "Corp")
# Event and time of rows that cannot be read, and why.
BROKEN: list[tuple[str | None, str | None, str]] = [
    (None, "2026-03-02 10:00:00+00", "event is null or empty"),
    ("", "2026-03-02 10:00:01+00", "event is null or empty"),
    ("  ", "2026-03-02 10:00:02+00", "event is null or empty"),
    ("User Build", None, "time is null or cannot be read"),
    ("User Build", "1970-01-01 00:00:00+00", "time is not between 2000 and 2099"),
]
UNREADABLE_TIMES = ["soon", "", "2026-02-30 10:00:00", "17"]


def _at(minute: int) -> dt.datetime:
    return START + dt.timedelta(minutes=minute)


def _rows() -> list[Row]:
    """Rows in the order of the columns; times have an offset."""
    rows: list[Row] = []
    for minute, each in enumerate(ENTRIES):
        details = None if each.details is None else json.dumps(each.details)
        rows.append((*ANN, each.event, f"{_at(minute)}+00:00", each.url, details))
    for number, case in enumerate(REPETITIONS):
        moment = f"{_at(FIRST_REPETITION + number)}+00:00"
        rows += [
            ("Ann Lee", email, "Corp", "User Build", moment, url, details)
            for email, url, details in case.rows
        ]
    rows += [(*ANN, event, moment, None, None) for event, moment, _ in BROKEN]
    later = dt.datetime(2026, 3, 5, 23, 59, 59, 999_999)
    rows.append(("Ann Ray", "ann@example.org", "Corp", "User Build", f"{later}+00:00", None, None))
    rows.append((None, "Bo@example.org", "Corp", "User Build", f"{later}+00:00", None, None))
    return rows


def _build(warehouse: Warehouse, types: dict[str, Any], rows: list[Row]) -> Built:
    warehouse.set_salt()
    warehouse.load_rows("liblab", "audit_trail", COLUMNS | types, rows)
    warehouse.build(VARS, tests=not types)
    return Built.read(warehouse, "liblab", READ)


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], Built]:
    """Times with a zone, details as text."""
    garbled = (*ANN, "User Build", f"{_at(200)}+00:00", None, "{garbled")
    rows = [*_rows(), garbled]
    return on_engines(lambda warehouse: _build(warehouse, {}, rows))


@pytest.fixture(scope="module")
def built_from_other_types_on(on_engines: OnEngines) -> Callable[[str], Built]:
    """Times as text, details in a column of the engine's JSON type."""
    rows = [(*row[:6], row[6] or None) for row in _rows()]
    rows += [(*ANN, "User Build", moment, None, None) for moment in UNREADABLE_TIMES]
    return on_engines(
        lambda warehouse: _build(warehouse, {"time": "text", "details": "json"}, rows)
    )


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def built(request: pytest.FixtureRequest, built_on: Callable[[str], Built]) -> Built:
    return built_on(str(request.param))


@pytest.mark.parametrize(
    ("minute", "each"), list(enumerate(ENTRIES)), ids=[each.event for each in ENTRIES]
)
def test_each_event_has_its_relation(built: Built, minute: int, each: Entry) -> None:
    relation = built.staging[f"stg_liblab__{each.relation}"]
    expected: dict[str, Any] = {
        "event": each.event,
        "name": "Ann Lee",
        "email": "ann@example.org",
        "org": "Corp",
        "outcome": each.activity[-1],
        **each.columns,
    }
    assert relation.select(*expected, occurred_at=_at(minute)) == [tuple(expected.values())]
    assert built.activities.select(
        *("native_user", "action", "object_type", "object_id", "object_name", "outcome"),
        occurred_at=_at(minute),
    ) == [("ann@example.org", each.event, *each.activity)]


@pytest.mark.parametrize(
    ("number", "case"), list(enumerate(REPETITIONS)), ids=[case.name for case in REPETITIONS]
)
def test_repeated_exports_are_one_activity(built: Built, number: int, case: Repetition) -> None:
    base = built.staging["base_liblab__audit_trail"]
    found = base.select("record_state", occurred_at=_at(FIRST_REPETITION + number))
    duplicates = len(case.rows) - case.kept
    assert Counter(found) == Counter(
        {("kept",): case.kept, ("duplicate",): duplicates} if duplicates else {("kept",): case.kept}
    )


def test_kept_rows_have_the_details(built: Built) -> None:
    minutes = [FIRST_REPETITION + number for number in (2, 3)]
    found = [
        sorted(built.staging["stg_liblab__builds"].select("api_name", occurred_at=_at(minute)))
        for minute in minutes
    ]
    assert found == [[("A",)], [("A",), ("B",)]]


def test_broken_rows_are_quarantined_and_nothing_is_lost(built: Built) -> None:
    quarantined = built.marts["quarantined_events"].select("quarantine_reason")
    assert Counter(quarantined) == Counter((reason,) for _, _, reason in BROKEN)
    totals = built.marts["reconciliation"].select(
        *("raw_rows", "activities", "duplicates", "quarantined", "merged", "unexplained_rows")
    )
    rows = len(_rows()) + 1
    duplicates = sum(len(case.rows) - case.kept for case in REPETITIONS)
    kept = rows - duplicates - len(BROKEN)
    sums = [sum(column) for column in zip(*totals, strict=True)]
    assert sums == [rows, kept, duplicates, len(BROKEN), 0, 0]


def test_accounts_have_the_last_name(built: Built) -> None:
    found = built.accounts.select("native_user", "login", "email", "full_name", "is_service")
    assert found == [
        ("Ann@example.org", None, "Ann@example.org", "Ann Lee", False),
        ("Bo@example.org", None, "Bo@example.org", None, False),
        ("ann@example.org", None, "ann@example.org", "Ann Ray", False),
    ]


def test_vocabulary_knows_the_documented_events(built: Built) -> None:
    unknown = {action for (action,) in built.marts["unmapped_actions"].select("action")}
    assert unknown == {"User Role Change", " user  BUILD"}
    facts = built.marts["fct_activities"].select("activity_type", "workflow", action="User Build")
    assert set(facts) == {("run", "SDK builds")}


def test_people_are_pseudonyms_in_the_marts(built: Built) -> None:
    assert "example.org" not in str([table.rows for table in built.marts.values()])


@across_engines
def test_engines_agree(built_on: Callable[[str], Built]) -> None:
    _assert_same(built_on("duckdb"), built_on("postgres"), "duckdb against postgres")


@across_engines
def test_engines_agree_on_other_types(built_from_other_types_on: Callable[[str], Built]) -> None:
    duckdb, postgres = (built_from_other_types_on(engine) for engine in ENGINES)
    _assert_same(duckdb, postgres, "time as text and details as json")
    quarantined = Counter(duckdb.marts["quarantined_events"].select("quarantine_reason"))
    assert quarantined[("time is null or cannot be read",)] == 1 + len(UNREADABLE_TIMES)


@pytest.mark.parametrize("engine", USUAL_ENGINES)
def test_other_types_give_the_same_events(
    built_on: Callable[[str], Built],
    built_from_other_types_on: Callable[[str], Built],
    engine: str,
) -> None:
    expected = built_on(engine).activities
    found = set(built_from_other_types_on(engine).activities.rows)
    # The row with garbled details stands in the column of text alone.
    only_text = set(expected.rows) - found
    assert [row[list(expected.columns).index("occurred_at")] for row in only_text] == [_at(200)]
    assert not found - set(expected.rows)


def _assert_same(left: Built, right: Built, about: str) -> None:
    assert_same_tables(left.marts, right.marts, about)
    assert_same_tables(left.staging, right.staging, about)
    assert_same_tables(
        {"activities": left.activities, "accounts": left.accounts},
        {"activities": right.activities, "accounts": right.accounts},
        about,
    )
