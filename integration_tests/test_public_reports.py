"""What people have reported of tools like this one, on logs of shapes that nobody here has chosen.

Each table below is a custom source of its own; all are in one build of each engine.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration_tests.company import load_table, pseudonym
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.tables import Row, Table, read_table

NINE = dt.datetime(2026, 11, 20, 9)
VARS = {"enabled_systems": [], "as_of_date": "2026-11-27", "reporting_timezone": "America/New_York"}
PLAIN: dict[str, Any] = {"event_id": "id", "time": "ts", "actor": "who", "action": "what"}
TEXTS = {"id": "text", "ts": "text", "who": "text", "what": "text"}


@dataclass(frozen=True)
class Log:
    """A table and how it is mapped. columns: name -> kind, ``json`` by each engine's own name."""

    rows: Sequence[Row]
    columns: Mapping[str, str] = field(default_factory=lambda: TEXTS)
    mapping: Mapping[str, Any] = field(default_factory=dict)


STAMP = "2026-11-20T09:00:00Z"

# What is read of each text; none: the row is in quarantine.
TIMES: dict[str, dt.datetime | None] = {
    **dict.fromkeys(
        [
            "2026-11-20T09:00:00Z",
            "2026-11-20t09:00:00z",
            "2026-11-20 09:00:00 Z",
            " 2026-11-20T09:00:00Z",
            "2026-11-20T09:00:00Z\r",
            "\u00a02026-11-20T09:00:00Z\t",
            "2026-11-20\t09:00:00",
            "20261120T090000Z",
            "20261120T0900Z",
            "20261120T110000+0200",
            "20261120090000Z",
            "2026-11-20T09Z",
            "2026-11-20T09:00:00+00",
            "2026-11-20T09:00:00+0000",
            "2026-11-20T09:00:00+00:00",
            "2026-11-20T09:00:00+00:00Z",
            "2026-11-20T04:00:00-05:00[America/New_York]",
            "2026-11-20T09:00Z[UTC]",
            "2026-11-20 09:00:00 +0000 UTC",
            "2026-11-20 04:00:00 -0500 EST m=+0.100000",
            "2026/11/20 09:00:00",
            "Fri, 20 Nov 2026 09:00:00 GMT",
            "Fri, 20 Nov 2026 11:00:00 +0200",
            "Fri, 20 Nov 2026 04:00:00 -0500 (EST)",
            "20 Nov 2026 09:00 +0000",
            "20/Nov/2026:09:00:00 +0000",
            "[20/Nov/2026:11:00:00 +0200]",
            "Fri Nov 20 09:00:00 2026",
            "Fri Nov 20 09:00:00 UTC 2026",
            "Fri Nov 20 2026 10:00:00 GMT+0100 (Central European Standard Time)",
        ],
        NINE,
    ),
    "Tue Nov  3 09:00:00 2026": dt.datetime(2026, 11, 3, 9),
    "Tue, 3 Nov 2026 09:00:00 +0000": dt.datetime(2026, 11, 3, 9),
    "2026-11-20T09:00:00,123Z": NINE.replace(microsecond=123_000),
    "2026-11-20 09:00:00.123456789 +0000 UTC": NINE.replace(microsecond=123_456),
    "2026-11-20T23:59:60Z": dt.datetime(2026, 11, 20, 23, 59, 59),
    "2026-11-20T18:59:60-05:00": dt.datetime(2026, 11, 20, 23, 59, 59),
    "2026-11-20T24:00:00Z": dt.datetime(2026, 11, 21),
    "2026-12-31 24:00": dt.datetime(2027, 1, 1),
    **dict.fromkeys(
        [
            "11/20/2026",
            "20/11/2026 09:00:00",
            "20.11.2026",
            "20/11/2026:09:00:00 +0000",
            "2026-02-30",
            "30 Feb 2026 09:00:00",
            "2026-11-20T24:30:00Z",
            "2026-11-20T09:00:00+25:00",
            "2026-11-20T09:00:00[Europe/Paris]",
            "2026-11-20 09:00:00 EST",
            "2026-11-20 09:00:00 PM",
            "20 Nov 26 09:00:00",
            "Nov 20 09:00:00",
            "1795165200",
            "20261320",
        ]
    ),
}

