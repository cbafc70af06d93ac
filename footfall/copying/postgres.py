"""Copying tables of a DuckDB file into a PostgreSQL database."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import psycopg2
import pyarrow as pa
import pyarrow.csv

from footfall.copying.tables import CopiedTable
from footfall.errors import UserError, first_line
from footfall.warehouse import DuckDbWarehouse, PostgresWarehouse, Reader, quoted

# By DuckDB's names; what is not here and has no parts is text.
_TYPES = {
    "JSON": "jsonb",
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "UTINYINT": "smallint",
    "SMALLINT": "smallint",
    "USMALLINT": "integer",
    "INTEGER": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "UBIGINT": "numeric(20, 0)",
    "HUGEINT": "numeric(39, 0)",
    "UHUGEINT": "numeric(39, 0)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "INTERVAL": "interval",
    "UUID": "uuid",
    "BLOB": "bytea",
}


def copy_to_postgres(
    source: DuckDbWarehouse,
    target: PostgresWarehouse,
    tables: Sequence[CopiedTable],
    salt: tuple[str, str],
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Copy tables, each as a whole or not at all; gives the rows copied by table.

    A table that is there with as many rows is left alone, so that a copy that was broken off goes
    on. advance: takes rows copied. Raises UserError where one is there with other rows, or the
    salt is another.
    """
    copied = {}
    with source.reader() as reader, target.connect() as connection:
        missing = [table for table in tables if not _is_there(connection, target, table)]
        _check_salt(reader, connection, [table for table in tables if table not in missing], salt)
        for table in tables:
            copied[table.label] = 0
            if table in missing:
                try:
                    copied[table.label] = _copy(reader, connection, table, advance)
                except psycopg2.Error as error:
                    first = first_line(error)
                    raise UserError(
                        f"Cannot copy {table.label} into {target.label}: {first}"
                    ) from error
    return copied


def _is_there(connection: Any, target: PostgresWarehouse, table: CopiedTable) -> bool:
    """Whether a table is there with as many rows. Raises UserError where it has others."""
    with connection, connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [table.relation])
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute(f"select count(*) from {table.relation}")
        rows = cursor.fetchone()[0]
    if rows != table.rows:
        raise UserError(
            f"{table.label} is in {target.label} already, with {rows:,} rows where the source has"
            f" {table.rows:,}: drop it there, or leave it out with --skip {table.label}."
        )
    return True


def _check_salt(
    reader: Reader, connection: Any, there: Sequence[CopiedTable], salt: tuple[str, str]
) -> None:
    """Another salt would give everybody another pseudonym than before the move."""
    for table in there:
        if (table.schema, table.name) == salt:
            query = f"select salt from {table.relation}"
            batches = reader.batches(query, (), pa.schema({"salt": pa.string()}))
            ours = [row["salt"] for batch in batches for row in batch.to_pylist()]
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                theirs = [row[0] for row in cursor.fetchall()]
            if ours != theirs:
                raise UserError(
                    f"{table.label} there has another salt, and so other pseudonyms: copy into a"
                    " database in which nothing was built."
                )


def _copy(
    reader: Reader, connection: Any, table: CopiedTable, advance: Callable[[int], None]
) -> int:
    names = [quoted(name) for name, _ in table.columns]
    declared = ", ".join(
        f"{name} {postgres_type(kind)}"
        for name, (_, kind) in zip(names, table.columns, strict=True)
    )
    texts = ", ".join(
        f"{_as_text(name, kind)} as {name}"
        for name, (_, kind) in zip(names, table.columns, strict=True)
    )
    schema = pa.schema({name: pa.string() for name, _ in table.columns})
    rows = 0
    with connection, connection.cursor() as cursor:
        cursor.execute(f"create schema if not exists {quoted(table.schema)}")
        cursor.execute(f"create table {table.relation} ({declared})")
        into = f"copy {table.relation} ({', '.join(names)}) from stdin (format csv)"
        for batch in reader.batches(f"select {texts} from {table.relation}", (), schema):
            cursor.copy_expert(into, io.BytesIO(_as_csv(batch)))
            rows += batch.num_rows
            advance(batch.num_rows)
        cursor.execute(f"select count(*) from {table.relation}")
        if cursor.fetchone()[0] != table.rows or rows != table.rows:
            raise UserError(f"{table.label} has changed while it was copied: copy again.")
    with connection, connection.cursor() as cursor:
        cursor.execute(f"analyze {table.relation}")
    return rows


def _as_csv(batch: pa.RecordBatch) -> bytes:
    """Text in quotes and null without, which is how PostgreSQL tells them apart."""
    written = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(batch, written, options)
    return written.getvalue()


def _as_text(name: str, kind: str) -> str:
    if kind == "BLOB":
        return f"'\\x' || lower(hex({name}))"
    return f"cast({'to_json' if _has_parts(kind) else ''}({name}) as varchar)"


def postgres_type(kind: str) -> str:
    """PostgreSQL's type for one of DuckDB's."""
    if kind.startswith("DECIMAL("):
        return f"numeric{kind.removeprefix('DECIMAL')}"
    return "jsonb" if _has_parts(kind) else _TYPES.get(kind, "text")


def _has_parts(kind: str) -> bool:
    return bool(re.match(r"(STRUCT|MAP|UNION)\(", kind)) or kind.endswith("]")
