"""Copying tables of a DuckDB file to Spark, by way of Parquet files that dbt has Spark read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from footfall.copying.tables import CopiedTable
from footfall.dbt_project import DbtProject
from footfall.errors import UserError
from footfall.warehouse import DuckDbWarehouse, quoted

# What Parquet would make floating-point numbers or bytes of, and what Spark reads in its place.
_CASTS = {
    "HUGEINT": "decimal(38, 0)",
    "UHUGEINT": "decimal(38, 0)",
    "UBIGINT": "decimal(20, 0)",
    "UUID": "varchar",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
}


def copy_to_spark(
    source: DuckDbWarehouse,
    project: DbtProject,
    tables: Sequence[CopiedTable],
    folder: Path,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Copy tables, each as a whole; gives the rows copied by table.

    project: parsed for the target on Spark. folder: one that Spark reads too, for as long as the
    copy takes the disk of all tables as Parquet. Raises UserError where Spark has other rows.
    """
    arguments = []
    for table in tables:
        files = folder / table.schema / table.name
        try:
            files.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Cannot write into {folder}: {error.strerror}.") from error
        columns = ", ".join(_selected(name, kind) for name, kind in table.columns)
        to = str(files / "rows.parquet").replace("'", "''")
        source.query(f"copy (select {columns} from {table.relation}) to '{to}' (format parquet)")
        advance(table.rows)
        arguments.append(
            {"schema": table.schema, "name": table.name, "files": str(files), "rows": table.rows}
        )
    project.run_operation("create_from_parquet", {"tables": arguments})
    return {table.label: table.rows for table in tables}


def _selected(name: str, kind: str) -> str:
    column = quoted(name)
    return f"cast({column} as {_CASTS[kind]}) as {column}" if kind in _CASTS else column
