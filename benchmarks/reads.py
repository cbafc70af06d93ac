"""A KPI from its mart against the same KPI by SQL on the raw tables."""

from __future__ import annotations

import datetime as dt
from statistics import median
from typing import Any

from benchmarks.measuring import BenchmarkError, time_query
from benchmarks.sql_files import names_in, read_sql
from integration_tests.harness import Warehouse

MART_REPEATS = 5
SLOW_REPEATS = 1
_SPLIT = "-- On the raw tables:\n"


def measure_reads(warehouse: Warehouse, last_day: dt.date) -> dict[str, Any]:
    """Time each KPI both ways on a built warehouse.

    Raises:
        BenchmarkError: if a mart and the raw tables give different rows.
    """
    as_of = last_day + dt.timedelta(days=1)
    kpis = {}
    for name in names_in("reads"):
        mart_sql, raw_sql = read_sql(f"reads/{name}", warehouse.engine, as_of=as_of).split(_SPLIT)
        mart_seconds, mart = time_query(warehouse, mart_sql, MART_REPEATS)
        raw_seconds, raw = time_query(warehouse, raw_sql, SLOW_REPEATS)
        if mart != raw:
            raise BenchmarkError(f"{name}: mart {mart[:5]}, raw {raw[:5]}")
        kpis[name] = {
            "mart_seconds": round(mart_seconds, 5),
            "raw_seconds": round(raw_seconds, 3),
            "ratio": round(raw_seconds / mart_seconds, 1),
        }
    return {"kpis": kpis, "median_ratio": median(kpi["ratio"] for kpi in kpis.values())}


def measure_trailing_mau(warehouse: Warehouse) -> dict[str, Any]:
    """Time three ways to the users of the last 28 days, for every day.

    Raises:
        BenchmarkError: if they disagree.
    """
    seconds: dict[str, float] = {}
    results = []
    for name in ("running_sums", "self_join", "count_distinct"):
        sql = read_sql(f"trailing_mau/{name}", warehouse.engine)
        took, rows = time_query(warehouse, sql, SLOW_REPEATS)
        seconds[name] = round(took, 3)
        results.append(rows)
    if any(rows != results[0] for rows in results):
        raise BenchmarkError("three ways to the trailing MAU disagree")
    user_days = warehouse.query("select count(*) from marts.fct_user_days")[0][0]
    return {"user_days": user_days, "seconds": seconds}
