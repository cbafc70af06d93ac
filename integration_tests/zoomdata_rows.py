"""Lines of Zoomdata's activity log, and what each must become, stated by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integration_tests.harness import Kind

COLUMNS: dict[str, Kind] = {"record": "text", "file_name": "text", "line_number": "bigint"}
START = dt.datetime(2026, 3, 2, 8, 0)
COMMON = {
    "user": "ann",
    "userType": "USER",
    "accountId": "tenant-1",
    "userGroups": ["Sales, EMEA", "Admins"],
    "userRoles": "ROLE_A,ROLE_B",
    "ip": "10.0.0.7",
}


def at(minute: int, milliseconds: int = 0) -> dt.datetime:
    """UTC, without zone."""
    return START + dt.timedelta(minutes=minute, milliseconds=milliseconds)


def text(moment: dt.datetime) -> str:
    """A moment as eventDate has it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"


def entry(moment: dt.datetime, activity_type: str, status: str | None, **more: Any) -> str:
    """One line of the current form."""
    own = {"eventDate": text(moment), "activityType": activity_type, "status": status}
    return json.dumps(own | COMMON | more)


@dataclass(frozen=True)
class Typed:
    """A record of one type: its relation, its fields, and what they must become.

    ``activity`` is native_activity_type, object_type, object_id, object_name, outcome, duration_ms,
    correlation_id and is_scaffolding.
    """

    relation: str
    activity_type: str
    status: str | None
    fields: Mapping[str, Any]
    columns: Mapping[str, Any]
    activity: tuple[Any, ...]


TIMING = {"cid": "c-9", "actionStartedOn": "1772438400000", "duration": "250"}
TIMED = {"action_started_at": dt.datetime(2026, 3, 2, 8, 0), "duration_ms": 250}
REQUEST = {
    "source": {
        "id": "s-7",
        "name": "Orders",
        "subStorageType": "POSTGRESQL",
        "storageConfiguration": {"schema": "public", "collection": "orders", "connectionId": "k-1"},
    }
}
QUERIED = {
    "source_id": "s-7",
    "source_name": "Orders",
    "storage_type": "POSTGRESQL",
    "storage_schema": "public",
    "storage_collection": "orders",
    "storage_connection_id": "k-1",
}


