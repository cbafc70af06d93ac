"""Publishing: a DuckDB file of the marts alone, for readers who may not see the rest.

A DuckDB file has no roles, and whoever has it open blocks dbt. The published file is a copy that
readers keep open as they like: the next one takes its place at once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from footfall.dbt_project import artifacts_folder, parsed_project
from footfall.errors import BusyError, UserError, first_line
from footfall.warehouse import (
    DbtTarget,
    DuckDbWarehouse,
    MissingTableError,
    Reader,
    Warehouse,
    is_locked,
    quoted,
)

# what the 1.x engines inside of BI tools can read
STORAGE_VERSION = "v1.4.0"
_MEMORY = "1GB"
# types of the contracts -> (the engine's own in a file, its type in memory)
_TYPES: Mapping[str, tuple[str, pa.DataType]] = {
    "string": ("varchar", pa.string()),
    "text": ("varchar", pa.string()),
    "varchar": ("varchar", pa.string()),
    "bigint": ("bigint", pa.int64()),
    "integer": ("integer", pa.int32()),
    "boolean": ("boolean", pa.bool_()),
    "date": ("date", pa.date32()),
    "timestamp": ("timestamp", pa.timestamp("us")),
    "double precision": ("double", pa.float64()),
    "double": ("double", pa.float64()),
}


@dataclass(frozen=True)
class Column:
    """A column of a contract. kind: the contract's name of its type."""

    name: str
    kind: str
    description: str


@dataclass(frozen=True)
class Mart:
    """A mart as its contract has it."""

    unique_id: str
    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]

    @property
    def relation(self) -> str:
        """Schema and name, quoted."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def arrow_schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return pa.schema([(column.name, _TYPES[column.kind][1]) for column in self.columns])


@dataclass(frozen=True)
class Published:
    """What a published file holds. size: in bytes."""

    marts: int
    rows: int
    size: int


def read_marts(target: DbtTarget) -> list[Mart]:
    """The marts of the last dbt command's manifest; where there is none, dbt parses.

    Raises UserError where dbt cannot parse, or where a mart has no contract that can be copied.
    """
    path = artifacts_folder(target.project) / "manifest.json"
    if path.is_file():
        nodes = json.loads(path.read_bytes())["nodes"].values()
    else:
        with parsed_project(target) as project:
            nodes = [node.to_dict() for node in project.nodes]
    marts = [_mart(node) for node in nodes if _is_for_everybody(node)]
    if not marts:
        raise UserError(f"The dbt project in {target.project} has no marts of footfall.")
    return sorted(marts, key=lambda mart: mart.relation)


def check_last_build(project: Path, marts: list[Mart]) -> None:
    """Look whether the last dbt command in this project left marts unbuilt.

    Raises UserError where it did.
    """
    path = artifacts_folder(project) / "run_results.json"
    if not path.is_file():
        return
    results = json.loads(path.read_bytes())
    if results["args"].get("which") not in ("build", "run", "retry"):
        return
    names = {mart.unique_id: mart.name for mart in marts}
    unbuilt = sorted(
        names[result["unique_id"]]
        for result in results["results"]
        if result["unique_id"] in names and result["status"] in ("error", "skipped")
    )
    if unbuilt:
        raise UserError(
            f"The last dbt {results['args']['which']} did not build {_listed(unbuilt)}, so that"
            " marts of different builds stand side by side: mend it and run dbt build."
        )


def publish_marts(
    warehouse: Warehouse, marts: list[Mart], target: Path, report: Callable[[int], None]
) -> Published:
    """Write the marts into a new file and let it take the place of the target.

    The warehouse is open while the marts are read. report: is called with rows done.
    Raises UserError where the target cannot be replaced, or a mart is missing.
    """
    target = target.expanduser().resolve()
    _check_target(warehouse, target, {mart.schema for mart in marts})
    with _only_publisher(target.parent):
        _check_replaceable(target, {mart.schema for mart in marts})
        written = target.with_name(f".{target.stem}.new.duckdb")
        # what a publisher that was killed has left
        _remove(written)
        try:
            rows = _write(warehouse, marts, written, report)
            if target.exists():
                shutil.copymode(target, written)
            _sync(written)
            # of somebody who wrote into the old file: it would be taken for the new one's
            Path(f"{target}.wal").unlink(missing_ok=True)
            os.replace(written, target)
            _sync(target.parent)
        except (OSError, duckdb.IOException) as error:
            reason = getattr(error, "strerror", None) or first_line(error)
            raise UserError(f"Cannot write {target}: {reason}") from error
        finally:
            _remove(written)
    return Published(len(marts), rows, target.stat().st_size)


def _is_for_everybody(node: Mapping[str, Any]) -> bool:
    """As the macro of this name says."""
    is_model = node["package_name"] == "footfall" and node["resource_type"] == "model"
    return is_model and node["fqn"][1] == "marts" and bool(node["fqn"][2] != "audit")


def _mart(node: Mapping[str, Any]) -> Mart:
    columns = tuple(
        Column(column["name"], str(column["data_type"]).lower(), column["description"])
        for column in node["columns"].values()
    )
    for column in columns:
        if column.kind not in _TYPES:
            raise UserError(
                f"The contract of {node['name']} gives {column.name} the type {column.kind}:"
                f" publish knows {', '.join(_TYPES)}."
            )
    return Mart(node["unique_id"], node["schema"], node["alias"], node["description"], columns)


def _check_target(warehouse: Warehouse, target: Path, schemas: set[str]) -> None:
    if not target.parent.is_dir():
        raise UserError(f"The folder {target.parent} does not exist.")
    if target.is_dir():
        raise UserError(f"{target} is a folder: name a file in it.")
    if isinstance(warehouse, DuckDbWarehouse) and warehouse.path.resolve() == target:
        raise UserError(f"{target} is the warehouse itself: name another file for the marts.")
    if target.stem in schemas:
        raise UserError(
            f"{target.name} would be named like the schema {target.stem} in it, so that"
            f" {target.stem}.table would be ambiguous: give the file another name."
        )


def _check_replaceable(target: Path, schemas: set[str]) -> None:
    """Whether a file holds what a publisher wrote, and nothing that would be lost."""
    if not target.exists():
        return
    try:
        with closing(duckdb.connect(target, read_only=True)) as connection:
            found = connection.execute(
                "select distinct table_schema from information_schema.tables"
            ).fetchall()
    except duckdb.Error as error:
        if is_locked(error):
            raise BusyError(
                f"Another process holds {target} open for writing: open it there read-only."
            ) from error
        raise UserError(
            f"{target} is no DuckDB file, and is not replaced: name another one."
        ) from error
    others = sorted({str(schema) for (schema,) in found} - schemas)
    if others:
        raise UserError(
            f"{target} holds more than marts ({_listed(others)}), and is not replaced: name another"
            " file."
        )


@contextmanager
def _only_publisher(folder: Path) -> Iterator[None]:
    """Hold the folder, which ends with the process; where the system cannot lock, trust."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"Another publish is at work in {folder}: start this one when it has ended."
            ) from error
        except OSError:
            pass
        yield
    finally:
        os.close(number)


