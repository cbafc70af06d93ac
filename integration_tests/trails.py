"""Audit trails made by hand, of the columns of the mart, in a warehouse without dbt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from footfall.export.trail import SCHEMA
from integration_tests.company import load_table
from integration_tests.harness import Warehouse

_TYPES = {
    "string": "text",
    "timestamp[us]": "timestamp",
    "date32[day]": "date",
    "bool": "boolean",
    "int64": "bigint",
}
COLUMNS = {field.name: _TYPES[str(field.type)] for field in SCHEMA}


def activity(number: int, at: dt.datetime, **values: Any) -> dict[str, Any]:
    """An activity with an id of its number, and nothing special about it."""
    return {
        "occurred_at": at,
        "activity_date": at.date(),
        "system": "clutch",
        "event_type": "reboot",
        "activity_type": "run",
        "workflow": "EC2",
        "email": "ann@example.org",
        "full_name": "Ann Lee",
        "native_user": "alee",
        "is_person": True,
        "object_type": "instance",
        "object_id": f"i-{number}",
        "object_name": f"i-{number}",
        "outcome": "succeeded",
        "duration_ms": None,
        "link": None,
        "user_key": "k-ann",
        "activity_id": f"{number:032x}",
        "source_event_id": str(number),
        **values,
    }


def fill(warehouse: Warehouse, activities: Iterable[dict[str, Any]]) -> None:
    """Make audit.audit_trail anew of these activities."""
    load_table(
        warehouse,
        "audit.audit_trail",
        COLUMNS,
        [[_plain(row[name]) for name in COLUMNS] for row in activities],
    )


def add(warehouse: Warehouse, activities: Iterable[dict[str, Any]]) -> None:
    """Append activities to audit.audit_trail."""
    rows = [[_plain(row[name]) for name in COLUMNS] for row in activities]
    warehouse.execute("drop table if exists audit.added")
    load_table(warehouse, "audit.added", COLUMNS, rows)
    warehouse.execute("insert into audit.audit_trail select * from audit.added")


def fill_with_many(warehouse: Warehouse, rows: int) -> None:
    """Make audit.audit_trail anew of so many activities, ten thousand a day."""
    values = {
        "occurred_at": "timestamp '2025-01-01 00:00:00' + n * interval '8 second'",
        "activity_date": (
            "cast(timestamp '2025-01-01 00:00:00' + n * interval '8 second' as date)"
        ),
        "is_person": "true",
        "duration_ms": "n",
        "link": "null",
        "object_name": "'=name ' || cast(n as text)",
        "outcome": "'succeeded'",
    }
    columns = ", ".join(
        f"cast({values.get(name, 'md5(cast(n as text))')} as {kind}) as {name}"
        for name, kind in COLUMNS.items()
    )
    warehouse.execute("create schema if not exists audit")
    warehouse.execute("drop table if exists audit.audit_trail")
    warehouse.execute(
        f"create table audit.audit_trail as select {columns}"
        f" from generate_series(1, {rows}) as numbers (n)"
    )


def _plain(value: Any) -> Any:
    """A value that a literal of text can stand for."""
    return str(value) if isinstance(value, (dt.datetime, dt.date)) else value
