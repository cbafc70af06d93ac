"""Reads rows of an SQLite file or a PostgreSQL database as records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from psycopg2 import sql

from footfall.errors import UserError, first_line
from footfall.files import too_large
from footfall.loading import count_rows
from footfall.logs.loading import LogTable
from footfall.logs.reading import LogRecord, Report
from footfall.logs.rows_as_json import as_record
from footfall.systems.postgres_source import column_identifier, connect, identifier, read_rows
from footfall.warehouse import Warehouse, quoted

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://", "host=", "dbname=", "service=")
# rows of one answer of the server: each may be large
_ROWS_AT_ONCE = 500
_REPORT_EVERY = 1_000


@dataclass(frozen=True)
class TableSource:
    """A table to read. cursor: a column that grows, after which only new rows are asked for.

    after: the cursor's value in the last row that was loaded; none: all rows are read.
    most: bytes of a row as JSON.
    """

    url: str
    table: str
    cursor: str | None
    after: Any
    most: int

    def rows(self, report: Report) -> Iterator[LogRecord]:
        """The rows, each with its place in what was read.

        report: called with the number of rows read since the last call.
        Raises UserError where the database, the table or the cursor is missing.
        """
        is_server = self.url.startswith(_POSTGRES)
        rows = self._postgres_rows() if is_server else self._sqlite_rows()
        number = 0
        for number, (text, problem) in enumerate(rows, start=1):
            yield LogRecord(self.table, number, text, problem)
            if number % _REPORT_EVERY == 0:
                report(_REPORT_EVERY)
        report(number % _REPORT_EVERY)

    def _postgres_rows(self) -> Iterator[tuple[bytes, str]]:
        """Texts that the server has made: it knows how each of its types is written."""
        clauses: list[sql.Composable] = []
        if self.cursor:
            column = column_identifier(self.cursor)
            if self.after is not None:
                clauses.append(sql.SQL(" where {0} >= %(after)s or {0} is null").format(column))
            clauses.append(sql.SQL(" order by {} nulls first").format(column))
        query = sql.SQL(
            "select case when octet_length(record) <= %(most)s then record else left(record, 1000)"
            " end, octet_length(record)"
            # once a row: without the offset each use of the text would make it again
            " from (select row_to_json(footfall_row)::text as record from {table} as footfall_row"
            "{clauses} offset 0) as rows"
        ).format(table=identifier(self.table), clauses=sql.Composed(clauses))
        with closing(connect(self.url, "the log")) as connection:
            with connection.cursor() as cursor:
                cursor.execute("set timezone = 'UTC'")
                cursor.execute("set intervalstyle = 'iso_8601'")
            parameters = {"most": self.most, "after": _as_parameter(self.after)}
            for text, size in read_rows(connection, "the log", query, parameters, _ROWS_AT_ONCE):
                yield text.encode(), too_large(size) if size > self.most else ""

    def _sqlite_rows(self) -> Iterator[tuple[bytes, str]]:
        path = _sqlite_path(self.url)
        clauses, parameters = "", []
        if self.cursor:
            column = quoted(self.cursor)
            if self.after is not None:
                clauses, parameters = f" where {column} >= ? or {column} is null", [self.after]
            clauses += f" order by {column}"
        names = ".".join(quoted(part) for part in self.table.split(".", 1))
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as found:
                # what is no UTF-8 spoils its row alone
                found.text_factory = lambda text: text.decode(errors="surrogateescape")
                # SQLite takes a quoted name that is no column for a text
                described = found.execute(f"select * from {names} limit 0").description
                columns = [each[0] for each in described]
                if self.cursor and self.cursor not in columns:
                    raise UserError(
                        f"{self.table} has no column {self.cursor}: it has {', '.join(columns)}."
                    )
                for row in found.execute(f"select * from {names}{clauses}", parameters):
                    yield as_record(dict(zip(columns, row, strict=True)), self.most)
        except sqlite3.Error as error:
            raise UserError(f"Cannot read {self.table} of {path}: {first_line(error)}") from error


def last_value(warehouse: Warehouse, table: LogTable, cursor: str) -> Any:
    """The cursor's value in the row that was loaded last, as JSON has it; none before the first.

    Raises UserError where the rows that are there lack it.
    """
    if not count_rows(warehouse, table.raw, table.schema):
        return None
    ((record,),) = warehouse.query(
        f"select record from {quoted(table.schema)}.{quoted(table.name)}"
        " order by loaded_at desc, line_number desc limit 1"
    )
    row = orjson.loads(record)
    if cursor not in row:
        raise UserError(
            f"The rows of {table} have no {cursor}, which --cursor names: load without it."
        )
    return row[cursor]


def _as_parameter(value: Any) -> str | None:
    """A text of no type: the server reads it as that of the column."""
    is_text = value is None or isinstance(value, str)
    return value if is_text else orjson.dumps(value).decode()


def _sqlite_path(url: str) -> Path:
    """The file of a URL or a path; a path behind `sqlite:///` may begin at the root all the same.

    Raises UserError where no such file is there.
    """
    if "://" in url and not url.startswith(_SQLITE):
        raise UserError(
            "--from takes a file of SQLite, sqlite:///path/to.db or"
            " postgresql://user@host:5432/database."
        )
    path = Path(url.removeprefix(_SQLITE))
    for candidate in (path, Path("/") / path):
        if candidate.is_file():
            return candidate
    raise UserError(f"There is no file {path}.")
