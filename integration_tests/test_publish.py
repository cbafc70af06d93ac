"""``footfall publish``: the marts alone, in a file that readers see whole at every moment."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from footfall.errors import BUSY
from integration_tests.canaries import VARS, Canaries
from integration_tests.canary_rows import fill
from integration_tests.command_line import CommandLine
from integration_tests.conftest import WarehouseFactory
from integration_tests.engines import CONFIG, DuckDbWarehouse, PostgresWarehouse
from integration_tests.harness import SALT, Warehouse
from integration_tests.held_files import held
from integration_tests.project_copies import REPOSITORY

PUBLISHES = 10
NAME = "published.duckdb"
# Opens, counts and closes until it is told to stop; prints how often, and what went wrong.
READ = """
import duckdb, json, pathlib, sys
path, stop = sys.argv[1], pathlib.Path(sys.argv[2])
looks, counts, faults = 0, set(), []
print("ready", flush=True)
while not stop.exists():
    try:
        with duckdb.connect(path, read_only=True) as connection:
            tables = connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts'"
            ).fetchall()
            rows = [
                connection.execute(f'select count(*) from marts."{name}"').fetchone()[0]
                for (name,) in tables
            ]
        counts.add((len(rows), sum(rows)))
    except Exception as error:
        faults.append(str(error))
    looks += 1
print(json.dumps({"looks": looks, "counts": sorted(counts), "faults": faults[:3]}))
"""


class Built:
    """A DuckDB warehouse with canaries in all raw fields, and the command line for it."""

    def __init__(self, warehouse: DuckDbWarehouse, canaries: Canaries) -> None:
        """Take what is built."""
        self.warehouse = warehouse
        self.canaries = canaries
        self.run = CommandLine(warehouse)
        self.manifest = json.loads((warehouse.folder / "target" / "manifest.json").read_text())

    def marts(self) -> dict[str, list[str]]:
        """The marts of the manifest with the columns of their contracts."""
        return {
            node["alias"]: list(node["columns"])
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "model" and node["schema"] == "marts"
        }


@pytest.fixture(scope="module")
def built(new_warehouse: WarehouseFactory) -> Built:
    warehouse = new_warehouse("duckdb")
    assert isinstance(warehouse, DuckDbWarehouse)
    canaries = fill(warehouse)
    warehouse.dbt("build", "--write-json", vars=VARS)
    return Built(warehouse, canaries)


@pytest.fixture(autouse=True)
def _artifacts(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line finds what dbt wrote about this warehouse."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(built.warehouse.folder / "target"))


def _query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_file_holds_the_marts_as_their_contracts_have_them(built: Built, tmp_path: Path) -> None:
    counts = built.run("publish", "--to", tmp_path / NAME)
    marts = built.marts()
    assert len(marts) > 30
    assert counts["marts"] == len(marts)
    found = _query(
        tmp_path / NAME,
        "select table_schema, table_name, list(column_name order by ordinal_position)"
        " from information_schema.columns group by all",
    )
    assert {schema for schema, *_ in found} == {"marts"}
    assert {name: columns for _, name, columns in found} == marts
    kinds = _query(tmp_path / NAME, "select distinct table_type from information_schema.tables")
    assert kinds == [("BASE TABLE",)]
    for name, columns in marts.items():
        query = f"select {', '.join(columns)} from marts.{name} order by all"
        assert _query(tmp_path / NAME, query) == built.warehouse.query(query), name
    assert os.listdir(tmp_path) == [NAME]


def test_file_describes_itself_and_older_engines_read_it(built: Built, tmp_path: Path) -> None:
    built.run("publish", "--to", tmp_path / NAME)
    [(comment,)] = _query(
        tmp_path / NAME, "select comment from duckdb_tables() where table_name = 'top_users'"
    )
    described = built.manifest["nodes"]["model.footfall.top_users"]["description"]
    assert comment == described.strip()
    undescribed = "select count(*) from duckdb_columns() where not internal and comment is null"
    assert _query(tmp_path / NAME, undescribed) == [(0,)]
    with duckdb.connect(config=CONFIG) as connection:
        for name, path in (("published", tmp_path / NAME), ("built", built.warehouse.path)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        versions = connection.execute(
            "select distinct tags['storage_version'] from duckdb_databases()"
            " where database_name in ('published', 'built')"
        ).fetchall()
    assert len(versions) == 1
    assert "v1.4" in str(versions[0][0])


def test_nothing_but_marts_is_in_the_file(built: Built, tmp_path: Path) -> None:
    """Neither in rows nor in pages that no table uses: all texts, and the file's bytes."""
    built.run("publish", "--to", tmp_path / NAME)
    found: set[str] = set()
    for name, columns in built.marts().items():
        for column in columns:
            for (text,) in _query(
                tmp_path / NAME, f'select distinct cast("{column}" as text) from marts.{name}'
            ):
                found |= built.canaries.found_in(text or "")
    assert found == set()
    content = (tmp_path / NAME).read_bytes()
    assert built.canaries.found_in(content.decode("latin-1")) == set()
    assert SALT.encode() not in content
    behind = built.warehouse.path.read_bytes().decode("latin-1")
    assert built.canaries.found_in(behind)


