"""Hand-made raw rows: good ones, and every kind of bad one with what must become of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

# quarantined: unreadable. activity: readable, less some part of it. either: the definitions do
# not say, but it must be one of the two, on every engine the same.
Fate = Literal["quarantined", "activity", "either"]

FIRST_DAY = dt.date(2026, 2, 2)
GOOD_USER = "good@example.org"
GOOD_TABLE = "hive://gold.core/good"
EC2 = "clutch.aws.ec2.v1.EC2API"
CLUTCH_NAMES = ("id", "at", "details", "sent")
LONG = "x" * 1_000_000


@dataclass(frozen=True)
class BadRow:
    """A raw row with one thing wrong, and its fate.

    ``has_time`` is whether its time can be read, so that the row has a date.
    """

    name: str
    values: dict[str, Any]
    fate: Fate
    has_time: bool = True


def epoch_ms(date: dt.date, hour: float) -> int:
    """Milliseconds since 1970 of an hour of a day in UTC."""
    midnight = dt.datetime.combine(date, dt.time(), dt.timezone.utc)
    return int(midnight.timestamp() * 1000 + hour * 3_600_000)


def amundsen_row(
    at_ms: int,
    command: str = "_get_table_metadata",
    arguments: Mapping[str, Any] | str | None = None,
    output: Mapping[str, Any] | str | None = None,
    **others: Any,
) -> dict[str, Any]:
    """A record of Amundsen's log; by default a table's page, found and read in 40 ms."""
    if arguments is None:
        arguments = {"table_key": GOOD_TABLE, "index": "2", "source": "search_results"}
    if output is None:
        output = {"tableData": {}, "msg": "Success", "status_code": 200}
    record = {
        "command": command,
        "user": GOOD_USER,
        "host_name": "web-1",
        "start_epoch_ms": at_ms,
        "end_epoch_ms": at_ms + 40,
        "pos_args_json": "[]",
        "keyword_args_json": arguments if isinstance(arguments, str) else json.dumps(arguments),
        "output": output if isinstance(output, str) else json.dumps(output),
        "error": None,
    }
    return record | others


def clutch_row(
    number: int | None,
    occurred_at: dt.datetime | str | None,
    details: Any = None,
    *,
    without: str | None = None,
    **changes: Any,
) -> tuple[Any, ...]:
    """A row of Clutch's table; by default an instance terminated by a person.

    Args:
        details: replaces the whole document; ``changes`` replaces single keys of it.
        without: a key to leave out.
    """
    if details is None:
        details = {
            "user_name": GOOD_USER,
            "service_name": EC2,
            "method_name": "TerminateInstance",
            "type": "DELETE",
            "request_resources": [{"type_url": "clutch.aws.ec2.v1.Instance", "id": "i-1"}],
            "request_body": {"@type": "x", "instance_id": "i-1"},
            "status": {"code": 0},
            "response_body": {"@type": "y"},
        } | changes
        details.pop(without, None)
    return (number, occurred_at, details, True)


def _amundsen_values() -> list[tuple[str, dict[str, Any], Fate]]:
    view = {"table_key": GOOD_TABLE, "source": "search_results"}
    text = "keyword_args_json"
    search = {"search_type": "submit_search_term", "page_index": 0}
    found = {"status_code": 200, "table": {"total_results": 3, "results": []}}

    def clicked(index: Any) -> dict[str, Any]:
        return {text: json.dumps(view | {"index": index})}

    def searched(term: Any) -> dict[str, Any]:
        return {
            "command": "_search_resources",
            text: json.dumps(search | {"search_term": term}),
            "output": json.dumps(found),
        }

    def edited(command: str, **arguments: Any) -> dict[str, Any]:
        return {"command": command, text: json.dumps(arguments), "output": "null"}

    return [
        ("command null", {"command": None}, "quarantined"),
        ("command empty", {"command": ""}, "quarantined"),
        ("arguments null", {text: None}, "quarantined"),
        ("arguments empty", {text: ""}, "quarantined"),
        ("arguments not JSON", {text: "table_key=1"}, "quarantined"),
        ("arguments cut off", {text: '{"table_key": "hive://go'}, "quarantined"),
        ("arguments Python's repr", {text: "{'table_key': None}"}, "quarantined"),
        ("arguments array", {text: '[{"table_key": "k"}]'}, "quarantined"),
        ("arguments text", {text: '"table_key"'}, "quarantined"),
        ("arguments number", {text: "42"}, "quarantined"),
        (
            "arguments nested by the thousand",
            {text: '{"table_key":' + "[" * 100_000 + "]" * 100_000 + "}"},
            "quarantined",
        ),
        ("arguments JSON null", {text: "null"}, "quarantined"),
        ("arguments half a surrogate pair", {text: '{"table_key": "\\ud83d"}'}, "either"),
        ("arguments NaN", {text: '{"table_key": NaN, "index": "1"}'}, "either"),
        ("arguments Infinity", {text: '{"table_key": "k", "index": -Infinity}'}, "either"),
        ("arguments trailing comma", {text: '{"table_key": "k",}'}, "either"),
        ("arguments U+0000", {text: '{"table_key": "a\\u0000b", "source": null}'}, "activity"),
        ("arguments U+0000 in a key", {text: '{"a\\u0000b": 1}'}, "activity"),
        ("arguments \\u0000 as text", {text: '{"table_key": "a\\\\u0000b"}'}, "activity"),
        ("arguments NaN as text", {text: '{"table_key": "x:NaN, y"}'}, "activity"),
        ("arguments of no key", {text: "{}"}, "activity"),
        ("arguments indented", {text: ' \n\t{"table_key": "k"} \n'}, "activity"),
        ("arguments 1 MB", {text: json.dumps(view | {"index": LONG})}, "activity"),
        ("user null", {"user": None}, "activity"),
        ("user empty", {"user": ""}, "activity"),
        ("user blank", {"user": "   "}, "activity"),
        ("user capitals and blanks", {"user": "  GOOD@Example.ORG "}, "activity"),
        ("user with umlaut", {"user": "ÜNÏ@Straße.example"}, "activity"),
        ("user with tab", {"user": "tab@example.org\t"}, "activity"),
        ("user with no-break space", {"user": "nbsp@example.org\u00a0"}, "activity"),
        ("user with apostrophe", {"user": "o'neil@example.org"}, "activity"),
        ("host null", {"host_name": None}, "activity"),
        ("positional arguments null", {"pos_args_json": None}, "activity"),
        ("end before start", {"end_epoch_ms": 1}, "activity"),
        ("end far off", {"end_epoch_ms": 9_000_000_000_000_000_000}, "activity"),
        ("no end", {"end_epoch_ms": None}, "activity"),
        ("end zero", {"end_epoch_ms": 0}, "activity"),
        ("output null", {"output": None}, "activity"),
        ("output empty", {"output": ""}, "activity"),
        ("output not JSON", {"output": "<html>502</html>"}, "activity"),
        ("output array", {"output": "[200]"}, "activity"),
        ("output with NaN", {"output": '{"v": NaN, "status_code": 200}'}, "activity"),
        ("output with U+0000", {"output": '{"v": "\\u0000", "status_code": 200}'}, "activity"),
        ("output 1 MB", {"output": json.dumps({"v": LONG, "status_code": 200})}, "activity"),
        ("status as text", {"output": '{"status_code": "200"}'}, "activity"),
        ("status no number", {"output": '{"status_code": "fine"}'}, "activity"),
        ("status null", {"output": '{"status_code": null}'}, "activity"),
        ("status nested", {"output": '{"status_code": {"code": 200}}'}, "activity"),
        ("status fraction", {"output": '{"status_code": 200.0}'}, "activity"),
        ("status huge", {"output": '{"status_code": 1e400}'}, "activity"),
        ("status denied", {"output": '{"status_code": 403}'}, "activity"),
        ("error empty", {"error": ""}, "activity"),
        ("index abc", clicked("abc"), "activity"),
        ("index empty", clicked(""), "activity"),
        ("index null", clicked(None), "activity"),
        ("index negative", clicked("-1"), "activity"),
        ("index fraction", clicked(2.5), "activity"),
        ("index number", clicked(3), "activity"),
        ("index true", clicked(True), "activity"),
        ("index nested", clicked({"i": 1}), "activity"),
        ("index ten digits", clicked("1234567890"), "activity"),
        ("index huge", clicked(10**40), "activity"),
        ("index with blanks", clicked(" 3 "), "activity"),
        ("index other digits", clicked("٣"), "activity"),
        ("table nested", {text: json.dumps({"table_key": {"a": [1, "b"]}})}, "activity"),
        ("table number", {text: json.dumps({"table_key": 7, "source": 8})}, "activity"),
        ("table empty", {text: json.dumps({"table_key": ""})}, "activity"),
        ("table apostrophe", {text: json.dumps({"table_key": "hive://g.s/test's"})}, "activity"),
        ("table no URI", {text: json.dumps({"table_key": "just a name"})}, "activity"),
        ("table dots", {text: json.dumps({"table_key": "hive://a.b.c/t.x/y"})}, "activity"),
        ("term null", searched(None), "activity"),
        ("term empty", searched(""), "activity"),
        ("term blank", searched("   "), "activity"),
        ("term number", searched(42), "activity"),
        ("term list", searched(["a", {"b": 1}]), "activity"),
        ("term umlaut", searched("ÜBER"), "activity"),
        ("term sharp s", searched("STRAßE"), "activity"),
        ("term emoji", searched("📈 Up"), "activity"),
        ("term trailing blanks", searched("orders   "), "activity"),
        ("term tab", searched("\torders"), "activity"),
        ("term no-break space", searched("orders\u00a0"), "activity"),
        ("term apostrophe", searched('o\'neil "x" \\ % _'), "activity"),
        ("term 1 MB", searched(LONG), "activity"),
        ("term U+0000", searched("a\u0000b"), "activity"),
        (
            "results no number",
            searched("odd") | {"output": '{"status_code": 200, "table": {"total_results": "x"}}'},
            "activity",
        ),
        (
            "results of another shape",
            searched("odder") | {"output": '{"status_code": 200, "table": [1]}'},
            "activity",
        ),
        ("command unknown", {"command": "my_own_workflow"}, "activity"),
        ("command spoofed", {text: '{"command": "_search_resources"}'}, "activity"),
        ("edit without key", edited("_log_put_table_description"), "activity"),
        (
            "edit with another method",
            edited("_log_update_table_tags", table_key="k", method="PATCH", tag="t"),
            "activity",
        ),
        (
            "edit with nested key",
            edited("_log_update_table_owner", table_key=["k"], method="PUT", owner={"a": 1}),
            "activity",
        ),
        (
            "type edit with a short key",
            edited("_log_put_type_metadata_description", type_metadata_key="hive://g.s"),
            "activity",
        ),
        (
            "rating no number",
            edited("_feedback", feedback_type="NPS Rating", rating="x"),
            "activity",
        ),
        ("recipients no list", edited("_log_send_notification", recipients="me"), "activity"),
        ("bookmark of nothing", edited("_log_update_bookmark", method="PUT"), "activity"),
    ]


def bad_amundsen_rows() -> list[BadRow]:
    """One row of each kind, the n-th on the n-th day from ``FIRST_DAY`` at ten o'clock."""
    rows = []
    for number, (name, values, fate) in enumerate(_amundsen_values()):
        at_ms = epoch_ms(FIRST_DAY + dt.timedelta(days=number), 10)
        rows.append(BadRow(name, amundsen_row(at_ms) | values, fate))
    # In order of strangeness; the last would overflow where milliseconds become microseconds.
    times = (None, 0, -1, 1_600_000_000, 4_102_444_800_000, 9_000_000_000_000_000_000)
    for at in times:
        record = amundsen_row(0, host_name=f"time {at}") | {"start_epoch_ms": at}
        rows.append(BadRow(f"start {at}", record, "quarantined", has_time=False))
    return rows


