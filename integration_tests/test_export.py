"""Exporting the audit trail: to files and URLs, from both engines, without holding it in memory."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
import yaml

from footfall.errors import UserError
from footfall.export import files
from footfall.export.trail import SCHEMA
from integration_tests.command_line import CommandLine
from integration_tests.conftest import ENGINES, WarehouseFactory
from integration_tests.depth import by_depth
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.trails import activity, add, fill, fill_with_many

NINE = dt.datetime(2026, 3, 2, 9)
FORMULA = '=HYPERLINK("http://evil.example","x")'
# What a command may take beyond what it takes for one row, in MB. A million rows as Python
# tuples would be more than 1,500, those of PostgreSQL 450.
MEMORY = {"duckdb": 700, "postgres": 200}

Rows = list[dict[str, Any]]


def trail() -> Rows:
    """Four activities on two days, one of a user whose name is an attack."""
    return [
        activity(1, NINE),
        activity(2, NINE, object_name=FORMULA, email="Bob@example.org", outcome="denied"),
        activity(3, NINE + dt.timedelta(hours=5), system="liblab", event_type="User Build"),
        activity(
            4,
            NINE + dt.timedelta(days=1),
            email=None,
            full_name='a, "b"\nc',
            duration_ms=12,
            outcome="failed",
        ),
    ]


def ids(rows: Rows) -> list[int]:
    """The numbers of activities, in order."""
    return [int(row["activity_id"], 16) for row in rows]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def footfall(warehouse: Warehouse) -> CommandLine:
    """The command line, pointed at a warehouse of each engine that has the trail."""
    fill(warehouse, trail())
    return CommandLine(warehouse)


@pytest.fixture
def duckdb_footfall(new_warehouse: WarehouseFactory) -> CommandLine:
    """The command line, pointed at a DuckDB file that has the trail."""
    warehouse = new_warehouse("duckdb")
    fill(warehouse, trail())
    return CommandLine(warehouse)


def test_the_mart_has_what_is_exported() -> None:
    path = REPOSITORY / "models" / "marts" / "audit" / "_audit__models.yml"
    models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    (mart,) = (model for model in models if model["name"] == "audit_trail")
    assert set(SCHEMA.names) == {column["name"] for column in mart["columns"]}


def test_parquet_holds_the_trail_the_most_recent_first(
    footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "trail.parquet"
    assert footfall("export", "audit-trail", "--to", path) == {"activities": 4}
    table = pyarrow.parquet.read_table(path)
    assert table.schema.equals(SCHEMA)
    expected = {row["activity_id"]: row for row in trail()}
    found = table.to_pylist()
    assert ids(found) == [4, 3, 2, 1]
    assert {row["activity_id"]: row for row in found} == expected


def test_csv_is_safe_in_a_spreadsheet(footfall: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "trail.csv"
    assert footfall("export", "audit-trail", "--to", path) == {"activities": 4}
    rows = read_csv(path)
    assert list(rows[0]) == SCHEMA.names
    assert [int(row["activity_id"], 16) for row in rows] == [4, 3, 2, 1]
    assert rows[2]["object_name"] == "'" + FORMULA
    assert rows[0]["full_name"] == 'a, "b"\nc'
    assert (rows[0]["email"], rows[0]["duration_ms"], rows[0]["is_person"]) == ("", "12", "true")
    assert rows[3]["occurred_at"].startswith("2026-03-02 09:00:00")
    assert rows[3]["activity_date"] == "2026-03-02"
    # For its owner's eyes only.
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(tmp_path) == ["trail.csv"]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff20x"]
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    safe, row = pa.schema([("a", pa.string()), ("n", pa.int64())]), {"a": text, "n": -1}
    batch = files.without_formulas(pa.RecordBatch.from_pylist([row, {"a": None}], schema=safe))
    assert batch.to_pylist() == [{"a": "'" + text, "n": -1}, {"a": None, "n": None}]
    harmless = pa.RecordBatch.from_pylist([{"a": "a" + text}, {"a": ""}], schema=safe)
    assert files.without_formulas(harmless).equals(harmless)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [4, 3, 2, 1]),
        (("--from", "2026-03-03"), [4]),
        (("--until", "2026-03-02"), [3, 2, 1]),
        (("--from", "2026-03-02", "--until", "2026-03-02"), [3, 2, 1]),
        (("--email", "BOB@example.org"), [2]),
        (("--email", "bob@example.org", "--email", "ann@example.org"), [3, 2, 1]),
        (("--event", "User Build"), [3]),
        (("--outcome", "denied", "--outcome", "failed"), [4, 2]),
        (("--event", "reboot", "--outcome", "succeeded", "--until", "2026-03-02"), [1]),
        (("--email", "nobody@example.org"), []),
        (("--email", "' or true --"), []),
    ],
)
def test_filters(
    duckdb_footfall: CommandLine, tmp_path: Path, options: tuple[str, ...], expected: list[int]
) -> None:
    path = tmp_path / "trail.parquet"
    duckdb_footfall("export", "audit-trail", "--to", path, *options)
    assert ids(pyarrow.parquet.read_table(path).to_pylist()) == expected


def test_filters_on_postgres(footfall: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "trail.parquet"
    options = ("--email", "BOB@example.org", "--from", "2026-03-02", "--outcome", "denied")
    footfall("export", "audit-trail", "--to", path, *options)
    assert ids(pyarrow.parquet.read_table(path).to_pylist()) == [2]


def test_an_export_of_nothing_says_what_there_is(footfall: CommandLine, tmp_path: Path) -> None:
    command = ("export", "audit-trail", "--to", tmp_path / "trail.csv")
    code, output = footfall.run(*command, "--event", "User Bild")
    assert code == 0
    assert (
        "Nothing fits: there are activities from 2026-03-02 to 2026-03-03, of the types" in output
    )
    assert "User Build" in output
    assert "Nothing fits" not in footfall.run(*command, "--event", "User Build")[1]


def test_format_wins_over_the_name(duckdb_footfall: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "trail.txt"
    duckdb_footfall("export", "audit-trail", "--to", path, "--format", "parquet")
    assert pyarrow.parquet.read_table(path).num_rows == 4
    duckdb_footfall("export", "audit-trail", "--to", path)
    assert len(read_csv(path)) == 4


def test_a_url_of_fsspec(footfall: CommandLine) -> None:
    from fsspec import filesystem

    url = "memory://audit/trail.parquet"
    footfall("export", "audit-trail", "--to", url)
    with filesystem("memory").open("/audit/trail.parquet") as stream:
        assert pyarrow.parquet.read_table(stream).num_rows == 4
    filesystem("memory").rm("/audit", recursive=True)


def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "trail.csv"
    path.write_text("yesterday's")

    def broken() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist(trail(), schema=SCHEMA)
        raise UserError("the server went away")

    for target in (str(path), "memory://audit/broken.csv"):
        with pytest.raises(UserError, match="went away"):
            files.write(target, "csv", broken())
    assert path.read_text() == "yesterday's"
    assert os.listdir(tmp_path) == ["trail.csv"]

    from fsspec import filesystem

    assert not filesystem("memory").exists("/audit/broken.csv")


def test_mistakes(
    duckdb_footfall: CommandLine, new_warehouse: WarehouseFactory, tmp_path: Path
) -> None:
    command = ("export", "audit-trail", "--to")
    path = tmp_path / "trail.csv"
    fails = duckdb_footfall.fails
    assert "does not exist" in fails(*command, tmp_path / "nowhere" / "trail.csv")
    assert "is a folder" in fails(*command, tmp_path)
    dates = ("--from", "2026-03-03", "--until", "2026-03-02")
    assert "--from 2026-03-03 is after --until 2026-03-02" in fails(*command, path, *dates)
    assert "not 'good'" in fails(*command, path, "--outcome", "good")
    assert "are for CloudWatch" in fails(*command, path, "--restart")
    assert "cannot be a schema" in fails(*command, path, "--audit-schema", "a; drop table b")
    assert "There is no elsewhere.audit_trail" in (
        fails(*command, path, "--audit-schema", "elsewhere")
    )
    secret = fails(*command, "nosuch://user:secret@host/trail.csv")
    assert "nosuch://" in secret
    assert "secret" not in secret
    empty = CommandLine(new_warehouse("duckdb"))
    assert "does not exist yet" in empty.fails(*command, path)
    assert not path.exists()


_MEASURED = """
import json, resource, sys
from footfall.cli import app
options = sys.argv[1:]

