"""Zoomdata's activity log: every type and trap, with what it must become stated by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.built_systems import Built
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.tables import assert_same_tables
from integration_tests.zoomdata_rows import (
    COLUMNS,
    COMMON,
    REQUEST,
    Command,
    Typed,
    at,
    commands,
    entry,
    text,
    typed_records,
)

VARS = {"enabled_systems": ["zoomdata"], "as_of_date": "2026-03-31"}
TYPED = typed_records()
COMMANDS = commands()
# Cases stand minutes apart, so that the time tells them from each other.
FIRST_COMMAND, FIRST_OTHER = 60, 120
READ = (
    *("base_zoomdata__activity_log", "stg_zoomdata__activity_log"),
    *(f"stg_zoomdata__{record.relation}" for record in TYPED),
)
TOO_DEEP = '{"d": ' + "[" * 1500 + "]" * 1500 + "}"


def _other_lines() -> list[str]:
    """Lines about visits, spellings and people; all valid JSON."""
    first = FIRST_OTHER
    look = {"cid": "look"}
    person = {"userName": "cy", "email": "cy@a.org"}
    return [
        # One look at a chart is a command and its data.
        entry(at(first), "VIS_COMMAND", "STARTED", request=REQUEST, **look),
        entry(at(first, 200), "VIS_DATA", "SUCCEEDED", payload="a", **look),
        entry(at(first, 300), "VIS_COMMAND", "FINISHED", **look),
        # Where commands are not logged, the first data of a look stands for it.
        entry(at(first + 1), "VIS_DATA", "SUCCEEDED", cid="data only"),
        entry(at(first + 1, 500), "VIS_DATA", "SUCCEEDED", cid="data only"),
        # Records that differ in their bodies alone are two.
        entry(at(first + 2), "RDD", "SUCCEEDED", queries=["a"]),
        entry(at(first + 2), "RDD", "SUCCEEDED", queries=["b"]),
        entry(at(first + 3), "REQUEST", None, uri="/zoomdata/service/health", responseCode=200),
        entry(at(first + 4), "REQUEST", None, uri="/zoomdata/api", responseCode=503),
        entry(at(first + 5), "AUTHENTICATION", "SUCCEEDED", user="embed", userType="KEY"),
        entry(at(first + 6), "AUTHENTICATION", "SUCCEEDED", user=None),
        entry(at(first + 7), "VIS", "CREATED", user="anna", accountId=None, accountID="tenant-3"),
        entry(at(first + 8), "SECURITY_KEY", "CREATED", keyType="SOURCE", objectIds=["s-1", "s-2"]),
        entry(at(first + 9), "SECURITY_KEY", None, keyType="SOURCE", objectIds="s-1"),
        # The same person, twice with one e-mail and once with another.
        entry(at(first + 10), "USER", "CREATED", **person, userFullName="C"),
        entry(at(first + 11), "USER", "UPDATED", **person, userFullName="Cy"),
        entry(at(first + 12), "USER", "UPDATED", userName="cy", email="cy@b.org"),
        # Values of other types than documented.
        entry(at(first + 13), "RAW_DATA_EXPORT", "SUCCEEDED", count="many", duration={"ms": 1}),
        entry(at(first + 14), "VIS", "UPDATED", user={"name": "x"}, visualizationName=[1]),
        entry(at(first + 15), "VIS_COMMAND", "FINISHED", cid="bad request", request='{"source": '),
        entry(at(first + 16), "VIS", "UPDATED", visualizationName="a\u0000b", visualizationId=1e3),
    ]


def _valid_lines() -> list[str]:
    lines = [
        entry(at(minute), record.activity_type, record.status, **record.fields)
        for minute, record in enumerate(TYPED)
    ]
    for number, case in enumerate(COMMANDS):
        for offset, status, more in case.lines:
            moment = at(FIRST_COMMAND + number, offset)
            lines.append(entry(moment, "VIS_COMMAND", status, cid=case.name, **more))
    return lines + _other_lines()


BROKEN_JSON = [
    (json.dumps([1, 2]), "record is not a JSON object"),
    (json.dumps("text"), "record is not a JSON object"),
    (json.dumps({"eventDate": text(at(0)), "user": "x"}), "record has no activityType"),
    (json.dumps({"eventDate": text(at(0)), "activityType": {}}), "record has no activityType"),
    (json.dumps({"activityType": "VIS"}), "record has no eventDate"),
    *(
        (
            json.dumps({"activityType": "VIS", "eventDate": date}),
            "eventDate is not a time between 2000 and 2099",
        )
        for date in ("yesterday", "1970-01-01 00:00:00.000", 17, "2026-02-30 10:00:00.000")
    ),
]
BROKEN_TEXT = [
    (None, "record is not a JSON object"),
    ("", "record is not a JSON object"),
    ("java.lang.OutOfMemoryError: {}", "record is not a JSON object"),
    ('{"activityType": "VIS", "eventDate": "2026-03-02 08', "record is not a JSON object"),
    ("2026-03-02 08:00:00,000 rolled over", "record is not a JSON object"),
    ("2026-03-02 08:00:00,000 {broken", "record is not a JSON object"),
    (TOO_DEEP, "record is not a JSON object"),
]
# As the first versions wrote, and where the JSON has a time of its own.
OLD_LINES = [
    (
        "2026-03-03 07:30:00,250 "
        + json.dumps({"activityType": "VIS", "status": "CREATED", "visualizationId": "old-1"}),
        ("2026-03-03 07:30:00.25", "old-1"),
    ),
    (
        "  2026-03-03 07:31:00.500 INFO "
        + json.dumps({"activityType": "VIS", "eventDate": "2026-03-03 06:00:00,125", "user": "ann"})
        + "  ",
        ("2026-03-03 06:00:00.125", None),
    ),
    (
        "2026-03-03T09:00:00+02:00 " + json.dumps({"activityType": "vis ", "userType": "key"}),
        ("2026-03-03 07:00:00", None),
    ),
]


def _build(warehouse: Warehouse, column_type: str, lines: list[str | None]) -> Built:
    warehouse.set_salt()
    columns: dict[str, Any] = COLUMNS | {"record": column_type}
    rows = [(line, "zoomdata-activity.log", place) for place, line in enumerate(lines)]
    warehouse.load_rows("zoomdata", "activity_log", columns, rows)
    warehouse.build(VARS, tests=column_type == "text")
    return Built.read(warehouse, "zoomdata", READ)


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], Built]:
    """Lines as text: good ones, broken ones, old ones, and one of them twice."""
    broken = [line for line, _ in BROKEN_JSON + BROKEN_TEXT]
    old = [line for line, _ in OLD_LINES]
    again = [f"{old[0]} "]
    lines = [*_valid_lines(), *broken, *old, *again]
    return on_engines(lambda warehouse: _build(warehouse, "text", lines))


@pytest.fixture(scope="module")
def built_from_json_on(on_engines: OnEngines) -> Callable[[str], Built]:
    """The lines that are JSON, in a column of the engine's JSON type."""
    lines: list[str | None] = [line for line in _valid_lines() if "\\u0000" not in line]
    lines += [line for line, _ in BROKEN_JSON]
    return on_engines(lambda warehouse: _build(warehouse, "json", lines))


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest, built_on: Callable[[str], Built]) -> Built:
    return built_on(str(request.param))


