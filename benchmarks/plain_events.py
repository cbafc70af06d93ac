"""One custom source of plain events, the case that other event-log packages are measured on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from benchmarks.builds import DEAREST, variables
from benchmarks.history import DAYS
from benchmarks.measuring import BenchmarkError, build, digests, run_dbt, seconds_of
from benchmarks.sql_files import read_sql
from integration_tests.harness import Warehouse

USERS = 5_000
SOURCE = {
    "name": "plain",
    "table": "events",
    "event_id": "event_id",
    "time": "occurred_at",
    "actor": "user_id",
    "action": "event_name",
}
SELECTED = (
    *("+footfall.marts.core", "+footfall.marts.engagement"),
    *("+workflow_usage", "+workflow_usage_daily"),
)


def measure_plain_events(warehouse: Warehouse, rows: int, last_day: dt.date) -> dict[str, Any]:
    """Build the events in an empty warehouse, and again with nothing new.

    Raises:
        BenchmarkError: if dbt fails, an event is missing or the second run changes a mart.
    """
    engine = warehouse.engine
    warehouse.execute(read_sql(f"{engine}/functions", engine))
    first_day = last_day - dt.timedelta(days=DAYS - 1)
    sql = read_sql("plain_events", engine, rows=rows, users=USERS, first_day=first_day, days=DAYS)
    writing = seconds_of(lambda: warehouse.execute(sql))
    if engine == "postgres":
        warehouse.execute("analyze")

    options = variables(last_day) | {"enabled_systems": [], "custom_sources": [SOURCE]}
    run_dbt(warehouse, "parse", variables=options)
    full = build(warehouse, options, "--select", *SELECTED)
    before = digests(warehouse)
    if before["marts.fct_activities"][0] != rows:
        raise BenchmarkError(f"{before['marts.fct_activities'][0]} activities of {rows} events")
    second = build(warehouse, options, "--select", *SELECTED)
    changed = {name for name, digest in digests(warehouse).items() if before[name] != digest}
    if changed:
        raise BenchmarkError(f"the second run changed {', '.join(sorted(changed))}")
    return {
        "writing_seconds": writing,
        "marts": len(before),
        "runs": {"full": full.to_json(DEAREST), "nothing_new": second.to_json(DEAREST)},
    }
