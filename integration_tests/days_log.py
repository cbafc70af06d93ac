"""Simulated logs of all systems of which something is missing at first, and comes later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from integration_tests.harness import Warehouse

AS_OF = "2026-03-31"
SIZE = ("--end-date", AS_OF, "--days", "110", "--users", "12")
# One, 30 and 89 days old at the as-of date.
LATE = ("2026-03-30", "2026-03-01", "2026-01-01")
# Tables that are rebuilt by day, one of each system and the facts.
DAY_TABLES = (
    "base_clutch__audit_events",
    "base_amundsen__user_actions",
    "base_datagrok__events",
    "base_zoomdata__activity_log",
    "base_liblab__audit_trail",
    "fct_activities",
)
# Raw tables, each with a column that tells its rows apart.
ROWS = {
    "clutch.audit_events": "cast(id as text)",
    "amundsen.user_actions": "cast(start_epoch_ms as text)",
    "datagrok.events": "cast(id as text)",
    "zoomdata.activity_log": "record",
    "liblab.audit_trail": """cast("time" as text) || event""",
}


def hold_back(warehouse: Warehouse, late: Sequence[str] = LATE) -> None:
    """Take every fourth row of the late days out of the raw tables, and a few calls' ends."""
    warehouse.execute("create schema held_back")
    for table, row in ROWS.items():
        system = table.split(".")[0]
        days = " or ".join(_is_of_day(table, day) for day in late)
        # A quarter of the rows, the same ones on every engine.
        held = f"({days}) and left(md5({row}), 1) in ('0', '4', '8', 'c')"
        warehouse.execute(f"create table held_back.{system} as select * from {table} where {held}")
        warehouse.execute(f"delete from {table} where {held}")
        assert warehouse.query(f"select count(*) from held_back.{system}")[0][0] >= 3, system
    warehouse.execute(
        "create table held_back.ends as select id, details from clutch.audit_events "
        f"where id % 50 = 1 and {_is_recent('clutch.audit_events')} "
        "and cast(details as text) like '%\"response_body\"%'"
    )
    json_type = warehouse.types["json"]
    warehouse.execute(
        "update clutch.audit_events set details = "
        f"cast({_without_response(warehouse)} as {json_type}) "
        "where id in (select id from held_back.ends)"
    )


def bring(warehouse: Warehouse) -> None:
    """Bring what was held back, complete the calls, and delete other rows."""
    for table in ROWS:
        system = table.split(".")[0]
        warehouse.execute(f"insert into {table} select * from held_back.{system}")
    warehouse.execute(
        "update clutch.audit_events set details = ends.details from held_back.ends as ends "
        "where audit_events.id = ends.id"
    )
    for table, row in ROWS.items():
        if not table.startswith("datagrok"):
            gone = f"left(md5({row}), 2) = '1f' and {_is_recent(table)}"
            warehouse.execute(f"delete from {table} where {gone}")


def _is_recent(table: str) -> str:
    """A predicate: the rows that are not too old to be looked at again."""
    if table == "zoomdata.activity_log":
        return "record like '%2026-0%'"
    if table == "amundsen.user_actions":
        return "start_epoch_ms > 1767312000000"
    column = {"clutch.audit_events": "occurred_at", "liblab.audit_trail": '"time"'}[table]
    return f"{column} > '2026-01-02'"


def _is_of_day(table: str, day: str) -> str:
    """A predicate: the rows of a UTC day."""
    if table == "zoomdata.activity_log":
        # The log's own time, not one that a record speaks of.
        return f"record like '%{day}%' and record not like '%2025-%'"
    if table == "amundsen.user_actions":
        midnight = dt.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() * 1000
        return f"start_epoch_ms between {midnight:.0f} and {midnight + 86_399_999:.0f}"
    column = {"clutch": "occurred_at", "datagrok": "event_time", "liblab": '"time"'}
    return f"cast({column[table.split('.')[0]]} as text) like '{day}%'"


def _without_response(warehouse: Warehouse) -> str:
    if warehouse.engine == "duckdb":
        return """json_merge_patch(details, '{"response_body": null}')"""
    return "cast(details as jsonb) - 'response_body'"
