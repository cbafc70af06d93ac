"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.builds import measure_builds, measure_overhead
from benchmarks.measuring import machine, open_warehouse
from benchmarks.plain_events import measure_plain_events
from benchmarks.reads import measure_reads, measure_trailing_mau
from benchmarks.report import write_report
from benchmarks.spark import measure_workers
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

# Of each engine, what is measured. On Spark a history is built by clusters of several sizes.
MEASURES = {
    "duckdb": ("overhead", "history", "plain_events"),
    "postgres": ("overhead", "history", "plain_events"),
    "spark": ("workers",),
}
LAST_DAY = dt.date(2026, 10, 31)
# Beyond it the SQL on the raw tables takes longer than all else.
MOST_ROWS_READ_RAW = 10_000_000
_UNITS = {"k": 1_000, "m": 1_000_000}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measures that the command line names, keep their results, write the report."""
    options = _parse(arguments)
    for engine in options.engine:
        for measure in options.measure or MEASURES[engine]:
            sizes = {
                "overhead": [0],
                "history": options.rows,
                "plain_events": options.plain_rows,
                "workers": options.rows,
            }[measure]
            for rows in sizes:
                _measure(engine, measure, rows, options)
    write_report(options.results, options.report)
    print(f"Written: {options.report.name}")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure builds and reads at given sizes and write benchmarks/README.md.",
    )
    parser.add_argument(
        "--rows", type=_sizes, default=[1_000_000], help="sizes of the mixed history, e.g. 1m,10m"
    )
    parser.add_argument(
        "--plain-rows", type=_sizes, default=[5_000_000], help="sizes of the plain events, e.g. 5m"
    )
    parser.add_argument("--engine", type=_some_of(list(MEASURES)), default=["duckdb"])
    measures = sorted(set(itertools.chain.from_iterable(MEASURES.values())))
    parser.add_argument("--measure", type=_some_of(measures), help="default: all of the engine")
    parser.add_argument(
        "--last-day", type=dt.date.fromisoformat, default=LAST_DAY, help="of the history"
    )
    folder = REPOSITORY / "benchmarks"
    parser.add_argument("--results", type=Path, default=folder / "results")
    parser.add_argument("--report", type=Path, default=folder / "README.md")
    parser.add_argument(
        "--work",
        type=Path,
        default=REPOSITORY / "target" / "benchmarks",
        help="where warehouses are while they are measured",
    )
    return parser.parse_args(arguments)


def _measure(engine: str, measure: str, rows: int, options: argparse.Namespace) -> None:
    """Run one measure in a warehouse of its own, which is removed afterwards."""
    label = _label(rows)
    print(f"{measure} on {engine}" + (f", {label} rows" if rows else ""), flush=True)
    folder = (options.work / f"{engine}_{measure}_{label}").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    load = os.getloadavg()[0]
    try:
        with open_warehouse(engine, folder) as warehouse:
            numbers = _JOBS[measure](warehouse, rows, options.last_day)
            result = {
                "measure": measure,
                "engine": engine,
                "rows": rows,
                "measured_on": dt.date.today().isoformat(),
                "load_before": round(load, 1),
                "machine": machine(warehouse),
                **numbers,
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    options.results.mkdir(parents=True, exist_ok=True)
    file = options.results / f"{measure}_{engine}_{label}.json"
    file.write_text(json.dumps(result, indent=2) + "\n")


def _history(warehouse: Warehouse, rows: int, last_day: dt.date) -> dict[str, Any]:
    return {
        "builds": measure_builds(warehouse, rows, last_day),
        "reads": measure_reads(warehouse, last_day) if rows <= MOST_ROWS_READ_RAW else None,
        "trailing_mau": measure_trailing_mau(warehouse),
    }


def _overhead(warehouse: Warehouse, rows: int, last_day: dt.date) -> dict[str, Any]:
    return measure_overhead(warehouse, last_day)


_JOBS: dict[str, Callable[[Warehouse, int, dt.date], dict[str, Any]]] = {
    "overhead": _overhead,
    "history": _history,
    "plain_events": measure_plain_events,
    "workers": measure_workers,
}


def _sizes(text: str) -> list[int]:
    return [_size(part) for part in text.split(",")]


def _size(text: str) -> int:
    unit = _UNITS.get(text[-1:].lower())
    return int(float(text[:-1]) * unit) if unit else int(text)


def _label(rows: int) -> str:
    for letter, unit in reversed(_UNITS.items()):
        if rows >= unit and rows % unit == 0:
            return f"{rows // unit}{letter}"
    return str(rows)


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        chosen = text.split(",")
        unknown = sorted(set(chosen) - set(known))
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return chosen

    return parse


if __name__ == "__main__":
    main()
