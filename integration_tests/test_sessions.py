"""Sessions and objects: edge cases by hand, a simulated log by an oracle in plain Python.

Both are built together, and the oracle reads all of their facts. Dates are Berlin's, so that
midnight is an hour before that of UTC.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from integration_tests.company import at, event_source, load_events, pseudonym
from integration_tests.conftest import USUAL_ENGINES, OnEngines, across_engines
from integration_tests.harness import Warehouse
from integration_tests.tables import Row, Table, assert_same_rows, read_table

VARS: dict[str, Any] = {
    "enabled_systems": ["clutch", "amundsen"],
    "as_of_date": "2026-03-20",
    "reporting_timezone": "Europe/Berlin",
    "custom_sources": [event_source("clock"), event_source("bell")],
}
SIMULATED = ("--systems", "clutch,amundsen", "--end-date", "2026-03-22", "--days", "21")

HALF_HOUR = dt.timedelta(minutes=30)
TICK = dt.timedelta(microseconds=1)
NINE, TEN, LATE = at(2, 9), at(2, 10), at(2, 22, 50)
GAP_AT = NINE + dt.timedelta(minutes=59, seconds=59.999)
TICK_AT = NINE + dt.timedelta(seconds=5399.999998)

# user: time, action, system
LOG: dict[str, list[tuple[dt.datetime, str, str]]] = {
    "gap@x.org": [
        (NINE, "a", "clock"),
        (NINE + HALF_HOUR - dt.timedelta(milliseconds=1), "b", "clock"),
        (GAP_AT, "c", "clock"),
    ],
    "tick@x.org": [
        (NINE, "a", "clock"),
        (NINE + HALF_HOUR - TICK, "b", "clock"),
        (NINE + 2 * HALF_HOUR - 2 * TICK, "c", "clock"),
        (TICK_AT, "d", "clock"),
    ],
    "midnight@x.org": [(LATE, "a", "clock"), (LATE + dt.timedelta(minutes=20), "b", "clock")],
    "two@x.org": [
        (TEN, "a", "clock"),
        (TEN + dt.timedelta(minutes=20), "b", "bell"),
        (TEN + dt.timedelta(minutes=40), "c", "clock"),
    ],
    "once@x.org": [(TEN, "a", "bell")],
    "svc-night": [(TEN, "a", "clock")],
}

# user, system: started, ended, activities, entry action, exit action
Session = tuple[str, str, dt.datetime, dt.datetime, int, str, str]
BY_HAND: list[Session] = [
    ("gap@x.org", "clock", NINE, NINE + dt.timedelta(minutes=29, seconds=59.999), 2, "a", "b"),
    ("gap@x.org", "clock", GAP_AT, GAP_AT, 1, "c", "c"),
    ("tick@x.org", "clock", NINE, NINE + dt.timedelta(seconds=3599.999998), 3, "a", "c"),
    ("tick@x.org", "clock", TICK_AT, TICK_AT, 1, "d", "d"),
    ("midnight@x.org", "clock", LATE, at(2, 23, 10), 2, "a", "b"),
    ("two@x.org", "clock", TEN, TEN, 1, "a", "a"),
    ("two@x.org", "clock", at(2, 10, 40), at(2, 10, 40), 1, "c", "c"),
    ("two@x.org", "bell", at(2, 10, 20), at(2, 10, 20), 1, "b", "b"),
    ("once@x.org", "bell", TEN, TEN, 1, "a", "a"),
]
BY_HAND_IN_45_MINUTES: list[Session] = [
    ("gap@x.org", "clock", NINE, GAP_AT, 3, "a", "c"),
    ("tick@x.org", "clock", NINE, TICK_AT, 4, "a", "d"),
    ("midnight@x.org", "clock", LATE, at(2, 23, 10), 2, "a", "b"),
    ("two@x.org", "clock", TEN, at(2, 10, 40), 2, "a", "c"),
    ("two@x.org", "bell", at(2, 10, 20), at(2, 10, 20), 1, "b", "b"),
    ("once@x.org", "bell", TEN, TEN, 1, "a", "a"),
]


@dataclass(frozen=True)
class Built:
    """The facts, what is made of them, and the sessions of a longer timeout."""

    facts: Table
    activity_objects: Table
    sessions: Table
    objects: Table
    longer_sessions: Table


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], Built]:
    def job(warehouse: Warehouse) -> Built:
        warehouse.set_salt()
        warehouse.footfall("simulate", *SIMULATED, "--users", "12")
        entries = [(user, *entry) for user, entries in LOG.items() for entry in entries]
        entries += [("tie@x.org", TEN, action, "clock") for action in "abcdefgh"]
        for system in ("clock", "bell"):
            load_events(
                warehouse,
                system,
                (
                    (f"e{number}", when, user, action, "door", user)
                    for number, (user, when, action, where) in enumerate(entries)
                    if where == system
                ),
            )
        warehouse.build(VARS, select="+fct_sessions +dim_objects +fct_activity_objects")
        facts = read_table(warehouse, "fct_activities")
        activity_objects = read_table(warehouse, "fct_activity_objects")
        sessions, objects = (read_table(warehouse, n) for n in ("fct_sessions", "dim_objects"))
        select = ("run", "--select", "agg_day_sessions+,+fct_sessions")
        warehouse.dbt(*select, vars=VARS | {"session_timeout_minutes": 45})
        longer_sessions = read_table(warehouse, "fct_sessions")
        return Built(facts, activity_objects, sessions, objects, longer_sessions)

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def built(request: pytest.FixtureRequest, built_on: Callable[[str], Built]) -> Built:
    return built_on(str(request.param))


COLUMNS = (
    *("user_key", "system", "activity_date", "started_at", "ended_at", "duration_seconds"),
    *("activities", "entry_action", "exit_action"),
)


def rows_of(sessions: list[Session]) -> list[Row]:
    return [
        (
            *(pseudonym(user), system, dt.date(2026, 3, 2), started, ended),
            *((ended - started).total_seconds(), activities, entry, exit_action),
        )
        for user, system, started, ended, activities, entry, exit_action in sessions
    ]


def hand_made(sessions: Table) -> list[Row]:
    wanted = {pseudonym(user) for user in LOG} | {pseudonym("clock:svc-night")}
    return [row for row in sessions.select(*COLUMNS) if row[0] in wanted]


def test_session_ends_after_half_an_hour_of_nothing(built: Built) -> None:
    assert_same_rows(hand_made(built.sessions), rows_of(BY_HAND), COLUMNS, "fct_sessions")


def test_timeout_is_a_var(built: Built) -> None:
    found, expected = hand_made(built.longer_sessions), rows_of(BY_HAND_IN_45_MINUTES)
    assert_same_rows(found, expected, COLUMNS, "fct_sessions of 45 minutes")


def test_what_happened_at_once_is_ordered_by_its_id(built: Built) -> None:
    tied = built.facts.select("activity_id", "action", user_key=pseudonym("tie@x.org"))
    actions = [action for _, action in sorted(tied)]
    assert len(actions) == 8
    columns = ("started_at", "ended_at", "activities", "entry_action", "exit_action")
    session = built.sessions.select(*columns, user_key=pseudonym("tie@x.org"))
    assert session == [(TEN, TEN, 8, actions[0], actions[-1])]


def records(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def sessions_of(facts: Table, timeout: dt.timedelta) -> list[Row]:
    """The sessions of facts by their written definition, in the order of the mart's columns."""
    streams: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for fact in records(facts):
        if fact["in_scope"] and fact["is_person"]:
            streams[fact["system"], fact["user_key"]].append(fact)
    rows: list[Row] = []
    for (system, user_key), stream in streams.items():
        stream.sort(key=lambda fact: (fact["occurred_at"], fact["activity_id"]))
        sessions: list[list[dict[str, Any]]] = []
        for fact in stream:
            if not sessions or fact["occurred_at"] - sessions[-1][-1]["occurred_at"] >= timeout:
                sessions.append([])
            sessions[-1].append(fact)
        for session in sessions:
            first, last = session[0], session[-1]
            text = f"{system}|{user_key}|{timestamp_text(first['occurred_at'])}"
            duration = last["occurred_at"] - first["occurred_at"]
            rows.append(
                (
                    *(hashlib.md5(text.encode()).hexdigest(), system, user_key),
                    *(first["activity_date"], first["occurred_at"], last["occurred_at"]),
                    *(duration.total_seconds(), len(session), first["action"], last["action"]),
                )
            )
    return rows


