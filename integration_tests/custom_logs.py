"""Tables of other people's logs, and the mappings that make custom sources of them."""

from __future__ import annotations

import json
from typing import Any

from integration_tests.company import load_table
from integration_tests.harness import Warehouse
from integration_tests.tables import Row

STAMP = 1_772_445_600  # 2026-03-02 10:00:00 UTC, in seconds

GITHUB_COLUMNS = {
    **{"_document_id": "text", "@timestamp": "bigint", "actor": "text", "action": "text"},
    **{"repo": "text", "org": "text", "data": "json"},
}
GITHUB_ROWS = [
    ("d1", STAMP * 1000, "octo-ann", "repo.create", "acme/site", "acme", '{"user": "ann"}'),
    ("d2", STAMP * 1000 + 250, "octo-ann", "git.push", "acme/site", "acme", '{"pull": {"id": 7}}'),
    ("d3", STAMP * 1000 + 500, "dependabot[bot]", "git.push", "acme/site", "acme", None),
    ("d4", STAMP * 1000, None, "org.sso_response", None, "acme", "[]"),
    ("d2", STAMP * 1000 + 250, "octo-ann", "git.push", "acme/site", "acme", None),
    (None, STAMP * 1000, "octo-ann", "git.push", "acme/site", "acme", None),
    ("", STAMP * 1000, "octo-ann", "git.push", "acme/site", "acme", None),
    ("d5", STAMP * 1000, "octo-ann", "", "acme/site", "acme", None),
    ("d6", STAMP, "octo-ann", "git.push", "acme/site", "acme", None),
    ("d7", None, "octo-ann", "git.push", "acme/site", "acme", None),
]
GITHUB = {
    "name": "github",
    "table": "audit_log",
    "event_id": "_document_id",
    "time": {"column": "@timestamp", "unit": "ms"},
    "actor": "actor",
    "action": "action",
    "object_type": {"value": "repository"},
    "object_id": "repo",
    "details": ["org", {"column": "DATA", "path": ["pull", "id"], "name": "pull request"}],
}

CLOUDTRAIL_ROWS: list[tuple[str, str, str | None, str, str, str | None, dict[str, Any] | None]] = [
    ("c1", "2026-03-02T10:00:00Z", "ann", "s3", "GetObject", None, {"bucketName": "b", "key": "'"}),
    ("c2", "2026-03-02T10:00:01Z", "ann", "s3", "PutObject", "AccessDenied", {"bucketName": "b"}),
    ("c3", "2026-03-02T10:00:02.5Z", "bo", "ec2", "RunInstances", "Client.Limit", {"items": [1]}),
    ("c4", "2026-03-02T23:30:00-02:00", None, "sts", "AssumeRole", "", None),
    ("c5", "yesterday", "ann", "s3", "GetObject", None, {"bucketName": "b"}),
]
CLOUDTRAIL = {
    "schema": "aws",
    "event_id": "eventID",
    "time": "eventtime",
    "actor": {"column": "useridentity", "path": ["sessioncontext", "username"]},
    "action": ["eventsource", "eventname"],
    "workflow": "eventsource",
    "object_type": {"value": "bucket"},
    "object_id": {"column": "requestparameters", "path": "bucketName"},
    "object_name": {"column": "requestparameters", "path": ["key"]},
    "outcome": {
        **{"column": "errorcode", "denied": ["AccessDenied"]},
        **{"otherwise": "failed", "missing": "succeeded"},
    },
}

# Named by a word of SQL; its rows have no id.
ORDER_COLUMNS = {"s": "double precision", "who": "text", "what": "text", "took": "text"}
ORDER_ROWS: list[Row] = [
    (STAMP + 0.5, "ann", "open", "1.5"),
    (STAMP + 0.5, "ann", "open", "1.5"),
    (STAMP, "ann", "open", "0.0004"),
    (STAMP, "bo", "open", "-1"),
    (STAMP, "bo", "close", "soon"),
    (-5.0, "bo", "open", None),
    (1e300, "bo", "open", None),
]
ORDER = {
    **{"name": "order", "table": "log", "time": {"column": "s", "unit": "s"}},
    **{"actor": "who", "action": "what", "duration": {"column": "took", "unit": "s"}},
}

DOOR_COLUMNS = {
    **{"id": "bigint", "us": "text", "zoned": "timestamp with time zone", "who": "text"},
    **{"what": "text", "area": "text", "ok": "boolean", "took": "bigint", "visit": "text"},
}
DOOR_ROWS = [
    (1, f"{STAMP}123456", "2026-03-02 10:00:00+02", "ann", "enter", "Lab", True, 1999, "v1"),
    (2, f"{STAMP}", "2026-03-02 23:00:00-03", "ann", "leave", "", False, None, "v1"),
    (3, "", "2026-03-02 12:00:00+00", "  ", "enter", None, None, 10**15, None),
    (4, f"{STAMP}000000", None, "ann", "enter", "Lab", True, 0, None),
    (5, f"{STAMP}000000", "2101-01-01 00:00:00+00", "ann", None, "Lab", True, 0, None),
]
DOOR_US = {
    **{"name": "door_us", "schema": "doors", "table": "log", "event_id": "id"},
    **{"time": {"column": "us", "unit": "us"}, "actor": "who", "action": "what"},
    **{"duration": {"column": "took", "unit": "us"}},
}
DOOR_ZONED = DOOR_US | {
    **{"name": "door_zoned", "time": "zoned", "workflow": "area", "duration": "took"},
    **{"outcome": {"column": "ok", "succeeded": [True], "denied": [False]}},
    **{"session_key": "visit", "correlation_id": "id"},
}

VARS = {
    "enabled_systems": [],
    "as_of_date": "2026-03-31",
    "custom_sources": [
        GITHUB,
        CLOUDTRAIL | {"name": "cloudtrail", "table": "parquet_trail"},
        CLOUDTRAIL | {"name": "cloudtrail_text", "table": "text_trail"},
        ORDER,
        DOOR_US,
        DOOR_ZONED,
    ],
}


def fill(warehouse: Warehouse) -> None:
    """Load the tables, CloudTrail's as each engine would have it."""
    warehouse.set_salt()
    load_table(warehouse, "github.audit_log", GITHUB_COLUMNS, GITHUB_ROWS)
    load_table(warehouse, '"order".log', ORDER_COLUMNS, ORDER_ROWS)
    load_table(warehouse, "doors.log", DOOR_COLUMNS, DOOR_ROWS)
    struct = 'struct("type" text, sessioncontext struct(username text, mfa boolean))'
    kinds = {
        "text_trail": "text",
        "parquet_trail": struct if warehouse.engine == "duckdb" else "jsonb",
    }
    for table, kind in kinds.items():
        columns = {
            **{"eventid": "text", "eventtime": "text", "useridentity": kind, "eventsource": "text"},
            **{"eventname": "text", "errorcode": "text", "requestparameters": "text"},
        }
        rows = [
            (number, time, _identity(user), *others, parameters and json.dumps(parameters))
            for number, time, user, *others, parameters in CLOUDTRAIL_ROWS
        ]
        load_table(warehouse, f"aws.{table}", columns, rows)


def _identity(user: str | None) -> str:
    return json.dumps({"type": "IAMUser", "sessioncontext": {"username": user, "mfa": True}})
