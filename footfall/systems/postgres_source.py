"""Reading a system's own PostgreSQL database: read-only, and as it was at one moment."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg2
import psycopg2.extensions
import pyarrow as pa
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, parse_dsn

from footfall.credentials import ENCODING_HINT, has_clear_parts, shown
from footfall.errors import UserError, first_line
from footfall.loading import BATCH_ROWS

Connection = psycopg2.extensions.connection


@dataclass
class RowSummary:
    """What became of the rows of one table, in rows."""

    read: int = 0
    unchanged: int = 0
    new: int = 0

    @property
    def updated(self) -> int:
        """Rows that were there with another content."""
        return self.read - self.unchanged - self.new


def connect(url: str, owner: str) -> Connection:
    """A connection that changes nothing and sees one state of the database to its end.

    url: a PostgreSQL URL or connection string. owner: the system's name, for messages.
    Raises UserError where the URL is none or the database cannot be reached.
    """
    try:
        parts = parse_dsn(url)
    # libpq's message repeats the text, which may hold a password
    except (psycopg2.Error, ValueError) as error:
        raise UserError(
            "--from is no PostgreSQL URL: it looks like postgresql://user@host:5432/database."
            f" {ENCODING_HINT}"
        ) from error
    try:
        connection = psycopg2.connect(url)
    except (psycopg2.Error, ValueError) as error:
        if not has_clear_parts(url, parts):
            told = f"its URL can be read in more than one way. {ENCODING_HINT}"
        else:
            secrets = [parts.get(name, "") for name in ("password", "sslpassword")]
            public = [parts.get(name, "") for name in ("user", "host", "dbname")]
            told = shown(first_line(error), secrets, public)
        raise UserError(f"Cannot connect to {owner}'s database: {told}") from error
    connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
    return connection


def identifier(table: str) -> sql.Identifier:
    """A table's name, with or without its schema, as SQL of a query with parameters."""
    return sql.Identifier(*map(_doubled, table.split(".", 1)))


def column_identifier(column: str) -> sql.Identifier:
    """A column's name as SQL of a query with parameters."""
    return sql.Identifier(_doubled(column))


def _doubled(name: str) -> str:
    """A name in a query with parameters, where a percent sign would begin one of these."""
    return name.replace("%", "%%")


def read_rows(
    connection: Connection,
    owner: str,
    query: sql.Composable,
    parameters: Mapping[str, Any],
    at_once: int = BATCH_ROWS,
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, which stay on the server until they are asked for.

    at_once: rows that are fetched together, and so held in memory.
    Raises UserError where the database refuses, or is lost on the way.
    """
    try:
        # a named cursor stays on the server: the rows come in batches
        with connection.cursor(name="footfall") as cursor:
            cursor.itersize = at_once
            cursor.execute(query, parameters)
            yield from cursor
    except psycopg2.Error as error:
        raise UserError(f"Cannot read {owner}'s database: {first_line(error)}") from error


def reported(batches: Iterable[pa.Table], report: Callable[[int], None]) -> Iterator[pa.Table]:
    """The same batches; `report` is called with the number of rows of each."""
    for batch in batches:
        report(batch.num_rows)
        yield batch