# By the clock of New York -> UTC. One o'clock on the first of November comes twice, half past two
# on the eighth of March not at all.
LOCAL_TIMES = {
    "2026-11-20 02:00:00": dt.datetime(2026, 11, 20, 7),
    "20 Nov 2026 02:00:00": dt.datetime(2026, 11, 20, 7),
    "2026-11-20T02:00:00Z": dt.datetime(2026, 11, 20, 2),
    "2026-11-20 02:00:00+01:00": dt.datetime(2026, 11, 20, 1),
    "2026-07-01": dt.datetime(2026, 7, 1, 4),
    "2026-11-01 00:30:00": dt.datetime(2026, 11, 1, 4, 30),
    "2026-11-01 01:30:00": dt.datetime(2026, 11, 1, 5, 30),
    "2026-11-01 02:00:00": dt.datetime(2026, 11, 1, 7),
    "2026-03-08 01:59:00": dt.datetime(2026, 3, 8, 6, 59),
    "2026-03-08 02:30:00": dt.datetime(2026, 3, 8, 7, 30),
    "2026-03-08 03:00:00": dt.datetime(2026, 3, 8, 7),
}

KEYS = [
    *("a.b", "a b", 'a"b', "a/b", "a~b", "", "*", "~*", "0", "2x", "ü", "[0]", "a\\b", "$", "it's"),
    *("`", "-1", "a,b", "{x}", "日本", "a*/b", "/*", "A", "a"),
]
DOCUMENT = {
    **{key: f"value {number}" for number, key in enumerate(KEYS)},
    "list": ["x", {"k.1": ["p", "q"]}],
    "in": {"*": {"": "deep"}},
}
PATHS: dict[str, list[str | int]] = {
    **{f"key {number}": [key] for number, key in enumerate(KEYS)},
    **{"first": ["list", 0], "nested": ["list", 1, "k.1", 1], "beyond": ["list", 9]},
    **{"digit as key": ["list", "0"], "star": ["in", "*", ""]},
}

STAGES = [
    # One call, two records; only the later one has an outcome, and does not repeat who it was.
    ("k1", "2026-11-20T09:00:00Z", "kim", "delete", None, "pod-1"),
    ("k1", "2026-11-20T09:00:01Z", None, "delete", "403", None),
    # A response that stands on the next day.
    ("k2", "2026-11-20T23:59:59-05:00", "kim", "get", None, None),
    ("k2", "2026-11-21T00:00:01-05:00", "kim", "get", "200", None),
    # Both know it, and so does neither: the earlier one.
    ("k3", "2026-11-20T09:00:05Z", "kim", "get", "200", None),
    ("k3", "2026-11-20T09:00:03Z", "kim", "get", "403", None),
    ("k4", "2026-11-20T09:00:07Z", "kim", "get", "odd", None),
    ("k4", "2026-11-20T09:00:09Z", "kim", "get", None, None),
]

