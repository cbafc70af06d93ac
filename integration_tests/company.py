"""A made-up company: its own seeds, its directory, and logs that custom sources map."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from integration_tests.harness import SALT, Warehouse

# A log of a shape that any case fits in.
EVENT_COLUMNS = {
    "event": "text",
    "at": "timestamp",
    "who": "text",
    "what": "text",
    "kind": "text",
    "thing": "text",
}
EMPLOYEE_COLUMNS = {
    "email": "text",
    "full_name": "text",
    "login": "text",
    "department": "text",
    "role": "text",
    "manager_email": "text",
    "employment_start": "date",
    "employment_end": "date",
}

Seeds = Mapping[str, Sequence[Sequence[Any]]]


def fill_seeds(project: Path, seeds: Seeds) -> None:
    """Give seeds of a copied project these rows and no others, in the order of their columns."""
    for name, rows in seeds.items():
        path = project / "seeds" / f"{name}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(f"{header}\n")
            csv.writer(file, lineterminator="\n").writerows(rows)


def load_table(
    warehouse: Warehouse,
    relation: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]] = (),
) -> None:
    """Make ``schema.table`` anew, of columns of the engine's own types, and fill it."""
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    warehouse.execute(f"create schema if not exists {relation.split('.')[0]}")
    warehouse.execute(f"drop table if exists {relation}")
    warehouse.execute(f"create table {relation} ({declared})")
    add_rows(warehouse, relation, rows)


def add_rows(warehouse: Warehouse, relation: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to ``schema.table``."""
    tuples = [f"({', '.join(map(_literal, row))})" for row in rows]
    if tuples:
        warehouse.execute(f"insert into {relation} values {', '.join(tuples)}")


def load_events(warehouse: Warehouse, source: str, rows: Iterable[Sequence[Any]]) -> None:
    """Fill the table of an ``event_source``: rows in the order of ``EVENT_COLUMNS``."""
    load_table(warehouse, f"{source}.events", EVENT_COLUMNS, rows)


def load_employees(warehouse: Warehouse, rows: Iterable[Mapping[str, Any]]) -> None:
    """Fill a directory that knows only today; a missing key is null."""
    filled = [[row.get(name) for name in EMPLOYEE_COLUMNS] for row in rows]
    load_table(warehouse, "hr.employees", EMPLOYEE_COLUMNS, filled)


def event_source(name: str) -> dict[str, Any]:
    """The mapping of the table that ``load_events`` fills."""
    return {
        "name": name,
        "table": "events",
        "event_id": "event",
        "time": "at",
        "actor": "who",
        "action": "what",
        "object_type": "kind",
        "object_id": "thing",
    }


def pseudonym(identity: str) -> str:
    """The user_key of an e-mail in lower case, or of ``system:user`` of who has none."""
    return hashlib.sha256((SALT + identity).encode()).hexdigest()


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A time in March 2026, UTC."""
    return dt.datetime(2026, 3, day, hour, minute)


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"
