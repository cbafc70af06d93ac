"""Raw rows of every system, each field of which holds canaries of every kind."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from integration_tests import liblab_rows, zoomdata_rows
from integration_tests.canaries import Canaries
from integration_tests.company import EMPLOYEE_COLUMNS, load_employees, load_table
from integration_tests.datagrok_rows import CURRENT, Database, Ref, people_and_things
from integration_tests.harness import Warehouse
from integration_tests.raw_rows import FIRST_DAY, amundsen_row, clutch_row, epoch_ms

AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.timezone.utc)
CUSTOM_COLUMNS = (
    *("actor", "action", "workflow", "object_type", "object_id", "object_name", "session_key"),
    *("correlation_id", "outcome", "why", "unread"),
)

# Of a text to plant, what a row gets of it.
Make = Callable[[str], dict[str, Any]]


def fill(warehouse: Warehouse) -> Canaries:
    """Load raw tables of every system, each field of which holds canaries of every kind."""
    planted = Canaries()
    warehouse.set_salt()
    warehouse.load_clutch(_clutch(planted))
    warehouse.load_amundsen(_amundsen(planted))
    warehouse.load_rows("zoomdata", "activity_log", zoomdata_rows.COLUMNS, _zoomdata(planted))
    warehouse.load_rows("liblab", "audit_trail", liblab_rows.COLUMNS, _liblab(planted))
    _datagrok(planted).load(warehouse, CURRENT)
    _fill_custom(warehouse, planted)
    _fill_employees(warehouse, planted)
    return planted


def _alone(name: str, others: Mapping[str, Any] | None = None) -> Make:
    """The text as the value of one key, others beside it."""
    return lambda text: {**(others or {}), name: text}


# -- Clutch ------------------------------------------------------------------------------------


def _clutch(planted: Canaries) -> list[tuple[Any, ...]]:
    paths: Sequence[Sequence[str | int]] = (
        *(("user_name",), ("method_name",), ("type",), ("status", "code"), ("status", "message")),
        *(("request_body", "@type"), ("request_body", "nested", "deep")),
        *(("response_body", "@type"), ("response_body", "rows", 0, "cell")),
        *(("request_resources", 0, "id"), ("request_resources", 0, "type_url")),
        *(("response_resources", 0, "id"), ("response_resources", 0, "type_url")),
        ("request_resources", 1, "nested"),
        *(("unread",), ("unread_too", 0, "nested", "deep")),
    )
    rows: list[tuple[Any, ...]] = []
    for path in paths:
        for text in planted.plant("clutch", "/".join(map(str, path))):
            details = copy.deepcopy(clutch_row(1, AT)[2])
            if path[0] == "response_resources":
                del details["request_resources"]
            _put(details, path, text)
            rows.append(clutch_row(len(rows) + 1, AT + dt.timedelta(minutes=len(rows)), details))
    return rows


def _put(document: Any, path: Sequence[str | int], value: Any) -> None:
    """Put a value into a document, with whatever leads to it."""
    for place, step in enumerate(path[:-1]):
        empty: Any = [] if isinstance(path[place + 1], int) else {}
        if isinstance(document, list):
            while len(document) <= int(step):
                document.append(copy.copy(empty))
            document = document[int(step)]
        else:
            if not isinstance(document.get(step), type(empty)):
                document[step] = empty
            document = document[step]
    last = path[-1]
    if isinstance(document, list):
        document.append(value)
    else:
        document[last] = value


# -- Amundsen ----------------------------------------------------------------------------------


def _amundsen(planted: Canaries) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    def add(name: str, make: Make) -> None:
        for text in planted.plant("amundsen", name):
            at_ms = epoch_ms(FIRST_DAY, 8) + len(rows) * 60_000
            rows.append(amundsen_row(at_ms) | make(text))

    def arguments(**given: Any) -> str:
        return json.dumps(given)

    def of_page(name: str) -> Make:
        command = "click" if name in ("target_id", "location", "value") else "_feedback"
        return lambda text: {"command": command, "keyword_args_json": arguments(**{name: text})}

    for name in ("command", "user", "host_name", "error"):
        add(name, _alone(name))
    add("pos_args_json", lambda text: {"pos_args_json": json.dumps([text, {"deep": [text]}])})
    add("output", lambda text: {"output": json.dumps({"status_code": 200, "rows": [{"c": text}]})})
    add("output as text", lambda text: {"output": text})
    for name in (
        *("command", "table_key", "uri", "uri_key", "feature_key", "resource_type", "user_id"),
        *("type_metadata_key", "column_name", "tag", "owner", "method", "description", "index"),
        *("source", "search_type", "page_index", "feedback_type", "rating", "comment"),
        *("notification_type", "target_id", "target_type", "location", "value", "position"),
        *("unread", "recipients"),
    ):
        add("command of the browser" if name == "command" else name, of_page(name))
    add(
        "options/resource_path",
        lambda text: {
            "command": "_log_send_notification",
            "keyword_args_json": arguments(options={"resource_path": text, "deep": [text]}),
        },
    )
    add(
        "resource_key",
        lambda text: {
            "command": "_log_update_bookmark",
            "keyword_args_json": arguments(resource_key=text, resource_type="table", method="PUT"),
        },
    )
    add(
        "search_term",
        lambda text: {
            "command": "_search_resources",
            "keyword_args_json": arguments(
                search_term=text, search_type="submit_search_term", page_index=0
            ),
            "output": json.dumps({"status_code": 200, "table": {"total_results": 1}}),
        },
    )
    return rows


# -- Zoomdata ----------------------------------------------------------------------------------


def _zoomdata(planted: Canaries) -> list[tuple[Any, ...]]:
    lines: list[tuple[str, str]] = []

    def add(name: str, activity_type: str, status: str | None, make: Make) -> None:
        for text in planted.plant("zoomdata", name):
            at = zoomdata_rows.at(len(lines))
            given = {"status": status} | make(text)
            lines.append((zoomdata_rows.entry(at, activity_type, **given), "a.log"))

    for name in zoomdata_rows.COMMON:
        add(name, "AUTHENTICATION", "SUCCEEDED", _alone(name))
    add("status", "SOURCE", None, _alone("status"))
    done = {"keyType", "request"}
    for record in zoomdata_rows.typed_records():
        for name in record.fields:
            if name not in done:
                done.add(name)
                make = _alone(name, record.fields)
                add(name, record.activity_type, record.status, make)
    for path in (
        *(("source", "id"), ("source", "name"), ("source", "subStorageType")),
        *(("source", "storageConfiguration", "collection"), ("query", 0, "filter")),
    ):

        def requested(text: str, path: Sequence[str | int] = path) -> dict[str, Any]:
            request = copy.deepcopy(zoomdata_rows.REQUEST)
            _put(request, path, text)
            return {"request": json.dumps(request)}

        add(f"request/{'/'.join(map(str, path))}", "VIS_COMMAND", "FINISHED", requested)
    add("unread", "SOURCE", "SAVED", lambda text: {"unread": {"deep": [text]}})
    for text in planted.plant("zoomdata", "file_name"):
        at = zoomdata_rows.at(len(lines))
        lines.append((zoomdata_rows.entry(at, "REQUEST", None, responseCode=200), text))
    return [(line, file, number) for number, (line, file) in enumerate(lines, 1)]


# -- liblab ------------------------------------------------------------------------------------


def _liblab(planted: Canaries) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    who = ("Ann Lee", "ann@example.org", "acme")

    def add(values: Sequence[Any], details: Mapping[str, Any] | str | None) -> None:
        name, email, org, event, url = values
        at = AT + dt.timedelta(minutes=len(rows))
        text = json.dumps(details) if isinstance(details, Mapping) else details
        rows.append((name, email, org, event, at, url, text))

    for place, name in enumerate(("name", "email", "org", "event", "url")):
        for text in planted.plant("liblab", name):
            values: list[Any] = [*who, "User Build", "https://portal.example.org/apis/7/builds/4"]
            values[place] = text
            add(values, None)
    for event, names in {
        "User Create API": ("api_name", "api_id"),
        "User Build": ("build_id",),
        "User Approved doc": ("doc_id",),
        "User Published PR": ("sdk_name", "language"),
        "User Invite Member": ("invited_email", "role"),
        "User Add CI Token": ("token_name", "token_id"),
        "Something new": ("unread",),
    }.items():
        for name in names:
            for text in planted.plant("liblab", name):
                add([*who, event, None], {name: text, "nested": {"deep": [text]}})
    for text in planted.plant("liblab", "details"):
        add([*who, "User Build", None], text)
    return rows


# -- Datagrok ----------------------------------------------------------------------------------

# Table -> its columns of text. Each of its rows is named by an event.
_THINGS = {
    "groups": ("name", "friendly_name"),
    "entities": ("name",),
    "packages": ("name",),
    "published_packages": ("name", "version"),
    "funcs": ("name", "source"),
    "queries": ("name",),
    "connections": ("name", "data_source"),
    "projects": ("name", "friendly_name"),
}
_PARAMETERS = (
    *("package", "packageName", "ms", "method", "route", "status", "successful", "skipped"),
    *("failed", "success", "result", "type", "category", "test", "version", "commit", "handled"),
    *("source", "login", "user", "entity", "grantedUser", "group", "unread"),
)


def _datagrok(planted: Canaries) -> Database:
    db = people_and_things()
    names = iter(range(1_000_000))

    def seen(name: str) -> None:
        """Somebody comments on the thing."""
        db.event(db.type("audit", "comment-posted"), "ann's session", {"entity": Ref(name)})

    for column in ("login", "email", "friendly_name", "first_name", "last_name", "status"):
        for text in planted.plant("datagrok", f"users.{column}"):
            name = f"canary {next(names)}"
            db.add("users", name, **{column: text})
            db.add("users_sessions", f"{name}'s session", user_id=name, type="internal")
            db.event(db.type("audit", "comment-posted"), f"{name}'s session")
            seen(name)
    for column in ("type", "token", "ip"):
        for text in planted.plant("datagrok", f"users_sessions.{column}"):
            name = f"canary {next(names)}"
            db.add("users_sessions", name, user_id="bob", **{column: text})
            db.event(db.type("audit", "comment-posted"), name)
    for table, columns in _THINGS.items():
        for column in columns:
            for text in planted.plant("datagrok", f"{table}.{column}"):
                name = f"canary {next(names)}"
                db.add(table, name, **{column: text})
                seen(name)
    for column in ("friendly_name", "error_source", "error_severity"):
        for text in planted.plant("datagrok", f"event_types.{column}"):
            for source in ("usage", "error"):
                key = f"canary {next(names)}"
                db.event(db.type(source, "wiggled", id=key, **{column: text}), "ann's session")
    for column in ("friendly_name", "description", "error_message", "error_stack_trace"):
        for text in planted.plant("datagrok", f"events.{column}"):
            for source, kind in (("usage", "click"), ("error", "boom"), ("audit", "query-start")):
                db.event(db.type(source, kind), "ann's session", None, **{column: text})
    for parameter in _PARAMETERS:
        for text in planted.plant("datagrok", f"event_parameter_values.{parameter}"):
            for kind in ("http-request", "package-tested", "user-login-failed", "user-invited"):
                db.event(db.type("audit", kind), "ann's session", {parameter: text})
    for text in planted.plant("datagrok", "event_parameters.name"):
        db.event(db.type("audit", "comment-posted"), "ann's session", {text: "1"})
    return db


# -- The rest ----------------------------------------------------------------------------------


def _fill_custom(warehouse: Warehouse, planted: Canaries) -> None:
    rows: list[list[Any]] = []
    for name in CUSTOM_COLUMNS:
        for text in planted.plant("custom", name):
            values = dict.fromkeys(CUSTOM_COLUMNS, "word") | {"actor": "ann", name: text}
            at = AT.replace(tzinfo=None) + dt.timedelta(minutes=len(rows))
            rows.append([f"e{len(rows)}", at, *(values[column] for column in CUSTOM_COLUMNS)])
    columns = {"event": "text", "at": "timestamp"} | dict.fromkeys(CUSTOM_COLUMNS, "text")
    load_table(warehouse, "wiki.events", columns, rows)


def _fill_employees(warehouse: Warehouse, planted: Canaries) -> None:
    rows: list[dict[str, Any]] = []
    for name in ("email", "full_name", "login", "manager_email"):
        assert name in EMPLOYEE_COLUMNS
        for text in planted.plant("hr", name):
            person = {"email": f"employee{len(rows)}@corp.example", "department": "Research"}
            rows.append(person | {name: text})
    load_employees(warehouse, rows)