LOGS: dict[str, Log] = {
    "json_column": Log(
        [("1", STAMP, '"ann@corp.example"', '["a", "b"]'), ("2", f'"{STAMP}"', "7", "null")],
        {"id": "text", "ts": "text", "who": "json", "what": "json"},
        {"time": "ts", "action": {"column": "id"}, "object_id": "what"},
    ),
    "json_time": Log(
        [("1", f'"{STAMP}"', '{"name": "ann@corp.example"}', '["open", {"at": "door"}]')],
        {"id": "text", "ts": "json", "who": "json", "what": "json"},
        {
            "actor": {"column": "who", "path": "name"},
            "action": [{"column": "what", "path": [0]}, {"column": "what", "path": [1, "at"]}],
        },
    ),
    "text_column": Log([("1", STAMP, "ann@corp.example", "open")]),
    "parts": Log(
        [
            ("1", STAMP, "ann", "s3", "Get"),
            ("2", STAMP, "ann", None, "Login"),
            ("3", STAMP, "ann", "s3", ""),
            ("4", STAMP, "ann", None, ""),
        ],
        {"id": "text", "ts": "text", "who": "text", "svc": "text", "op": "text"},
        {"action": ["svc", "op"]},
    ),
    "times": Log([(str(n), text, "ann", "x") for n, text in enumerate(TIMES)]),
    "new_york": Log(
        [(str(n), text, "ann", "x") for n, text in enumerate(LOCAL_TIMES)],
        mapping={"time": {"column": "ts", "timezone": "America/New_York"}},
    ),
    "new_york_typed": Log(
        [("1", "2026-11-20 02:00:00", "ann", "x"), ("2", "2026-11-01 01:30:00", "ann", "x")],
        TEXTS | {"ts": "timestamp"},
        {"time": {"column": "ts", "timezone": "America/New_York"}},
    ),
    "doubles": Log(
        [(1.0, 1795165200000000.0, 4.0, "x", 2.0), (2.0, None, 4.0, "x", None)],
        {
            **{"id": "double precision", "ts": "double precision", "who": "double precision"},
            **{"what": "text", "took": "double precision"},
        },
        {"time": {"column": "ts", "unit": "us"}, "duration": {"column": "took", "unit": "s"}},
    ),
    "keys": Log(
        [("1", STAMP, "ann", "x", json.dumps(DOCUMENT))],
        TEXTS | {"doc": "text"},
        {"details": [{"column": "doc", "path": PATHS[name], "name": name} for name in PATHS]},
    ),
    "stages": Log(
        STAGES,
        TEXTS | {"code": "text", "thing": "text"},
        {
            "object_id": "thing",
            "outcome": {"column": "code", "succeeded": [200], "denied": [403]},
        },
    ),
    "errors_alone": Log(
        [
            ("1", "2026-11-20T09:00:00Z", "kim", "get", None),
            ("1", "2026-11-20T09:00:01Z", "kim", "get", "permission denied"),
        ],
        TEXTS | {"code": "text"},
        {"outcome": {"column": "code", "missing": "succeeded", "otherwise": "failed"}},
    ),
    "other_kind": Log([("1", STAMP, "ann@corp.example", "open")]),
}


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], dict[str, Table]]:
    """Facts, details and what is in quarantine."""

    def job(warehouse: Warehouse) -> dict[str, Table]:
        warehouse.set_salt()
        sources = []
        for name, log in LOGS.items():
            kinds: dict[str, str] = dict(log.columns)
            for column, kind in kinds.items():
                if kind == "json":
                    kinds[column] = warehouse.types["json"]
            load_table(warehouse, f"reports.{name}", kinds, log.rows)
            place = {"name": name, "schema": "reports", "table": name}
            sources.append({**PLAIN, **place, **log.mapping})
        if warehouse.engine == "postgres":
            _rebuild_as_other_kinds(warehouse)
            sources += [
                PLAIN | {"name": name, "schema": "reports", "table": name}
                for name in ("a_materialized_view", "a_partitioned_table", "of_domains")
            ]
        names = {"fct_activities": "marts", "quarantined_events": "marts"}
        names["stg_custom_sources__event_details"] = "staging"
        select = " ".join(f"+{name}" for name in names)
        warehouse.build(VARS | {"custom_sources": sources}, select=select)
        return {name: read_table(warehouse, name, schema) for name, schema in names.items()}

    return on_engines(job)


def _rebuild_as_other_kinds(warehouse: Warehouse) -> None:
    """The same rows in what PostgreSQL has beside tables and views."""
    for statement in (
        "create materialized view reports.a_materialized_view as select * from reports.other_kind",
        "create table reports.a_partitioned_table (like reports.other_kind) partition by list (id)",
        "create table reports.part partition of reports.a_partitioned_table default",
        "insert into reports.a_partitioned_table select * from reports.other_kind",
        "create domain reports.name as text",
        "create table reports.of_domains (id reports.name, ts reports.name, who text, what text)",
        "insert into reports.of_domains select * from reports.other_kind",
    ):
        warehouse.execute(statement)


@pytest.fixture(scope="module", params=ENGINES)
def built(
    request: pytest.FixtureRequest, built_on: Callable[[str], dict[str, Table]]
) -> dict[str, Table]:
    return built_on(str(request.param))


def facts(built: dict[str, Table], system: str, *columns: str) -> dict[str, Row]:
    """Columns of a log's activities, by the event's id."""
    found = built["fct_activities"].select("source_event_id", *columns, system=system)
    assert len({row[0] for row in found}) == len(found)
    return {str(row[0]): row[1:] for row in found}