def timestamp_text(timestamp: dt.datetime) -> str:
    """As engines write it: a fraction without zeros at its end, or none."""
    text = str(timestamp)
    return text.rstrip("0") if "." in text else text


def objects_of(facts: Table, activity_objects: Table) -> list[Row]:
    """The objects of facts by their written definition, in the order of the mart's columns."""
    touched: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    activities = {fact["activity_id"]: fact for fact in records(facts)}
    for named in records(activity_objects):
        if named["object_type"] is not None and named["object_id"] is not None:
            fact = activities[named["activity_id"]] | {"object_name": named["object_name"]}
            touched[named["system"], named["object_type"], named["object_id"]].append(fact)
    rows: list[Row] = []
    for key, history in touched.items():
        history.sort(key=lambda fact: (fact["occurred_at"], fact["activity_id"]))
        names = [fact["object_name"] for fact in history if fact["object_name"] is not None]
        first, last = history[0], history[-1]
        rows.append(
            (
                *(*key, names[-1] if names else None),
                *(first["occurred_at"], last["occurred_at"], last["action"], len(history)),
            )
        )
    return rows


@pytest.mark.parametrize("minutes", [30, 45])
def test_sessions_equal_the_oracles(built: Built, minutes: int) -> None:
    mart = built.sessions if minutes == 30 else built.longer_sessions
    expected = sessions_of(built.facts, dt.timedelta(minutes=minutes))
    assert_same_rows(mart.rows, expected, mart.columns, f"fct_sessions of {minutes} minutes")
    sizes = [row[7] for row in expected if row[1] in ("clutch", "amundsen")]
    assert len(sizes) > 50
    assert max(sizes) > 5


def test_objects_equal_the_oracles(built: Built) -> None:
    expected = objects_of(built.facts, built.activity_objects)
    assert_same_rows(built.objects.rows, expected, built.objects.columns, "dim_objects")
    assert len({row[:2] for row in expected}) > 5
    assert {"user", "table"} <= {row[1] for row in expected}


@across_engines
def test_engines_agree(built_on: Callable[[str], Built]) -> None:
    left, right = built_on("duckdb"), built_on("postgres")
    for mart in ("sessions", "objects"):
        mine, other = getattr(left, mart), getattr(right, mart)
        assert_same_rows(mine.rows, other.rows, mine.columns, f"{mart}, duckdb against postgres")