def _write(
    warehouse: Warehouse, marts: list[Mart], path: Path, report: Callable[[int], None]
) -> int:
    """Write the marts into a new file; the number of rows."""
    options: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": _MEMORY,
    }
    rows = 0
    with warehouse.reader() as reader:
        _check_complete(warehouse, reader, marts)
        with closing(duckdb.connect(path, config=options)) as connection:
            connection.execute("begin")
            for mart in marts:
                rows += _copy(reader, connection, mart, report)
            connection.execute("commit")
    return rows


def _check_complete(warehouse: Warehouse, reader: Reader, marts: list[Mart]) -> None:
    names = pa.schema([("table_schema", pa.string()), ("table_name", pa.string())])
    marks = ", ".join("?" for _ in marts)
    found = {
        (row["table_schema"], row["table_name"])
        for batch in reader.batches(
            "select table_schema, table_name from information_schema.tables"
            f" where table_schema in ({marks})",
            [mart.schema for mart in marts],
            names,
        )
        for row in batch.to_pylist()
    }
    missing = [f"{m.schema}.{m.name}" for m in marts if (m.schema, m.name) not in found]
    if missing:
        raise UserError(f"{warehouse.label} lacks {_listed(missing)}: run dbt build.")


def _copy(
    reader: Reader,
    connection: duckdb.DuckDBPyConnection,
    mart: Mart,
    report: Callable[[int], None],
) -> int:
    """Copy a mart, with its descriptions; the number of rows."""
    names = ", ".join(quoted(column.name) for column in mart.columns)
    declared = ", ".join(f"{quoted(each.name)} {_TYPES[each.kind][0]}" for each in mart.columns)
    rows = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        query = f"select {names} from {mart.relation}"
        for batch in reader.batches(query, (), mart.arrow_schema):
            rows += batch.num_rows
            report(batch.num_rows)
            yield batch

    connection.execute(f"create schema if not exists {quoted(mart.schema)}")
    connection.execute(f"create table {mart.relation} ({declared})")
    try:
        for batch in batches():
            connection.register("batch", pa.Table.from_batches([batch]))
            connection.execute(f"insert into {mart.relation} select * from batch")
            connection.unregister("batch")
    except MissingTableError as error:
        raise UserError(
            f"{mart.schema}.{mart.name} is not what its contract says: run dbt build. ({error})"
        ) from error
    comments = [(f"table {mart.relation}", mart.description)]
    comments += [
        (f"column {mart.relation}.{quoted(each.name)}", each.description) for each in mart.columns
    ]
    for thing, description in comments:
        text = description.strip().replace("'", "''")
        connection.execute(f"comment on {thing} is '{text}'")
    return rows


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove(path: Path) -> None:
    for each in (path, Path(f"{path}.wal")):
        each.unlink(missing_ok=True)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
