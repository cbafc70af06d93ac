"""One custom source of plain events, the case that other event-log packages are measured on.

Then the same events as a tool would log them, through a mapping of many keys.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
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
# The same events, each the one element of a list in a record, with names in a second table.
MAPPED = {
    "name": "mapped",
    "where": {"agent": {"not": {"like": "probe/%"}}},
    "each": {"list": "events", "as": "event"},
    "lookups": {"account": {"table": "users", "key": "id", "of": "user_id"}},
    "event_id": "id",
    "time": "at",
    "actor": {"id": "user_id", "email": "account.email"},
    "action": "event.name",
    "object_type": {"value": "thing"},
    "object_id": "event.parameters[name=thing].value",
    "outcome": {
        "case": [{"when": {"code": {"from": 500}}, "then": "broken"}],
        "else": {"column": "code"},
        **{"succeeded": ["2xx"], "denied": [401, 403], "otherwise": "failed"},
    },
}
# Nearly half of all events are of one of its steps.
FUNNEL = "{{ footfall.funnel(['action_0', 'action_3', 'action_6', 'action_9'], within='7 days') }}"
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

    runs = _builds(warehouse, last_day, SOURCE, rows)
    funnel = _funnel(warehouse, last_day)
    warehouse.execute(read_sql("mapped_events", engine))
    floor = seconds_of(lambda: warehouse.execute(read_sql(f"{engine}/floor_of_records", engine)))
    warehouse.execute("drop table mapped.floor")
    return {
        "writing_seconds": writing,
        "runs": runs,
        "funnel": funnel,
        "mapped_floor_seconds": floor,
        "mapped_runs": _builds(warehouse, last_day, MAPPED, rows),
    }


def _funnel(warehouse: Warehouse, last_day: dt.date) -> dict[str, float]:
    """Seconds of a funnel of four steps, and of one scan that sorts the events by user and time."""
    options = variables(last_day) | {"enabled_systems": [], "custom_sources": [SOURCE]}
    run_dbt(warehouse, "--quiet", "compile", "--inline", FUNNEL, variables=options)
    printed = (warehouse.folder / "dbt.txt").read_text()
    funnel = printed[printed.index("with\n") :]
    scan = read_sql("sorted_scan", warehouse.engine)
    with warehouse.session():
        return {
            name: min(seconds_of(partial(warehouse.query, sql)) for _ in range(3))
            for name, sql in (("funnel_seconds", funnel), ("sorted_scan_seconds", scan))
        }


def _builds(
    warehouse: Warehouse, last_day: dt.date, source: dict[str, Any], rows: int
) -> dict[str, Any]:
    """Build a source, and again with nothing new; what was built before of another one goes."""
    options = variables(last_day) | {"enabled_systems": [], "custom_sources": [source]}
    run_dbt(warehouse, "parse", variables=options)
    full = build(warehouse, options, "--select", *SELECTED, "--full-refresh")
    before = digests(warehouse)
    ((accounted,),) = warehouse.query(
        "select count(*) from staging.base_custom_sources__events"
        " where record_state <> 'quarantined'"
    )
    if accounted != rows:
        raise BenchmarkError(f"{accounted} records of {rows} events")
    second = build(warehouse, options, "--select", *SELECTED)
    changed = {name for name, digest in digests(warehouse).items() if before[name] != digest}
    if changed:
        raise BenchmarkError(f"the second run changed {', '.join(sorted(changed))}")
    return {"full": full.to_json(DEAREST), "nothing_new": second.to_json(DEAREST)}