def test_json_column_gives_its_bare_text(built: dict[str, Table]) -> None:
    ann = pseudonym("ann@corp.example")
    columns = ("user_key", "object_id")
    # A quoted time in a column of text is no time.
    assert facts(built, "json_column", *columns) == {"1": (ann, "a, b")}
    assert facts(built, "text_column", "user_key") == {"1": (ann,)}
    assert facts(built, "json_time", "user_key", "occurred_at", "action") == {
        "1": (ann, NINE, "open/door")
    }


def test_missing_part_of_an_action_is_left_out(built: dict[str, Table]) -> None:
    found = facts(built, "parts", "action")
    assert found == {"1": ("s3/Get",), "2": ("Login",), "3": ("s3",)}
    assert built["quarantined_events"].select(
        "source_event_id", "quarantine_reason", system="parts"
    ) == [("4", "action is missing")]


@pytest.mark.parametrize("text", TIMES, ids=repr)
def test_time_is_read_or_in_quarantine(built: dict[str, Table], text: str) -> None:
    event_id = str(list(TIMES).index(text))
    found = facts(built, "times", "occurred_at").get(event_id)
    expected = TIMES[text]
    assert found == (None if expected is None else (expected,))
    quarantined = built["quarantined_events"].select("source_event_id", system="times")
    assert ((event_id,) in quarantined) == (expected is None)


@pytest.mark.parametrize("text", LOCAL_TIMES)
def test_local_time_is_of_the_zone_of_its_log(built: dict[str, Table], text: str) -> None:
    event_id = str(list(LOCAL_TIMES).index(text))
    found = facts(built, "new_york", "occurred_at", "activity_date")[event_id]
    utc = LOCAL_TIMES[text]
    assert found[0] == utc
    if "Z" not in text and "+" not in text and "Nov" not in text:
        # The reporting date is New York's, too.
        assert found[1] == dt.date.fromisoformat(text[:10])


def test_column_of_local_timestamps_is_of_the_zone_too(built: dict[str, Table]) -> None:
    assert facts(built, "new_york_typed", "occurred_at") == {
        "1": (dt.datetime(2026, 11, 20, 7),),
        "2": (dt.datetime(2026, 11, 1, 5, 30),),
    }


def test_doubles_are_read_as_the_numbers_that_they_were(built: dict[str, Table]) -> None:
    assert facts(built, "doubles", "occurred_at", "user_key", "duration_ms") == {
        "1": (NINE, pseudonym("doubles:4"), 2000)
    }
    assert built["quarantined_events"].select("source_event_id", system="doubles") == [("2",)]


def test_key_of_any_characters_is_found(built: dict[str, Table]) -> None:
    details = built["stg_custom_sources__event_details"]
    found = {str(name): value for name, value in details.select("detail_name", "detail_value")}
    expected = {f"key {number}": f"value {number}" for number in range(len(KEYS))}
    assert found == expected | {"first": "x", "nested": "q", "star": "deep"}


def test_record_that_knows_the_outcome_wins(built: dict[str, Table]) -> None:
    kim = pseudonym("stages:kim")
    columns = ("occurred_at", "user_key", "outcome", "object_id")
    second = dt.timedelta(seconds=1)
    midnight = dt.datetime(2026, 11, 21, 5)
    assert facts(built, "stages", *columns) == {
        "k1": (NINE + second, kim, "denied", "pod-1"),
        "k2": (midnight + second, kim, "succeeded", None),
        "k3": (NINE + 3 * second, kim, "denied", None),
        "k4": (NINE + 7 * second, kim, "unknown", None),
    }


def test_outcome_of_a_missing_value_does_not_win(built: dict[str, Table]) -> None:
    assert facts(built, "errors_alone", "outcome") == {"1": ("failed",)}


@pytest.mark.parametrize("kind", ["a_materialized_view", "a_partitioned_table", "of_domains"])
def test_postgres_reads_what_is_no_table(
    built_on: Callable[[str], dict[str, Table]], kind: str
) -> None:
    found = facts(built_on("postgres"), kind, "user_key", "occurred_at")
    assert found == {"1": (pseudonym("ann@corp.example"), NINE)}