def _timed(cid: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return TIMING | {"cid": cid}, TIMED | {"cid": cid}


def typed_records() -> list[Typed]:
    """A record of each documented type, and one of a type that nobody knows."""
    nothing = (None, None, None)
    records = [
        Typed(
            *("account_changes", "ACCOUNT", "UPDATED"),
            {
                "name": "Acme",
                "createdBy": "root",
                "createdDate": "2026-01-01 00:00:00.000",
                "lastModifiedBy": "ann",
                "disabled": "false",
            },
            {
                "account_name": "Acme",
                "created_by": "root",
                "created_at": dt.datetime(2026, 1, 1),
                "last_modified_by": "ann",
                "is_disabled": False,
            },
            ("edit", "account", "Acme", "Acme", "succeeded", None, None, False),
        ),
        Typed(
            *("authentications", "authentication", "FAILED"),
            {"authenticationType": "SAML"},
            {"authentication_type": "SAML"},
            (None, *nothing, "failed", None, None, False),
        ),
        Typed(
            *("group_changes", "GROUP", "DELETED"),
            {"groupId": "g-1", "label": "Sales", "groupRoles": ["R1", "R2"]},
            {"group_id": "g-1", "group_label": "Sales", "group_roles": "R1, R2"},
            ("delete", "group", "g-1", "Sales", "succeeded", None, None, False),
        ),
        Typed(
            *("security_key_changes", "SECURITY_KEY", "CREATED"),
            {
                "keyId": "k-5",
                "created": 1772438400000,
                "keyType": "DASHBOARD",
                "objectIds": ["d-1"],
            },
            {
                "key_id": "k-5",
                "created_at": dt.datetime(2026, 3, 2, 8, 0),
                "expires_at": None,
                "key_type": "DASHBOARD",
                "object_ids": "d-1",
            },
            ("share", "dashboard", "d-1", None, "succeeded", None, None, False),
        ),
        Typed(
            *("source_changes", "SOURCE", "SAVED"),
            {"sourceId": "s-1", "sourceName": "Sales", "streamType": "HIST", "storageType": "JDBC"},
            {
                "source_id": "s-1",
                "source_name": "Sales",
                "stream_type": "HIST",
                "storage_type": "JDBC",
            },
            ("edit", "source", "s-1", "Sales", "succeeded", None, None, False),
        ),
        Typed(
            *("user_changes", "USER", "CREATED"),
            {
                "userID": "u-2",
                "userName": "bob",
                "userFullname": "Bob Ray",
                "email": "Bob.Ray@corp.com",
                "subjectUserGroups": "Sales,Ops",
                "subjectUserRoles": [],
                "userOrigin": "LDAP",
                "accounts": ["Acme", {"id": 1}],
            },
            {
                "subject_user_id": "u-2",
                "subject_user_name": "bob",
                "subject_full_name": "Bob Ray",
                "subject_email": "Bob.Ray@corp.com",
                "subject_user_groups": "Sales, Ops",
                "subject_user_roles": None,
                "user_origin": "LDAP",
                "accounts": "Acme",
            },
            ("create", "user", "bob", "bob", "succeeded", None, None, False),
        ),
        Typed(
            *("visualization_changes", "VIS", "UPDATED"),
            {"visualizationID": "v-1", "visualizationName": "Bars"},
            {"visualization_id": "v-1", "visualization_name": "Bars"},
            ("edit", "visualization", "v-1", "Bars", "succeeded", None, None, False),
        ),
        Typed(
            *("visualization_definition_changes", "VIS_DEF", "CREATED"),
            {
                "cid": "c-1",
                "visualizationId": "v-1",
                "visualizationName": "Bars",
                "sourceId": "s-1",
            },
            {
                "cid": "c-1",
                "visualization_id": "v-1",
                "visualization_name": "Bars",
                "source_id": "s-1",
            },
            ("create", "visualization", "v-1", "Bars", "succeeded", None, "c-1", False),
        ),
    ]
    fields, columns = _timed("c-2")
    records.append(
        Typed(
            *("visualization_commands", "VIS_COMMAND", "FINISHED"),
            fields | {"request": json.dumps(REQUEST)},
            columns | QUERIED,
            (None, "source", "s-7", "Orders", "succeeded", 250, "c-2", False),
        )
    )
    fields, columns = _timed("c-3")
    records += [
        Typed(
            *("visualization_data", "VIS_DATA", "SUCCEEDED"),
            fields | {"payload": {"rows": [1, 2]}},
            columns | {"has_payload": True},
            (None, *nothing, "succeeded", 250, "c-3", False),
        ),
        Typed(
            *("raw_data_exports", "RAW_DATA_EXPORT", "SUCCEEDED"),
            fields | {"exportType": "FILE", "count": "120", "storageType": "JDBC", "query": "q"},
            columns
            | {"export_type": "FILE", "row_count": 120, "storage_type": "JDBC", "has_query": True},
            (None, *nothing, "succeeded", 250, "c-3", False),
        ),
        Typed(
            *("csv_exports", "RAW_DATA_EXPORT_CSV", "SUCCEEDED"),
            fields | {"count": 7, "location": "DB", "file": "/opt/zoomdata/x.csv"},
            columns | {"row_count": 7, "file_location": "DB"},
            (None, *nothing, "succeeded", 250, "c-3", False),
        ),
        Typed(
            *("uploads", "UPLOAD", "SUCCEEDED"),
            {
                "source": "Budget",
                "fileName": "b.csv",
                "contentType": "text/csv",
                "filesize": "2048",
            },
            {
                "upload_source": "Budget",
                "upload_file_name": "b.csv",
                "content_type": "text/csv",
                "file_size": 2048,
            },
            (None, "source", "Budget", "Budget", "succeeded", None, None, False),
        ),
        Typed(
            *("bookmark_changes", "BOOKMARK", "CREATED"),
            {"bookmarkId": "b-1", "bookmarkName": "Mine", "shared": True, "keyIds": "[k-1, k-2]"},
            {
                "bookmark_id": "b-1",
                "bookmark_name": "Mine",
                "is_shared": True,
                "key_ids": "k-1, k-2",
            },
            ("bookmark", "bookmark", "b-1", "Mine", "succeeded", None, None, False),
        ),
        Typed(
            *("oauth_client_changes", "OAUTH_CLIENT", "CREATED"),
            {"clientId": "o-1", "clientName": "Portal", "autoApprove": "true"},
            {"client_id": "o-1", "client_name": "Portal", "is_auto_approved": True},
            ("create", "oauth_client", "o-1", "Portal", "succeeded", None, None, False),
        ),
        Typed(
            *("oauth_token_changes", "OAUTH_TOKEN", "DELETED"),
            {
                "tokenId": "t-1",
                "clientId": "o-1",
                "tokenUsername": "ann",
                "tokenAccountID": "tenant-2",
                "accountId": None,
            },
            {
                "token_id": "t-1",
                "client_id": "o-1",
                "token_user_name": "ann",
                "token_account_id": "tenant-2",
                "account_id": "tenant-2",
            },
            ("delete", "oauth_client", "o-1", None, "succeeded", None, None, False),
        ),
        Typed(
            *("requests", "REQUEST", "OK"),
            {
                "uri": "/zoomdata/api/sources?key=secret",
                "host": "bi",
                "requestTime": "12",
                "requestSize": 10,
                "responseCode": "403",
            },
            {
                "uri": "/zoomdata/api/sources",
                "host": "bi",
                "request_time": "12",
                "request_size": 10,
                "response_code": 403,
                "is_health_check": False,
            },
            (None, *nothing, "denied", None, None, False),
        ),
        Typed(
            *("rdd_reads", "RDD", "ERROR"),
            fields | {"storageType": "JDBC", "responseSize": 99, "queries": [], "proxiedUser": "u"},
            columns
            | {
                "storage_type": "JDBC",
                "response_size": 99,
                "has_query": True,
                "proxied_user": "u",
            },
            (None, *nothing, "failed", 250, "c-3", False),
        ),
        Typed(
            *("rdd_cache_reads", "RDD_CACHE", None),
            {"sourceId": "s-1", "query": "select"},
            {"source_id": "s-1", "has_query": True, "response_size": None, "cid": None},
            (None, "source", "s-1", None, "unknown", None, None, False),
        ),
        Typed(
            *("topologies", "TOPOLOGY", "FINISHED"),
            *(fields, columns),
            (None, *nothing, "succeeded", 250, "c-3", False),
        ),
        Typed(
            *("topology_performance", "TOPOLOGY_PERFORMANCE", None),
            fields | {"rddCount": "3", "finishStatus": "FAILED", "timeline": {"TOPOLOGY": 0}},
            columns | {"rdd_count": 3, "finish_status": "FAILED"},
            (None, *nothing, "failed", 250, "c-3", False),
        ),
        Typed(
            *("other_activities", "Dashboard_Tour", "FINISHED"),
            *({"cid": "c-8"}, {"activity_type": "DASHBOARD_TOUR", "cid": "c-8"}),
            (None, *nothing, "succeeded", None, "c-8", False),
        ),
    ]
    return records


@dataclass(frozen=True)
class Command:
    """Lines of commands that share a cid, and the activities that they are.

    Each of ``activities`` is the milliseconds after the case's minute, outcome and duration_ms.
    """

    name: str
    lines: list[tuple[int, str, Mapping[str, Any]]]
    activities: list[tuple[int, str, int | None]]
    merged: int = 0
    duplicates: int = 0


def commands() -> list[Command]:
    """Starts and ends in every order."""
    start, end = "STARTED", "FINISHED"
    return [
        Command("pair", [(0, start, {}), (1250, end, {})], [(0, "succeeded", 1250)], 1),
        Command(
            "end's own duration",
            [(0, start, {"duration": 0}), (1250, end, {"duration": "300"})],
            [(0, "succeeded", 300)],
            1,
        ),
        Command("whole double", [(0, end, {"duration": 12.0})], [(0, "succeeded", 12)]),
        Command(
            "negative", [(0, start, {}), (9, end, {"duration": -5})], [(0, "succeeded", None)], 1
        ),
        Command("start alone", [(0, start, {"duration": 0})], [(0, "unknown", None)]),
        Command("end alone", [(0, end, {"duration": 40})], [(0, "succeeded", 40)]),
        Command("at once", [(0, "FAILED", {}), (0, start, {})], [(0, "failed", 0)], 1),
        Command(
            "start again",
            [(0, start, {}), (100, start, {}), (300, end, {})],
            [(0, "unknown", None), (100, "succeeded", 200)],
            1,
        ),
        Command(
            "end again",
            [(0, start, {}), (100, end, {}), (300, "ERROR", {})],
            [(0, "succeeded", 100), (300, "failed", None)],
            1,
        ),
        Command(
            "delivered twice",
            [(0, start, {}), (0, start, {}), (100, end, {}), (100, end, {})],
            [(0, "succeeded", 100)],
            1,
            2,
        ),
        Command("no status", [(0, start, {}), (5, "", {})], [(0, "unknown", 5)], 1),
        Command(
            "past midnight",
            [(0, start, {}), (16 * 3_600_000, end, {})],
            [(0, "succeeded", 57_600_000)],
            1,
        ),
    ]
