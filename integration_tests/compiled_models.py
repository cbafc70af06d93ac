"""Models that run again and again on changing raw rows: compiled by dbt once, undone each time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg2

from integration_tests.engines import CONFIG, DuckDbWarehouse, PostgresWarehouse
from integration_tests.harness import Warehouse

Row = tuple[Any, ...]
# Made before the models are run, and the same for all runs.
SNAPSHOT = "employees_snapshot"
SALT = "base_footfall__pseudonym_salt"


class Transaction(Protocol):
    """SQL on an open connection; ``?`` stands for a parameter on every engine."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query; none of a statement."""


@dataclass(frozen=True)
class CompiledModel:
    """A model's relation, its kind (table or view), and the query behind it."""

    relation: str
    kind: str
    sql: str


@dataclass(frozen=True)
class CompiledModels:
    """The models that lead to some relations, in the order in which they can be built."""

    warehouse: Warehouse
    models: list[CompiledModel]

    def build(self, transaction: Transaction) -> None:
        """Build every model from the raw rows that the transaction sees."""
        for model in self.models:
            transaction.run(f"create {model.kind} {model.relation} as {model.sql}")


def compile_models(
    warehouse: Warehouse,
    names: Sequence[str],
    variables: Mapping[str, Any],
    project: Path | None = None,
    has_own_history: bool = False,
) -> CompiledModels:
    """Compile the named models and all that they read; seeds and the snapshot are built.

    Args:
        project: a copy of the project; default: this one.
        has_own_history: the directory of employees says since when a row holds. It is then read
            again in each run, and no snapshot of it is needed.
    """
    before = ("resource_type:seed", SALT, *([] if has_own_history else [f"+{SNAPSHOT}"]))
    warehouse.dbt("build", "--select", *before, vars=variables, project=project)
    warehouse.dbt(
        *("compile", "--write-json", "--select", *(f"+{name}" for name in names)),
        vars=variables,
        project=project,
    )
    manifest = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    nodes = manifest["nodes"]
    ready = {
        node["unique_id"]
        for node in nodes.values()
        if node["resource_type"] in ("seed", "snapshot") or node["name"] == SALT
    }
    snapshot = next(node for node in nodes.values() if node["name"] == SNAPSHOT)
    if not has_own_history:
        ready |= _ancestors(nodes, snapshot["unique_id"])
    ordered: list[CompiledModel] = []

    def visit(unique_id: str) -> None:
        if unique_id in ready or unique_id not in nodes:
            return
        ready.add(unique_id)
        node = nodes[unique_id]
        for parent in node["depends_on"]["nodes"]:
            visit(parent)
        kind = "view" if node["config"]["materialized"] == "view_if_changed" else "table"
        ordered.append(CompiledModel(node["relation_name"], kind, node["compiled_code"]))

    for name in names:
        visit(f"model.footfall.{name}")
    schemas = {model.relation.split(".")[1].strip('"') for model in ordered}
    for schema in schemas:
        warehouse.execute(f"create schema if not exists {schema}")
    return CompiledModels(warehouse, ordered)


def append_rows(
    transaction: Transaction, relation: str, columns: Mapping[str, str], rows: Sequence[Row]
) -> None:
    """Append rows to a table; columns: name to type, in the order of the values."""
    if rows:
        one = "(" + ", ".join(f"cast(? as {kind})" for kind in columns.values()) + ")"
        values: list[Any] = [value for row in rows for value in row]
        transaction.run(f"insert into {relation} values {', '.join([one] * len(rows))}", values)


@contextmanager
def undone(warehouse: Warehouse) -> Iterator[Transaction]:
    """A transaction that leaves no trace."""
    if isinstance(warehouse, DuckDbWarehouse):
        with closing(duckdb.connect(str(warehouse.path), config=CONFIG)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("begin")
            yield _DuckDb(connection)
            connection.execute("rollback")
        return
    assert isinstance(warehouse, PostgresWarehouse)
    with closing(psycopg2.connect(warehouse.url)) as connection:
        yield _Postgres(connection)
        connection.rollback()


def _ancestors(nodes: Mapping[str, Any], unique_id: str) -> set[str]:
    found: set[str] = set()
    parents = [unique_id]
    while parents:
        node = nodes.get(parents.pop())
        for parent in node["depends_on"]["nodes"] if node else []:
            if parent not in found:
                found.add(parent)
                parents.append(parent)
    return found


@dataclass(frozen=True)
class _DuckDb:
    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self.connection.execute(sql, list(parameters)).fetchall()


@dataclass(frozen=True)
class _Postgres:
    connection: Any

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with self.connection.cursor() as cursor:
            if parameters:
                cursor.execute(sql.replace("%", "%%").replace("?", "%s"), tuple(parameters))
            else:
                cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
