"""Small logs, and mappings of them that use each key of the language."""

from __future__ import annotations

import json
from typing import Any

from integration_tests.company import load_table
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


def load_mapped_logs(warehouse: Warehouse) -> None:
    """Load all of these logs."""
    load_records(warehouse, "shop", SHOP)
    load_records(warehouse, "drive", DRIVE)
    load_table(warehouse, "drive.people", RECORD_COLUMNS, PEOPLE)
    load_table(warehouse, "idp.users", USER_COLUMNS, USERS)
    load_table(warehouse, "idp.logins", LOGIN_COLUMNS, LOGINS)
    load_table(warehouse, "idp.admin", ADMIN_COLUMNS, ADMIN)
    load_table(warehouse, "jobs.log", JOB_COLUMNS, JOBS)
    load_table(warehouse, "jobs.titles", TITLE_COLUMNS, TITLES)
    load_table(warehouse, "lines.log", LINE_COLUMNS, LINES)
