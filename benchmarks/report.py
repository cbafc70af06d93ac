"""The report: tables of the results that are kept, as Markdown."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Result = dict[str, Any]

ENGINE_NAMES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
RUN_NAMES = {
    "full": "full build",
    "nothing_new": "build with nothing new",
    "new_day": "build after one new day",
    "late_rows": "build after late rows on three old days",
}
FUNNEL_NAMES = {
    "a funnel of four steps, by the macro": "funnel_seconds",
    "one scan that sorts the same events by user and time": "sorted_scan_seconds",
}
MAPPED_NAMES = {
    "floor of the same events as JSON: the fields that are mapped, extracted once": "floor",
    "full build of them, by a mapping of many keys": "full",
    "the same with nothing new": "nothing_new",
}
TRAILING_NAMES = {
    "running_sums": "trailing MAU by running sums, as the marts do",
    "self_join": "the same by a self-join",
    "count_distinct": "the same by one `count(distinct)` a day",
}
DBT_NAMES = {
    "first_parse": "`dbt parse`, the first",
    "later_parse": "`dbt parse`, a later one",
    "compile": "`dbt compile`",
    "first_build": "build of empty tables, the first",
    "later_build": "build of empty tables, a later one",
}
_SHOWN_MODELS = 10
_PLAIN_EVENTS = """\
One custom source: 5,000 users, 12 actions, 365 days; all core and engagement marts and workflow
usage. A build with nothing new that changes a row of a mart fails the benchmark. Then the same
events as a tool would log them: each the one element of a list in a JSON record, one in ten a
heartbeat that `where` leaves out, e-mails in a second table, outcomes by `case` and ranges.
"""
_INTRODUCTION = """\
# Benchmarks

Written by `make bench` from the files in `results/`. Engines, measures and sizes are arguments:
`make bench ENGINE=duckdb,postgres MEASURE=history,plain_events ROWS=1m,10m PLAIN_ROWS=5m`.

- **History**: 365 days, 40 % Clutch, 25 % Amundsen, 20 % Datagrok, 13 % Zoomdata, 2 % liblab, up to
  20,000 users, few of whom make most rows. SQL inside the engine writes it.
- **Floor**: no dbt; one `create table as` for each raw table, which extracts once the fields that
  the models keep.
- **Builds** are `dbt build` without tests, timed from outside, so with start, parsing and
  connection. The project was parsed before: dbt reads again what it parsed. Memory is the most that
  the process of dbt held, which with DuckDB has the engine in it and with PostgreSQL has not.
- **Reads**: the same rows from a mart and by SQL on the raw tables, on an open connection. Where
  the two differ the benchmark fails. Likewise where a build loses a row.
- dbt gives DuckDB 5 GB of memory, by the variable FOOTFALL_DUCKDB_MEMORY.
- PostgreSQL is a fresh server with its default settings, but that it does not wait for the disk.
- Spark is a standalone cluster on the same machine: a master and workers of one core and 2 GiB
  each. DuckDB writes the history to Parquet files before.

Targets: a full build at most 2.5 times the floor at 10 million rows, 2 times at 50; after a new day
or late rows at most 0.35 and 0.12 of the full build, with nothing new 0.25 and 0.08; at most 6 GiB
of memory; reads 100 times faster at 10 million rows. Plain events at 5 million: DuckDB 12 s, then
5 s with nothing new; PostgreSQL 60 s, then 12 s.

Where full builds and plain events miss them, this is why:

- The floor writes each raw row once. A full build writes it two or three times: as a record with
  its state, as a typed row where a log needs one, and as a fact. Then it reads the facts for four
  tables by day. Each row has a key, and keys are hashes of 32 characters that do not compress. Of
  the CPU time of `base_clutch__audit_events` at 10 million rows reading the JSON is 30 %, writing
  the table 27 %. Without compression writing would take a quarter less, and ten times the disk.
- The floor looks for no copies, for no two records that are one call, and for no values that are
  not JSON, numbers or times.
- dbt takes the time of a later `dbt parse`, and some hundredths of a second for each node, whatever
  the size. Little more is in a build with nothing new: the raw rows are counted by day, and the day
  of a Zoomdata record is known only when its JSON was read.
