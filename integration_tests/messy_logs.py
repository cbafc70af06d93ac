"""Simulated logs of all systems, bad rows of two of them among them, built several times."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from integration_tests.amundsen_reading import read_lines
from integration_tests.browser import data_of
from integration_tests.depth import DEEP
from integration_tests.harness import CLUTCH_COLUMNS, Warehouse
from integration_tests.raw_rows import (
    FIRST_DAY,
    amundsen_row,
    bad_amundsen_rows,
    bad_clutch_rows,
    clutch_row,
    clutch_values,
    epoch_ms,
)
from integration_tests.tables import Row, Table, read_table, snapshot

# The bad rows lie between February and May; Berlin's clocks change on 29 March 2026.
END_DATE = "2026-05-15"
VARS: dict[str, Any] = {"as_of_date": "2026-05-14"}
BERLIN = "Europe/Berlin"

# Of a relation as dbt writes it.
_SCHEMA = re.compile(r'"\w+"\."(\w+)"\."\w+"')


@dataclass(frozen=True)
class MessyBuilds:
    """The marts of one engine, those of the audit too, after each build.

    ``second`` is for deep tests only. ``directory`` and ``vocabulary`` are what they knew of
    employees and of actions, ``analyses`` the rows of each analysis after the last build,
    ``schemas`` those that its SQL names, ``page`` what the dashboard shows then.
    """

    first: dict[str, Table]
    second: dict[str, Table] | None
    in_berlin: dict[str, Table]
    directory: Table
    vocabulary: Table
    analyses: dict[str, list[Row]]
    schemas: dict[str, set[str]]
    page: dict[str, Any]


def fill(warehouse: Warehouse, days: int = 110) -> None:
    """Load simulated rows of some days, then bad ones, then some that were delivered again."""
    warehouse.set_salt()
    files = warehouse.folder / "simulated"
    size = ("--end-date", END_DATE, "--days", str(days), "--users", "15")
    warehouse.footfall("simulate", *size, "--systems", "clutch,amundsen", "--out", str(files))
    # Put in directly: the project's own loader would refuse or collapse some of these.
    warehouse.load_amundsen(read_lines(files / "amundsen_user_actions.jsonl"))
    warehouse.load_amundsen(row.values for row in bad_amundsen_rows())
    warehouse.load_amundsen(_amundsen_repetitions())
    events = read_lines(files / "clutch_audit_events.jsonl")
    warehouse.load_clutch([event.get(name) for name in CLUTCH_COLUMNS] for event in events)
    warehouse.load_clutch(clutch_values(row) for row in bad_clutch_rows())
    warehouse.load_clutch(_clutch_repetitions())
    warehouse.footfall("simulate", *size, "--systems", "datagrok,zoomdata,liblab,employees")


def build(warehouse: Warehouse) -> MessyBuilds:
    """Build in UTC with all dbt tests, and from scratch where clocks change."""
    warehouse.build(VARS, tests=True)
    first = _public(warehouse)
    second = None
    if DEEP:
        warehouse.build(VARS)
        second = _public(warehouse)
    in_berlin = VARS | {"reporting_timezone": BERLIN}
    warehouse.build(in_berlin, full_refresh=True)
    queries = _analyses(warehouse, in_berlin)
    return MessyBuilds(
        first,
        second,
        in_berlin=_public(warehouse),
        directory=read_table(warehouse, "int_employee_history", "intermediate"),
        vocabulary=read_table(warehouse, "int_activity_vocabulary", "intermediate"),
        analyses={name: warehouse.query(sql) for name, sql in queries.items()},
        schemas={name: set(_SCHEMA.findall(sql)) for name, sql in queries.items()},
        page=_page(warehouse, in_berlin),
    )


def _analyses(warehouse: Warehouse, variables: dict[str, Any]) -> dict[str, str]:
    """The SQL of each analysis, compiled by dbt, by its name."""
    warehouse.dbt("compile", "--select", "resource_type:analysis", "--write-json", vars=variables)
    manifest = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    return {
        node["name"]: node["compiled_code"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
    }


def _page(warehouse: Warehouse, variables: dict[str, Any]) -> dict[str, Any]:
    """What stands in the page of the dashboard."""
    path = warehouse.folder / "page.html"
    warehouse.report(path, variables)
    return data_of(path.read_text(encoding="utf-8"))


def _public(warehouse: Warehouse) -> dict[str, Table]:
    return snapshot(warehouse, "marts") | snapshot(warehouse, "audit")


def _amundsen_repetitions() -> list[dict[str, Any]]:
    """Pairs of rows, redelivered rows, and both, at the hours when Berlin's clocks change."""
    change = dt.date(2026, 3, 29)
    rows = []
    for hour in (0.5, 0.99, 1.0, 1.5, 21.9, 22.0, 22.5, 23.0, 23.99):
        for date in (FIRST_DAY, change - dt.timedelta(days=1), change):
            finished = amundsen_row(epoch_ms(date, hour), user="clock@example.org")
            started = finished | {"end_epoch_ms": None, "output": None}
            rows += [started, finished, finished]
            if hour == 1.0:
                rows += [started, finished | {"output": "null"}]
    return rows


def _clutch_repetitions() -> list[tuple[Any, ...]]:
    """Ids that come twice: unfinished and finished, and twice finished with other outcomes."""
    at = dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.timezone.utc)
    return [
        clutch_row(8_001, at, without="response_body"),
        clutch_row(8_001, at),
        clutch_row(8_002, at),
        clutch_row(8_002, at),
        clutch_row(8_003, at, without="response_body"),
        clutch_row(8_003, at, without="response_body"),
    ]
