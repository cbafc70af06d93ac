"""What is copied: the tables that no dbt build makes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from footfall.errors import UserError
from footfall.warehouse import Warehouse, quoted

# What remembers of what models were built; and where the loaders work, which make it again.
_OF_BUILDS = {"footfall_builds", "footfall_runs"}
_OF_LOADERS = "_dlt_"


@dataclass(frozen=True)
class CopiedTable:
    """A table of a DuckDB file. columns: names and DuckDB's types, in order."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int

    @property
    def label(self) -> str:
        """A name for people."""
        return f"{self.schema}.{self.name}"

    @property
    def relation(self) -> str:
        """A name for SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def tables_to_copy(
    source: Warehouse, made: Collection[tuple[str, str]], skip: Sequence[str] = ()
) -> list[CopiedTable]:
    """All tables of a DuckDB file but those that dbt or the loaders make again.

    That are raw tables, the salt, alert deliveries, the employees' snapshot and what else is there.
    made: schemas and names of what dbt makes. skip: names such as clutch.audit_events, or patterns.
    Raises UserError where there is none.
    """
    columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, name, column, kind in source.query(
        "select c.schema_name, c.table_name, c.column_name, c.data_type"
        " from duckdb_columns() as c inner join duckdb_tables() as t"
        " on c.table_oid = t.table_oid and c.database_oid = t.database_oid"
        " where not c.internal and c.database_name = current_database()"
        " order by c.schema_name, c.table_name, c.column_index"
    ):
        columns.setdefault((schema, name), []).append((column, kind))
    # the loaders' own working schemas stand beside those that they fill
    working = {f"{schema}_staging" for schema, name in columns if name.startswith(_OF_LOADERS)} & {
        schema for schema, name in columns if name.startswith(_OF_LOADERS)
    }
    found = []
    for (schema, name), each in columns.items():
        is_made = (schema, name) in made or name in _OF_BUILDS or "__dbt_" in name
        is_skipped = any(fnmatchcase(f"{schema}.{name}", pattern) for pattern in skip)
        if is_made or is_skipped or schema in working or name.startswith(_OF_LOADERS):
            continue
        relation = f"{quoted(schema)}.{quoted(name)}"
        [(rows,)] = source.query(f"select count(*) from {relation}")
        found.append(CopiedTable(schema, name, tuple(each), int(rows)))
    if not found:
        raise UserError(f"{source.label} has no table to copy.")
    return found