def bad_clutch_rows() -> list[BadRow]:
    """One row of each kind, the n-th on the n-th day from ``FIRST_DAY`` at ten o'clock."""
    rows: list[BadRow] = []

    def add(name: str, fate: Fate, details: Any = None, has_time: bool = True, **how: Any) -> None:
        number = 9_000 + len(rows)
        day = dt.datetime.combine(FIRST_DAY, dt.time(10), dt.timezone.utc)
        at = how.pop("at", day + dt.timedelta(days=len(rows)))
        row = clutch_row(how.pop("number", number), at, details, **how)
        rows.append(BadRow(name, dict(zip(CLUTCH_NAMES, row, strict=True)), fate, has_time))

    add("id null", "quarantined", number=None)
    for name, document in {
        "null": "null",
        "an array": "[1]",
        "text": '"TerminateInstance"',
        "a number": "7",
        "of no key": "{}",
    }.items():
        add(f"details {name}", "quarantined", details=document)
    add("details missing", "quarantined")
    rows[-1].values["details"] = None
    add("service missing", "quarantined", without="service_name")
    add("method missing", "quarantined", without="method_name")
    add("service null", "quarantined", service_name=None)
    add("service empty", "either", service_name="")
    add("service nested", "either", service_name={"a": 1})
    add("method number", "either", method_name=5)
    add("user missing", "activity", without="user_name")
    for user in (None, "", "  ", 42, {"a": 1}, "UNKNOWN", " Good@EXAMPLE.org ", "ÜNÏ@x.example"):
        add(f"user {user!r}", "activity", user_name=user)
    add("status missing", "activity", without="status")
    statuses: tuple[Any, ...] = (
        None,
        "OK",
        [],
        {},
        {"code": None},
        {"code": "7"},
        {"code": "denied"},
    )
    for status in statuses:
        add(f"status {status!r}", "activity", status=status)
    for code in (1.5, -1, 99, 1e30, True):
        add(f"status code {code!r}", "activity", status={"code": code})
    add("unfinished", "activity", without="response_body")
    add("response null", "activity", response_body=None)
    add("type missing", "activity", without="type")
    add("type lower", "activity", type="delete")
    lists: tuple[Any, ...] = (None, {}, "i-1", [], [1, "x", None], [{}], [{"id": {"a": 1}}], [[]])
    for resources in lists:
        add(f"resources {resources!r}", "activity", request_resources=resources)
    add("resource 1 MB", "activity", request_resources=[{"type_url": "t", "id": LONG}])
    add("resource unicode", "activity", request_resources=[{"type_url": "t", "id": "Ü📈'\\"}])
    add("method unknown", "activity", service_name="acme.Deploys", method_name="Roll'back")
    add("time null", "quarantined", has_time=False, at=None)
    add("time early", "quarantined", has_time=False, at="1999-12-31 23:59:59+00")
    add("time late", "quarantined", has_time=False, at="2100-01-01 00:00:00+00")
    add("time infinite", "quarantined", has_time=False, at="infinity")
    return rows


def clutch_values(row: BadRow) -> tuple[Any, ...]:
    """A bad row of Clutch in the order of the raw columns."""
    return tuple(row.values[name] for name in CLUTCH_NAMES)
