"""The benchmarks at a tiny size: that they run and agree, not how long anything takes."""

import datetime as dt
import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.floor import build_floor, drop_floor, floor_rows
from benchmarks.history import SHARES, History
from benchmarks.sql_files import names_in
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.project_copies import project_without_tests

# As many as late rows reach back to.
DAYS = 90
LAST_DAY = dt.date(2026, 3, 31)
ROWS = 3_000


def test_floor_holds_what_was_written(warehouse: Warehouse) -> None:
    history = History(warehouse, ROWS, LAST_DAY)
    history.write()
    assert sum(history.records.values()) >= ROWS
    for change in (history.write_new_day, history.write_late_rows):
        before = history.records
        change()
        assert all(history.records[system] > before[system] for system in SHARES)
    build_floor(warehouse)
    assert floor_rows(warehouse) == history.records
    drop_floor(warehouse)
    assert warehouse.relations("floor") == []


@pytest.mark.skipif(not DEEP, reason="four builds and two dozen reads: make test-deep")
def test_results_and_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.measuring.PROJECT", project_without_tests())
    monkeypatch.setattr("benchmarks.history.DAYS", DAYS)
    results, report = tmp_path / "results", tmp_path / "report.md"
    main(
        [
            *("--engine", "duckdb", "--measure", "history", "--rows", str(ROWS)),
            *("--last-day", LAST_DAY.isoformat(), "--work", str(tmp_path / "work")),
            *("--results", str(results), "--report", str(report)),
        ]
    )
    result = json.loads((results / "history_duckdb_3k.json").read_text())
    assert set(result["builds"]["runs"]) == {"full", "nothing_new", "new_day", "late_rows"}
    assert set(result["reads"]["kpis"]) == set(names_in("reads"))
    text = report.read_text()
    assert "3,000 rows" in text
    assert "| full build against floor |" in text
    assert str(tmp_path) not in text
    assert list((tmp_path / "work").iterdir()) == []