@pytest.mark.parametrize(
    ("minute", "record"), list(enumerate(TYPED)), ids=[record.relation for record in TYPED]
)
def test_each_type_has_its_relation(built: Built, minute: int, record: Typed) -> None:
    relation = built.staging[f"stg_zoomdata__{record.relation}"]
    expected: dict[str, Any] = {
        "user_name": "ann",
        "user_type": "USER",
        "account_id": "tenant-1",
        "user_groups": "Sales, EMEA, Admins",
        "user_roles": "ROLE_A, ROLE_B",
        "status": record.status,
        **record.columns,
    }
    assert relation.select(*expected, occurred_at=at(minute)) == [tuple(expected.values())]
    assert built.activities.select(
        *("native_user", "action", "native_activity_type", "object_type", "object_id"),
        *("object_name", "outcome", "duration_ms", "correlation_id", "is_scaffolding"),
        occurred_at=at(minute),
    ) == [("ann", record.activity_type.upper(), *record.activity)]


@pytest.mark.parametrize(
    ("number", "case"), list(enumerate(COMMANDS)), ids=[case.name for case in COMMANDS]
)
def test_start_and_end_are_one_activity(built: Built, number: int, case: Command) -> None:
    found = built.activities.select(
        "occurred_at", "outcome", "duration_ms", correlation_id=case.name
    )
    minute = FIRST_COMMAND + number
    assert sorted(found) == [
        (at(minute, offset), outcome, duration) for offset, outcome, duration in case.activities
    ]
    states = Counter(
        state
        for (state,) in built.staging["base_zoomdata__activity_log"].select(
            "record_state", cid=case.name
        )
    )
    assert (states["merged"], states["duplicate"]) == (case.merged, case.duplicates)
    assert sum(states.values()) == len(case.lines)


