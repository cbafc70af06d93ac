"""What the loaders and reports need of a warehouse, whatever its engine."""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from footfall.errors import UserError

Row = tuple[Any, ...]
# rows that a reader hands out at once
READ_ROWS = 10_000
# SQL, in which `?` stands for a parameter on every engine, and the parameters.
Statement = tuple[str, Sequence[Any]]


class MissingTableError(UserError):
    """A query named a table or column that the warehouse does not have."""


class TableVersion(NamedTuple):
    """Texts that change with the columns and with the rows of a table, or of what else is read.

    columns: empty where it is missing. rows: none where nothing tells whether they have changed.
    """

    columns: str
    rows: str | None


class Reader(Protocol):
    """Long queries that all see one state of the warehouse."""

    def batches(
        self, sql: str, parameters: Sequence[Any], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a query, some at a time; `?` stands for a parameter.

        schema: names and types of the columns, in the query's order.
        Raises MissingTableError where a relation is missing, UserError where it may not be read
        or the warehouse is lost on the way.
        """

    def table(self, sql: str) -> tuple[list[str], list[Row]]:
        """Column names and rows of a query whose result is small; errors as of batches."""

    def version(self, schema: str, name: str) -> TableVersion:
        """What changes with a table's columns and rows. Errors as of batches."""


class Session(Protocol):
    """An open connection that nobody else has with the same purpose."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one query; `?` stands for a parameter.

        Raises MissingTableError where a relation or a column is missing.
        """

    def write(self, statements: Sequence[Statement]) -> None:
        """Run statements in one transaction; when it returns they are on disk."""


class Warehouse(Protocol):
    """What the loaders and reports need of an engine."""

    @property
    def engine(self) -> str:
        """The name of the dbt adapter: duckdb or postgres."""

    @property
    def label(self) -> str:
        """A name for messages, without secrets."""

    def fault(self, error: BaseException) -> str:
        """What an error says, in one line and without secrets."""

    def query(self, sql: str) -> list[Row]:
        """Run one read-only query and close the connection again.

        Raises MissingTableError where a relation is missing, UserError where the warehouse
        cannot be reached or is locked.
        """

    def reader(self) -> AbstractContextManager[Reader]:
        """A connection for long queries; nothing is held in memory but the rows at hand.

        Raises MissingTableError where there is no warehouse yet, UserError where it cannot be
        reached or is locked.
        """

    def session(self, purpose: str) -> AbstractContextManager[Session]:
        """A context manager that gives a session and closes it at the end.

        Of one purpose there is one session at a time; it ends with its process, however that ends.
        Raises UserError where another one is open, MissingTableError where nothing is built yet.
        """

    def destination(self) -> Any:
        """A context manager that gives the dlt destination and closes it at the end."""

    def epoch_micros(self, column: str) -> str:
        """SQL for a timestamptz column as microseconds since 1970."""

    def has_json_key(self, column: str, key: str) -> str:
        """SQL for whether a JSON column has a top-level key (null where the column is)."""


def check_schema_name(schema: str) -> str:
    """The name of a schema, as given.

    Raises UserError for names that dlt would silently change, or that SQL reads otherwise.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", schema):
        raise UserError(
            f"{schema!r} cannot be a schema: use lower-case letters, digits and single underscores."
        )
    return schema


def quoted(name: str) -> str:
    """An identifier for SQL, of DuckDB and PostgreSQL."""
    return '"' + name.replace('"', '""') + '"'