- At 50 million rows a new day and late rows are a larger part than their target, since what is no
  table by day reads all facts, matches of rules or user days again when a day of them has changed:
  ranked lists, alerts, users by period. On PostgreSQL a new day takes a third of a full build
  already at 5 million rows, and its dearest table is `reconciliation`, which counts raw rows.

DuckDB's 50 million rows and PostgreSQL were measured shortly before errors and searches were tables
by day; ratios are of one run each.

Spark's numbers are from before it looked for signs of secrets first, and for one worker beside
light other work. For a good part it takes the same at any size: a table by day is 365 folders.
"""


def write_report(results: Path, report: Path) -> None:
    """Write the report of all results in a folder."""
    found = [json.loads(path.read_text()) for path in sorted(results.glob("*.json"))]
    found.sort(key=lambda result: (result["engine"], result["rows"]))
    parts = [_INTRODUCTION]
    for engine, name in ENGINE_NAMES.items():
        by_measure = {
            measure: [r for r in found if (r["engine"], r["measure"]) == (engine, measure)]
            for measure in ("history", "plain_events", "workers", "overhead")
        }
        if any(by_measure.values()):
            parts.append(f"## {name}\n")
            parts.append(_machines([r for results in by_measure.values() for r in results]))
        if by_measure["history"]:
            parts.append(_history(by_measure["history"]))
        if by_measure["plain_events"]:
            parts.append(_plain_events(by_measure["plain_events"]))
        if by_measure["workers"]:
            parts.append(_workers(by_measure["workers"]))
        parts.extend(_overhead(result) for result in by_measure["overhead"])
    report.write_text("\n".join(parts))


def _machines(results: Sequence[Result]) -> str:
    loads: dict[str, list[float]] = {}
    for result in results:
        m = result["machine"]
        line = (
            f"{m['cores']} cores, {m['memory_gib']} GiB, "
            f"{ENGINE_NAMES[result['engine']]} {m['engine_version']}, dbt {m['dbt_version']}, "
            f"adapter {m['adapter_version']}, {m['threads']} threads; {result['measured_on']}, "
        )
        loads.setdefault(line, []).append(result["load_before"])
    return (
        "\n\n".join(
            f"{line}load before at most {max(found)}." for line, found in sorted(loads.items())
        )
        + "\n"
    )


def _history(results: Sequence[Result]) -> str:
    builds = [result["builds"] for result in results]
    header = ["", *(f"{result['rows']:,} rows" for result in results), "exponent"]
    floor = [build["floor_seconds"] for build in builds]
    rows = [["writing the history", *(_seconds(b["writing_seconds"]) for b in builds), ""]]
    rows.append(["floor", *map(_seconds, floor), _exponent(results, floor)])
    for run, name in RUN_NAMES.items():
        seconds = [build["runs"][run]["seconds"] for build in builds]
        rows.append([name, *map(_seconds, seconds), _exponent(results, seconds)])
    against_floor = _ratios(builds, "full", lambda build: float(build["floor_seconds"]))
    rows.append(["full build against floor", *against_floor])
    for run in ("new_day", "late_rows", "nothing_new"):
        rows.append([f"{RUN_NAMES[run]} against full", *_ratios(builds, run, _full_seconds)])
    rows.append(["most memory", *(_most_memory(build["runs"]) for build in builds), ""])
    faster = [
        f"{result['reads']['median_ratio']:,.0f} times faster" if result["reads"] else ""
        for result in results
    ]
    rows.append(["reads, median of marts", *faster, ""])
    for name, label in TRAILING_NAMES.items():
        cells = [_seconds(result["trailing_mau"]["seconds"][name]) for result in results]
        rows.append([label, *cells, ""])
    largest = results[-1]
    most_read = [result for result in results if result["reads"]][-1:]
    return "\n".join(
        [
            "### Mixed history\n",
            _table(header, rows),
            *(f"Reads at {result['rows']:,} rows:\n" for result in most_read),
            *(_reads(result["reads"]["kpis"]) for result in most_read),
            f"What takes longest in the full build of {largest['rows']:,} rows:\n",
            _models(largest["builds"]["runs"]["full"]),
        ]
    )


def _most_memory(runs: dict[str, Any]) -> str:
    """Of all runs; nothing where one of them was not measured."""
    found = [run["memory_mib"] for run in runs.values()]
    return f"{max(found):,} MiB" if None not in found else ""


def _plain_events(results: Sequence[Result]) -> str:
    header = ["", *(f"{result['rows']:,} events" for result in results)]
    rows = [["writing the events", *(_seconds(r["writing_seconds"]) for r in results)]]
    for run in ("full", "nothing_new"):
        cells = [_seconds(result["runs"][run]["seconds"]) for result in results]
        rows.append([RUN_NAMES[run], *cells])
    rows.append(["most memory", *(_most_memory(result["runs"]) for result in results)])
    for name, key in FUNNEL_NAMES.items():
        rows.append([name, *(_seconds(r["funnel"][key]) if "funnel" in r else "" for r in results)])
    for name, key in MAPPED_NAMES.items():
        rows.append([name, *(_mapped(result, key) for result in results)])
    largest = results[-1]
    return "\n".join(
        [
            "### Plain events\n",
            _PLAIN_EVENTS,
            _table(header, rows),
            f"What takes longest in the full build of {largest['rows']:,} events:\n",
            _models(largest["runs"]["full"]),
        ]
    )


def _mapped(result: Result, run: str) -> str:
    """Of the same events through a mapping of many keys; nothing where that was not measured."""
    if "mapped_runs" not in result:
        return ""
    if run == "floor":
        return _seconds(result["mapped_floor_seconds"])
    return _seconds(result["mapped_runs"][run]["seconds"])


def _workers(results: Sequence[Result]) -> str:
    header = ["", *(f"{result['rows']:,} rows" for result in results)]
    rows = [
        [
            f"full build, {number} worker{'s' if int(number) > 1 else ''} of one core",
            *(_seconds(result["workers"][number]["seconds"]) for result in results),
        ]
        for number in results[0]["workers"]
    ]
    for run in results[0]["runs"]:
        cells = [_seconds(result["runs"][run]["seconds"]) for result in results]
        rows.append([f"{RUN_NAMES[run]}, all workers", *cells])
    largest = results[-1]
    most = max(largest["workers"], key=int)
    return "\n".join(
        [
            "### Mixed history by number of workers\n",
            _table(header, rows),
            f"What takes longest with {most} workers and {largest['rows']:,} rows:\n",
            _models(largest["workers"][most]),
        ]
    )


def _overhead(result: Result) -> str:
    runs = result["runs"]
    rows = [[name, _seconds(runs[run]["seconds"])] for run, name in DBT_NAMES.items()]
    each = f"of which for each of {result['nodes']} models, seeds and snapshots"
    rows.append([each, f"{result['milliseconds_per_node']} ms"])
    return "\n".join(["### What dbt takes by itself\n", _table(["", "time"], rows)])


def _reads(kpis: dict[str, Any]) -> str:
    rows = [
        [
            name,
            f"{1000 * kpi['mart_seconds']:.1f} ms",
            f"{1000 * kpi['raw_seconds']:,.0f} ms",
            f"{kpi['ratio']:,.0f}",
        ]
        for name, kpi in kpis.items()
    ]
    return _table(["mart", "from the mart", "from the raw tables", "ratio"], rows)


def _models(run: dict[str, Any]) -> str:
    longest = list(run["dearest_models"].items())[:_SHOWN_MODELS]
    return _table(["model", "time"], [[f"`{name}`", _seconds(took)] for name, took in longest])


def _ratios(
    builds: Iterable[dict[str, Any]], run: str, base: Callable[[dict[str, Any]], float]
) -> list[str]:
    return [*(f"{build['runs'][run]['seconds'] / base(build):.2f}" for build in builds), ""]


def _full_seconds(build: dict[str, Any]) -> float:
    return float(build["runs"]["full"]["seconds"])


def _exponent(results: Sequence[Result], seconds: Sequence[float]) -> str:
    """The power of the number of rows by which the time grows from the least to the most."""
    if len(results) < 2 or not min(seconds):
        return ""
    growth = math.log(results[-1]["rows"] / results[0]["rows"])
    return f"{math.log(seconds[-1] / seconds[0]) / growth:.2f}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