def test_a_look_at_a_chart_counts_once(built: Built) -> None:
    engaged = built.marts["fct_activities"].select(
        "occurred_at", "action", "is_engagement", "is_scaffolding", "object_id", "duration_ms"
    )
    first = FIRST_OTHER
    assert sorted(row for row in engaged if at(first) <= row[0] < at(first + 2)) == [
        (at(first), "VIS_COMMAND", True, False, "s-7", 300),
        (at(first, 200), "VIS_DATA", False, True, None, None),
        (at(first + 1), "VIS_DATA", True, False, None, None),
        (at(first + 1, 500), "VIS_DATA", False, True, None, None),
    ]


def test_traps(built: Built) -> None:
    def activity(minute: int, *names: str) -> list[tuple[Any, ...]]:
        return built.activities.select(*names, occurred_at=at(FIRST_OTHER + minute))

    assert len(set(activity(2, "source_event_id"))) == 2
    assert activity(3, "outcome", "is_scaffolding") == [("succeeded", True)]
    assert activity(4, "outcome", "is_scaffolding") == [("failed", False)]
    assert activity(5, "native_user") == [("KEY:embed",)]
    assert activity(6, "native_user") == [(None,)]
    kind = ("native_activity_type", "object_type", "object_id")
    assert activity(7, *kind) == [("create", "visualization", None)]
    assert activity(8, *kind) == [("share", "source", None)]
    assert activity(9, *kind) == [(None, "source", "s-1")]
    assert activity(13, "duration_ms", "outcome") == [(None, "succeeded")]
    assert activity(14, "native_user", "object_name") == [(None, None)]
    assert activity(15, "object_id", "outcome") == [(None, "succeeded")]
    assert activity(16, "object_name") == [("ab",)]
    accounts = built.staging["stg_zoomdata__activity_log"]
    assert accounts.select("account_id", occurred_at=at(FIRST_OTHER + 7)) == [("tenant-3",)]


def test_accounts_are_what_the_log_knows(built: Built) -> None:
    names = ("native_user", "login", "email", "full_name", "is_service")
    assert built.accounts.select(*names) == [
        ("KEY:embed", None, None, None, True),
        ("ann", "ann", None, None, False),
        ("anna", "anna", None, None, False),
        ("bob", "bob", "Bob.Ray@corp.com", "Bob Ray", False),
        ("cy", "cy", "cy@a.org", "Cy", False),
        ("cy", "cy", "cy@b.org", None, False),
    ]


def test_visitors_of_share_links_are_no_persons(built: Built) -> None:
    found = built.marts["fct_activities"].select(
        "is_person", "is_engagement", occurred_at=at(FIRST_OTHER + 5)
    )
    assert found == [(False, False)]


