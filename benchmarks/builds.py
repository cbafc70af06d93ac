"""How long builds of a mixed history take: all of it, then what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from benchmarks.floor import build_floor, drop_floor, floor_rows
from benchmarks.history import History
from benchmarks.measuring import BenchmarkError, build, run_dbt, seconds_of
from integration_tests.harness import Warehouse

DEAREST = 15


def variables(last_day: dt.date) -> dict[str, Any]:
    """The vars of every build: as of the day that is still to come, so that they never change."""
    return {"as_of_date": (last_day + dt.timedelta(days=1)).isoformat()}


def measure_builds(warehouse: Warehouse, rows: int, last_day: dt.date) -> dict[str, Any]:
    """Write a history into an empty warehouse, build it, change it and build it again.

    Raises:
        BenchmarkError: if dbt fails, or the floor or a mart lacks rows.
    """
    history = History(warehouse, rows, last_day)
    writing = seconds_of(history.write)
    floor_seconds = seconds_of(lambda: build_floor(warehouse))
    _expect("the floor", floor_rows(warehouse), history)
    drop_floor(warehouse)

    options = variables(last_day)
    # A project is parsed once, when it is installed; later runs read what was parsed.
    run_dbt(warehouse, "parse", variables=options)
    changes: dict[str, Callable[[], None]] = {
        "full": lambda: None,
        "nothing_new": lambda: None,
        "new_day": history.write_new_day,
        "late_rows": history.write_late_rows,
    }
    runs = {}
    for name, change in changes.items():
        change()
        runs[name] = build(warehouse, options).to_json(DEAREST)
        expect_all(warehouse, history, f"the build '{name}'")
    return {
        "writing_seconds": writing,
        "floor_seconds": floor_seconds,
        "runs": runs,
    }


def _expect(about: str, found: dict[str, int], history: History) -> None:
    if found != history.records:
        raise BenchmarkError(f"{about} holds {found} records, written were {history.records}")


def expect_all(warehouse: Warehouse, history: History, about: str) -> None:
    """Check that the marts account for every record.

    Raises:
        BenchmarkError: if they do not.
    """
    _expect(about, mart_rows(warehouse), history)


def mart_rows(warehouse: Warehouse) -> dict[str, int]:
    """Records by system that the marts account for."""
    found = warehouse.query(
        "select system, sum(activities + duplicates + quarantined + merged) "
        "from marts.reconciliation group by system"
    )
    return {str(system): int(rows) for system, rows in found}


def measure_overhead(warehouse: Warehouse, last_day: dt.date) -> dict[str, Any]:
    """What dbt costs by itself: on an empty warehouse with the raw tables of a history of no rows.

    Raises:
        BenchmarkError: if dbt fails.
    """
    History(warehouse, 0, last_day).write()
    options = variables(last_day)
    runs = {
        "first_parse": run_dbt(warehouse, "parse", variables=options),
        "later_parse": run_dbt(warehouse, "parse", variables=options),
        "compile": run_dbt(warehouse, "compile", variables=options),
        "first_build": build(warehouse, options),
        "later_build": build(warehouse, options),
    }
    built = runs["later_build"]
    return {
        "runs": {name: run.to_json() for name, run in runs.items()},
        "nodes": len(built.models),
        "milliseconds_per_node": round(
            1000 * (built.seconds - runs["later_parse"].seconds) / len(built.models)
        ),
    }