def test_reader_sees_a_whole_file_during_ten_publishes(built: Built, tmp_path: Path) -> None:
    built.run("publish", "--to", tmp_path / NAME)
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(tmp_path / NAME), str(stop)],
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        for _ in range(PUBLISHES):
            built.run("publish", "--to", tmp_path / NAME)
        stop.touch()
        seen = json.loads(reader.communicate()[0])
    assert seen["faults"] == []
    assert seen["looks"] > PUBLISHES
    assert [tables for tables, _ in seen["counts"]] == [len(built.marts())]


def test_killed_publish_leaves_the_old_file_and_no_rubbish_for_long(
    built: Built, tmp_path: Path
) -> None:
    built.run("publish", "--to", tmp_path / NAME)
    old = (tmp_path / NAME).read_bytes()
    begun = 0
    for _ in range(3):
        with subprocess.Popen(
            [
                *(sys.executable, "-c", "from footfall.cli import app; app()", "publish"),
                *("--to", str(tmp_path / NAME), "--project-dir", str(REPOSITORY)),
                *("--profiles-dir", str(built.warehouse.profiles_dir)),
            ],
            env=os.environ | built.warehouse.clean_environment(),
        ) as publisher:
            while publisher.poll() is None and len(os.listdir(tmp_path)) == 1:
                time.sleep(0.001)
            begun += publisher.poll() is None
            publisher.send_signal(signal.SIGKILL)
        assert len(os.listdir(tmp_path)) >= 1
        if (tmp_path / NAME).read_bytes() == old:
            break
    assert begun
    assert (tmp_path / NAME).read_bytes() == old
    assert len(os.listdir(tmp_path)) > 1
    built.run("publish", "--to", tmp_path / NAME)
    assert os.listdir(tmp_path) == [NAME]


def test_wrong_targets_are_refused(built: Built, tmp_path: Path) -> None:
    warehouse = built.warehouse.path
    link = tmp_path / "link.duckdb"
    link.symlink_to(warehouse)
    for path in (warehouse, link):
        assert "is the warehouse itself" in built.run.fails("publish", "--to", path)
    copy = tmp_path / "another.duckdb"
    shutil.copy(warehouse, copy)
    assert "holds more than marts" in built.run.fails("publish", "--to", copy)
    text = tmp_path / "notes.txt"
    text.write_text("important")
    assert "is no DuckDB file" in built.run.fails("publish", "--to", text)
    assert text.read_text() == "important"
    assert "named like the schema" in built.run.fails("publish", "--to", tmp_path / "marts.duckdb")
    assert "does not exist" in built.run.fails("publish", "--to", tmp_path / "no" / NAME)
    assert "is a folder" in built.run.fails("publish", "--to", tmp_path)


def test_writer_of_the_old_file_is_told(built: Built, tmp_path: Path) -> None:
    built.run("publish", "--to", tmp_path / NAME)
    with held(tmp_path / NAME):
        message = built.run.fails("publish", "--to", tmp_path / NAME, exit_code=BUSY)
    assert "open it there read-only" in message


def test_missing_and_half_built_marts_are_named(built: Built, tmp_path: Path) -> None:
    results = built.warehouse.folder / "target" / "run_results.json"
    kept = results.read_text()
    changed = json.loads(kept)
    for result in changed["results"]:
        if result["unique_id"] == "model.footfall.top_users":
            result["status"] = "skipped"
    results.write_text(json.dumps(changed))
    try:
        fault = built.run.fails("publish", "--to", tmp_path / NAME)
        assert "did not build top_users" in fault
    finally:
        results.write_text(kept)
    built.warehouse.execute("alter table marts.top_users rename to elsewhere")
    try:
        fault = built.run.fails("publish", "--to", tmp_path / NAME)
        assert "lacks marts.top_users: run dbt build" in fault
        assert os.listdir(tmp_path) == []
    finally:
        built.warehouse.execute("alter table marts.elsewhere rename to top_users")


def test_warehouse_is_free_again_after_a_publish(built: Built, tmp_path: Path) -> None:
    built.run("publish", "--to", tmp_path / NAME)
    with duckdb.connect(str(tmp_path / NAME), read_only=True):
        built.warehouse.execute("create table main.somebody_writes as select 1 as one")
        built.warehouse.execute("drop table main.somebody_writes")


def test_postgres_gives_the_same_file(
    new_warehouse: WarehouseFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse: Warehouse = new_warehouse("postgres")
    assert isinstance(warehouse, PostgresWarehouse)
    monkeypatch.setenv("DBT_TARGET_PATH", str(warehouse.folder / "target"))
    simulated = ("--end-date", "2026-03-31", "--days", "3", "--users", "3", "--systems", "liblab")
    warehouse.footfall("simulate", *simulated)
    variables = {"enabled_systems": ["liblab"], "as_of_date": "2026-03-31"}
    warehouse.dbt("build", "--write-json", vars=variables)
    CommandLine(warehouse)("publish", "--to", tmp_path / NAME)
    for name in ("fct_sessions", "top_users", "active_users_daily", "reconciliation"):
        query = f"select * from marts.{name}"
        assert sorted(map(str, _query(tmp_path / NAME, query))) == sorted(
            map(str, warehouse.query(query))
        ), name