def test_server_types_are_no_engagement(built: Built) -> None:
    facts = built.marts["fct_activities"].select("action", "is_engagement")
    engaged = {action for action, is_engagement in facts if is_engagement}
    server = {"REQUEST", "RDD", "RDD_CACHE", "TOPOLOGY", "TOPOLOGY_PERFORMANCE"}
    assert not engaged & (server | {"AUTHENTICATION", "OAUTH_TOKEN"})
    assert {action for (action,) in built.marts["unmapped_actions"].select("action")} == {
        "DASHBOARD_TOUR"
    }


def test_old_lines_are_read(built: Built) -> None:
    times = {text(moment) for (moment,) in built.activities.select("occurred_at")}
    for _, (moment, visualization) in OLD_LINES:
        day, _, fraction = moment.partition(".")
        assert f"{day}.{fraction.ljust(3, '0')}" in times
        if visualization:
            found = built.activities.select("native_activity_type", object_id=visualization)
            assert found == [("create",)]


def test_broken_lines_are_quarantined_and_nothing_is_lost(built: Built) -> None:
    reasons = Counter(
        str(reason) for (reason,) in built.marts["quarantined_events"].select("quarantine_reason")
    )
    assert reasons == Counter(reason for _, reason in BROKEN_JSON + BROKEN_TEXT)
    totals = built.marts["reconciliation"].select(
        *("raw_rows", "activities", "duplicates", "quarantined", "merged", "unexplained_rows")
    )
    sums = [sum(column) for column in zip(*totals, strict=True)]
    lines = len(_valid_lines()) + len(BROKEN_JSON) + len(BROKEN_TEXT) + len(OLD_LINES) + 1
    # One pair and one line delivered twice stand outside of the cases of commands.
    merged = sum(case.merged for case in COMMANDS) + 1
    duplicates = sum(case.duplicates for case in COMMANDS) + 1
    quarantined = len(BROKEN_JSON) + len(BROKEN_TEXT)
    kept = lines - merged - duplicates - quarantined
    assert sums == [lines, kept, duplicates, quarantined, merged, 0]
    undated = [row for row in built.marts["reconciliation"].rows if row[1] is None]
    assert len(undated) == 1


def test_bodies_stay_in_the_raw_table(built: Built) -> None:
    columns = set(built.staging["base_zoomdata__activity_log"].columns)
    assert not columns & {"record", "document", "request", "payload", "query", "ip", "description"}
    assert str(COMMON["ip"]) not in str(built.staging["base_zoomdata__activity_log"].rows)


def test_engines_agree(built_on: Callable[[str], Built]) -> None:
    duckdb, postgres = (built_on(engine) for engine in ENGINES)
    _assert_same(duckdb, postgres, "text on duckdb against postgres")


def test_engines_agree_on_json_columns(built_from_json_on: Callable[[str], Built]) -> None:
    duckdb, postgres = (built_from_json_on(engine) for engine in ENGINES)
    _assert_same(duckdb, postgres, "json on duckdb against jsonb on postgres")


@pytest.mark.parametrize("engine", ENGINES)
def test_json_columns_give_the_same_events(
    built_on: Callable[[str], Built], built_from_json_on: Callable[[str], Built], engine: str
) -> None:
    from_text, from_json = built_on(engine), built_from_json_on(engine)
    missing = set(from_json.activities.rows) - set(from_text.activities.rows)
    assert not missing
    only_text = len(from_text.activities.rows) - len(from_json.activities.rows)
    assert only_text == len(OLD_LINES) + sum("\\u0000" in line for line in _valid_lines())


def _assert_same(left: Built, right: Built, about: str) -> None:
    assert_same_tables(left.marts, right.marts, about)
    assert_same_tables(left.staging, right.staging, about)
    assert_same_tables(
        {"activities": left.activities, "accounts": left.accounts},
        {"activities": right.activities, "accounts": right.accounts},
        about,
    )
