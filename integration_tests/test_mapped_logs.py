"""What a mapping can say of a log, each key on rows whose activities were worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.command_line import CommandLine
from integration_tests.company import load_table
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.packs import RECORD_COLUMNS
from integration_tests.tables import Row

# A log of JSON lines: conditions, choices, parts of texts, several spellings of time.
SHOP: list[dict[str, Any]] = [
    {"id": 1, "at": "2026-03-02T10:00:00.123456+00:00Z", "who": {"mail": "ann@x.example"}}
    | {"verb": "open", "code": 200, "path": "/page/7/edit", "extra": '{"key": "k1"}'},
    {"id": 2, "at": "02.03.2026 11:05", "who": {"login": "bo"}}
    | {"verb": "save", "code": "204", "path": "/page/8", "n": {"a.b": "dotted"}},
    {"id": 3, "at": "2026-03-02t12:00:00z", "who": {"login": "bo"}}
    | {"verb": "save", "code": 403, "path": None, "tags": [["x", "y"]]},
    {"id": 4, "at": "20260302T130000Z", "who": {"login": "bo"}, "verb": "ping", "code": 200},
    {"id": 5, "at": "2026-03-02T14:00:00Z", "who": {"login": "bo"}, "verb": "drop", "code": 500}
    | {"sub": "table"},
    {"id": 6, "at": "3/4/2026", "who": {"login": "bo"}, "verb": "open", "code": 200},
    {"id": 7, "at": "2026-03-02T15:00:00Z", "who": {"login": "bo"}, "verb": "save", "code": None}
    | {"dry": True},
]
SHOP_SOURCE: dict[str, Any] = {
    "name": "shop",
    "json": ["extra"],
    "where": {
        "verb": {"not": ["ping", {"like": "trace%"}]},
        "any": [{"code": {"not": None}}, {"dry": True}],
    },
    "let": {
        "page": {"column": "path", "regex": "^/(?<kind>[a-z]+)/(?P<number>[0-9]+)"},
        "person": {"first": ["who.mail", "who.login"]},
    },
    "event_id": "id",
    "time": {"column": "at", "formats": ["iso", "%d.%m.%Y %H:%M"], "timezone": "Europe/Berlin"},
    "actor": "person",
    "action": {"template": "{verb}/{sub}"},
    "object_type": {"column": "page.kind", "map": {"page": "document"}},
    "object_id": {"first": ["page.number", {"column": "n", "path": ["a.b"]}, "tags.0.1"]},
    "object_name": "extra.key",
    "outcome": {
        "case": [
            {"when": {"dry": True}, "then": "rehearsed"},
            {"when": {"code": {"from": 500}}, "then": "bad"},
        ],
        "else": {"column": "code"},
        "succeeded": ["2xx"],
        "denied": [401, "403"],
        "failed": ["bad"],
    },
    "activity_types": {"view": ["open"], "edit": ["sa%"], "delete": ["%/table"]},
    "workflows": {"Pages": ["open", "save"]},
    "not_engagement": ["drop%"],
}

# Accounts: a stable id beside names that change, in two tables; names looked up in a third.
USER_COLUMNS = {"uid": "text", "mail": "text", "full": "text", "gone": "boolean", "v": "bigint"}
USERS: list[Row] = [
    ("u1", "old@x.example", "Ann Old", False, 9),
    ("u1", "ann@x.example", "Ann", False, 10),
    ("u1", "never@x.example", "Ann Gone", True, 11),
    ("u2", None, "Bo", False, 1),
]
LOGIN_COLUMNS = {
    "id": "bigint",
    "day": "date",
    "clock": "text",
    "uid": "text",
    "name": "text",
    "type": "text",
    "error": "text",
}
LOGINS: list[Row] = [
    (1, "2026-03-02", "09:00:00", "u1", "ann", "LOGIN", None),
    (2, "2026-03-03", "09:00:00", "u2", "bo", "LOGIN", None),
    (3, "2026-03-03", "09:10:00", "u2", "bob", "LOGIN", None),
    (4, "2026-03-03", "09:20:00", None, "bo", "LOGIN_ERROR", "invalid_user_credentials"),
    (5, "2026-03-03", "09:30:00", None, "anonymous", "LOGIN", None),
    (6, "2026-03-03", "09:40:00", "s1", "svc", "CLIENT_LOGIN", None),
]
ADMIN_COLUMNS = {"id": "bigint", "ms": "bigint", "uid": "text", "op": "text"}
ADMIN: list[Row] = [(1, 1_772_532_000_000, "u1", "UPDATE")]
IDP_SOURCE: dict[str, Any] = {
    "name": "idp",
    "lookups": {
        "account": {
            "table": "users",
            "key": "uid",
            "of": "uid",
            "where": {"gone": False},
            "latest": "v",
        }
    },
    "event_id": "id",
    "tables": [
        {
            "table": "logins",
            "time": {"template": "{day} {clock}"},
            "action": "type",
            "outcome": {"column": "error", "missing": "succeeded", "otherwise": "failed"},
            "actor": {
                **{"id": "uid", "login": "name", "email": "account.mail", "name": "account.full"},
                "kind": {
                    "case": [
                        {"when": {"name": "anonymous"}, "then": "anonymous"},
                        {"when": {"type": {"like": "CLIENT%"}}, "then": "service"},
                    ],
                    "else": "person",
                },
            },
        },
        {
            "table": "admin",
            "time": {"column": "ms", "unit": "ms"},
            "action": "op",
            "actor": {"id": "uid", "email": "account.mail"},
        },
        {"table": "missing", "optional": True, "time": "t", "action": "a", "actor": "b"},
    ],
    "activity_types": {"login": ["%LOGIN%"], "edit": ["UPDATE"]},
}

# A list of events in a record, whose values stand in a list of names and values; several objects.
DRIVE: list[dict[str, Any]] = [
    {"id": {"q": "r1", "time": "2026-03-04T08:00:00Z"}, "actor": {"email": "ann@x.example"}}
    | {
        "events": [
            {
                "name": "view",
                "parameters": [
                    {"name": "doc_id", "value": "d1"},
                    {"name": "size", "intValue": "3"},
                ],
            },
            {
                "name": "share",
                "parameters": [{"name": "size"}],
                "target": [{"id": "t1", "type": "group"}, {"id": "t2"}],
            },
        ]
    },
    {
        "id": {"q": "r2", "time": "2026-03-04T09:00:00Z"},
        "actor": {"email": "ann@x.example"},
        "events": [],
    },
]
DRIVE_SOURCE: dict[str, Any] = {
    "name": "drive",
    "each": {"list": "events", "as": "event"},
    "event_id": "id.q",
    "time": "id.time",
    "actor": "actor.email",
    "action": "event.name",
    "object_id": {"first": ["event.parameters[name=doc_id].value", "event.target.0.id"]},
    "object_type": {"first": ["event.target[id=t1].type", {"value": "document"}]},
    "objects": {"list": "event.target", "id": "id", "type": {"value": "share"}},
    "lookups": {"person": {"table": "people", "key": "mail", "of": "actor.email"}},
    "details": [{"column": "event.parameters[name=size].intValue", "name": "size"}, "person.team"],
}
# A list of users that was loaded as it is, and again when a row of it had changed.
PEOPLE: list[Row] = [
    ('{"mail": "ann@x.example", "team": "z, where Ann was"}', "l", 1, "1", "2026-03-09 00:00:00"),
    ('{"mail": "ann@x.example", "team": "m, where Ann is"}', "l", 1, "2", "2026-03-10 00:00:00"),
    ('{"mail": "ann@x.example", "team": "a, where Ann was"}', "l", 1, "3", "2026-03-08 00:00:00"),
]

# Records of one event: the first is the activity, another knows the end.
JOB_COLUMNS = {
    "run": "text",
    "ts": "bigint",
    "who": "text",
    "stage": "text",
    "state": "text",
    "obj": "text",
}
JOBS: list[Row] = [
    ("a", 1_772_614_800, "ann", "start", None, "t1"),
    ("a", 1_772_614_860, None, "end", "ok", "t2"),
    ("b", 1_772_614_900, "ann", "start", None, "t1"),
]
# Loaded again after a title has changed.
TITLE_COLUMNS = {"obj": "text", "text": "text", "loaded_at": "timestamp"}
TITLES: list[Row] = [
    ("t1", "Orders", "2026-03-30 00:00:00"),
    ("t1", "Sales", "2026-03-31 00:00:00"),
    ("t1", "A draft", "2026-03-29 00:00:00"),
]
JOB_SOURCE: dict[str, Any] = {
    "name": "jobs",
    "table": "log",
    "event_id": "run",
    "time": {"column": "ts", "unit": "s"},
    "actor": "who",
    "action": {"value": "run"},
    "object_type": {"value": "table"},
    "object_id": "obj",
    "object_name": "title.text",
    "lookups": {"title": {"table": "titles", "key": "obj", "of": "obj"}},
    "outcome": {"column": "state", "succeeded": ["ok"]},
    "records": {"winner": {"stage": "start"}, "duration": "elapsed"},
}

# Lines of several connections: how a request ended is said by a line after it, without its id.
LINE_COLUMNS = {"conn": "text", "n": "bigint", "at": "text", "req": "text", "verb": "text"} | {
    "state": "text"
}
LINES: list[Row] = [
    ("c1", 1, "2026-03-05T08:00:00Z", "r1", "get", None),
    ("c2", 2, "2026-03-05T08:00:01Z", "r2", "put", None),
    ("c1", 3, "2026-03-05T08:00:02Z", "r3", "put", None),
    ("c1", 4, "2026-03-05T08:00:03Z", None, None, "bad"),
    ("c1", 9, "2026-03-05T08:00:04Z", "r4", "get", None),
    ("c1", 10, "2026-03-05T08:00:05Z", None, None, "ok"),
    ("c3", 11, "2026-03-05T08:00:06Z", None, "hello", "bad"),
    (None, 12, "2026-03-05T08:00:07Z", None, "hello", "ok"),
]
LINE_SOURCE: dict[str, Any] = {
    "name": "lines",
    "table": "log",
    "let": {"connection": {"first": ["conn"]}},
    "event_id": {
        "first": [{"last": "req", "of": ["connection"], "by": "n"}, {"template": "line {n}"}]
    },
    "time": "at",
    "actor": {"value": "ann"},
    "action": {"last": "verb", "of": ["connection"], "by": "n"},
    "outcome": {"column": "state", "succeeded": ["ok"], "failed": ["bad"]},
}

VARS: dict[str, Any] = {
    "enabled_systems": [],
    "hr_employees_required": False,
    "as_of_date": "2026-03-31",
    "custom_sources": [SHOP_SOURCE, IDP_SOURCE, DRIVE_SOURCE, JOB_SOURCE, LINE_SOURCE],
}


def load_records(warehouse: Warehouse, name: str, records: list[dict[str, Any]]) -> None:
    """Load records as ``footfall load log`` would."""
    rows = [
        (json.dumps(record), "log", number, str(number), "2026-03-31 00:00:00")
        for number, record in enumerate(records, start=1)
    ]
    load_table(warehouse, f"{name}.records", RECORD_COLUMNS, rows)


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], dict[str, list[Row]]]:
    """The facts, who did them, and further objects and reconciliation, of each engine."""

    def job(warehouse: Warehouse) -> dict[str, list[Row]]:
        warehouse.set_salt()
        load_records(warehouse, "shop", SHOP)
        load_records(warehouse, "drive", DRIVE)
        load_table(warehouse, "drive.people", RECORD_COLUMNS, PEOPLE)
        load_table(warehouse, "idp.users", USER_COLUMNS, USERS)
        load_table(warehouse, "idp.logins", LOGIN_COLUMNS, LOGINS)
        load_table(warehouse, "idp.admin", ADMIN_COLUMNS, ADMIN)
        load_table(warehouse, "jobs.log", JOB_COLUMNS, JOBS)
        load_table(warehouse, "jobs.titles", TITLE_COLUMNS, TITLES)
        load_table(warehouse, "lines.log", LINE_COLUMNS, LINES)
        warehouse.build(VARS)
        found = {
            "facts": """
                select system, source_event_id, occurred_at, action, activity_type, workflow
                    , is_engagement, object_type, object_id, object_name, outcome, duration_ms
                from marts.fct_activities
            """,
            "people": """
                select f.system, f.source_event_id, i.email, f.is_person, i.native_user
                from marts.fct_activities as f
                left join (
                    select user_key, min(email) as email, min(native_user) as native_user
                    from intermediate.int_user_identities group by user_key
                ) as i on f.user_key = i.user_key
            """,
            "objects": """
                select f.source_event_id, o.position, o.object_type, o.object_id
                from marts.fct_activity_objects as o
                inner join marts.fct_activities as f on o.activity_id = f.activity_id
                where f.system in ('drive', 'jobs')
            """,
            "fates": """
                select system, sum(raw_rows), sum(activities), sum(duplicates), sum(quarantined)
                    , sum(excluded), sum(unexplained_rows)
                from marts.reconciliation group by system
            """,
            "details": """
                select event_id, detail_name, detail_value
                from staging.stg_custom_sources__event_details
            """,
        }
        answers = {name: sorted(warehouse.query(sql), key=repr) for name, sql in found.items()}
        return answers | {"warehouse": [(warehouse,)]}

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def built(
    request: pytest.FixtureRequest, built_on: Callable[[str], dict[str, list[Row]]]
) -> dict[str, list[Row]]:
    return built_on(str(request.param))


def _of(rows: list[Row], system: str) -> list[Row]:
    return [row[1:] for row in rows if row[0] == system]


def _at(day: int, hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, second, micro)


def test_conditions_choices_and_parts_of_texts(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "shop") == [
        (
            "1",
            _at(2, 10, 0, 0, 123456),
            "open",
            "view",
            "Pages",
            True,
            "document",
            "7",
            "k1",
            "succeeded",
            None,
        ),
        (
            "2",
            _at(2, 10, 5),
            "save",
            "edit",
            "Pages",
            True,
            "document",
            "8",
            "8",
            "succeeded",
            None,
        ),
        ("3", _at(2, 12), "save", "edit", "Pages", True, None, "y", "y", "denied", None),
        ("5", _at(2, 14), "drop/table", "delete", "shop", False, None, None, None, "failed", None),
        ("7", _at(2, 15), "save", "edit", "Pages", True, None, None, None, "unknown", None),
    ]


def test_one_account_by_all_of_its_names(built: dict[str, list[Row]]) -> None:
    assert _of(built["people"], "idp") == [
        ("admin/1", "ann@x.example", True, "ann@x.example"),
        ("logins/1", "ann@x.example", True, "ann@x.example"),
        ("logins/2", None, True, "bo"),
        ("logins/3", None, True, "bo"),
        ("logins/4", None, True, "bo"),
        ("logins/5", None, False, None),
        ("logins/6", None, False, "s1"),
    ]
    outcomes = {row[0]: row[9] for row in _of(built["facts"], "idp")}
    assert outcomes["logins/1"] == "succeeded"
    assert outcomes["logins/4"] == "failed"
    # by the clock of the table, which has no zone
    assert {row[0]: row[1] for row in _of(built["facts"], "idp")}["logins/1"] == _at(2, 9)


def test_a_line_without_an_id_is_of_the_one_before_it(built: dict[str, list[Row]]) -> None:
    assert [(row[0], row[2], row[9]) for row in _of(built["facts"], "lines")] == [
        ("line 11", "hello", "failed"),
        ("line 12", "hello", "succeeded"),
        ("r1", "get", "unknown"),
        ("r2", "put", "unknown"),
        ("r3", "put", "failed"),
        ("r4", "get", "succeeded"),
    ]


def test_elements_of_a_list_are_rows(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "drive") == [
        (
            "r1/1",
            _at(4, 8),
            "view",
            "other",
            "drive",
            True,
            "document",
            "d1",
            "d1",
            "unknown",
            None,
        ),
        ("r1/2", _at(4, 8), "share", "other", "drive", True, "group", "t1", "t1", "unknown", None),
    ]
    # the newest row of a table that was loaded as it is
    team = "m, where Ann is"
    assert built["details"] == [
        *(("r1/1", "size", "3"), ("r1/1", "team", team), ("r1/2", "team", team)),
    ]


def test_records_of_one_event_are_one_activity(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "jobs") == [
        ("a", _at(4, 9), "run", "other", "jobs", True, "table", "t1", "Sales", "succeeded", 60_000),
        (
            "b",
            _at(4, 9, 1, 40),
            "run",
            "other",
            "jobs",
            True,
            "table",
            "t1",
            "Sales",
            "unknown",
            None,
        ),
    ]


def test_all_objects_of_an_event(built: dict[str, list[Row]]) -> None:
    assert built["objects"] == [
        ("a", 1, "table", "t1"),
        ("a", 2, "table", "t2"),
        ("b", 1, "table", "t1"),
        ("r1/1", 1, "document", "d1"),
        ("r1/2", 1, "group", "t1"),
        ("r1/2", 2, "share", "t1"),
        ("r1/2", 3, "share", "t2"),
    ]


def test_every_row_has_a_fate(built: dict[str, list[Row]]) -> None:
    fates = {row[0]: tuple(int(number) for number in row[1:]) for row in built["fates"]}
    assert fates == {
        "shop": (7, 5, 0, 1, 1, 0),
        "idp": (7, 7, 0, 0, 0, 0),
        "drive": (3, 2, 0, 1, 0, 0),
        "jobs": (3, 2, 1, 0, 0, 0),
        "lines": (8, 6, 2, 0, 0, 0),
    }


def test_map_says_the_same_of_both_engines(built: dict[str, list[Row]]) -> None:
    ((warehouse,),) = built["warehouse"]
    command = CommandLine(warehouse)

    def printed(*arguments: str) -> dict[str, Any]:
        code, text = command.run("map", *arguments, "--json")
        assert code == 0, text
        found: dict[str, Any] = json.loads(text)
        return found

    check = printed("--check", "shop")
    assert (check["rows"], sum(check["people"].values())) == (7, 5)
    assert check["lost"] == {
        "excluded by where": 1,
        "time is missing, unreadable or not between 2000 and 2099": 1,
    }
    # its first column has no order on PostgreSQL
    columns = {"doc": "json", "at": "timestamp", "who": "text", "did": "text"}
    actions = ("open", "50% off")
    rows = [
        (
            json.dumps({"page": {"id": f"p{n % 2}"}}),
            f"2026-03-02 10:0{n}:00",
            "o'hara",
            actions[n % 2],
        )
        for n in range(6)
    ]
    load_table(warehouse, "pages.log", columns, rows)
    assert printed("pages.log")["custom_source"] == {
        **{"name": "pages", "table": "log", "time": "at", "actor": "who", "action": "did"},
        **{"object_type": {"value": "document"}, "object_id": "doc.page.id"},
        "activity_types": {"view": ["open"]},
    }
    each = printed("drive.records")["custom_source"]["each"]
    assert each == {"list": "events", "as": "event"}
    none = command.fails("map", "--check", "none")
    assert (
        "The last build has no log none; its mapped logs are drive, idp, jobs, lines, shop." in none
    )