def export(*more):
    app(["export", "audit-trail", *more, *options], standalone_mode=False)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

small = export("--until", "2025-01-01", "--to", "small.csv")
print(json.dumps([small, export("--to", "all.csv"), export("--to", "all.parquet")]))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_many_rows_need_little_memory(
    new_warehouse: WarehouseFactory, engine: str, tmp_path: Path
) -> None:
    # A server is slow to fill.
    rows = by_depth(1_000_000 if engine == "duckdb" else 300_000, 1_000_000)
    warehouse = new_warehouse(engine)
    fill_with_many(warehouse, rows)
    options = ("--profiles-dir", str(warehouse.profiles_dir), "--project-dir", str(REPOSITORY))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *options],
        cwd=tmp_path,
        env=warehouse.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    small, *peaks = json.loads(done.stdout.splitlines()[-1])
    assert max(peaks) - small < MEMORY[engine]
    assert pyarrow.parquet.read_metadata(tmp_path / "all.parquet").num_rows == rows
    with (tmp_path / "all.csv").open(encoding="utf-8") as stream:
        head = next(csv.DictReader(stream))
        assert head["duration_ms"] == str(rows)
        assert head["object_name"] == f"'=name {rows}"
        assert sum(1 for _ in stream) == rows - 1


def test_a_second_export_has_what_came_since(
    warehouse: Warehouse, footfall: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "trail.parquet"
    footfall("export", "audit-trail", "--to", path)
    add(warehouse, [activity(5, NINE + dt.timedelta(days=2))])
    assert footfall("export", "audit-trail", "--to", path) == {"activities": 5}
    assert ids(pyarrow.parquet.read_table(path).to_pylist()) == [5, 4, 3, 2, 1]
