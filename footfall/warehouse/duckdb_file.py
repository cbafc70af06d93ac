"""A DuckDB file as a warehouse."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from footfall.credentials import secrets_in, shown
from footfall.errors import BusyError, UserError, first_line
from footfall.warehouse import interface
from footfall.warehouse.interface import (
    MissingTableError,
    Reader,
    Row,
    Session,
    Statement,
    TableVersion,
    quoted,
)

# what DuckDB may keep in memory while a reader is open: beyond it, it sorts on disk
READER_MEMORY = "1GB"
# names are the same in any case
_COLUMNS = """
    select column_name, data_type
    from information_schema.columns
    where
        table_catalog = current_database()
        and lower(table_schema) = lower(?) and lower(table_name) = lower(?)
    order by ordinal_position
"""


def is_locked(error: object) -> bool:
    """Whether an error, DuckDB's or what dbt makes of it, is that another process has the file."""
    return "Could not set lock on file" in str(error)


@contextmanager
def _missing_tables() -> Iterator[None]:
    """What DuckDB says of a table or column that is not there, as our own error."""
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise MissingTableError(first_line(error)) from error


@dataclass(frozen=True)
class DuckDbWarehouse:
    """A DuckDB file, opened with the options of the dbt profile.

    The options matter when the file is made: storage_compatibility_version decides which
    engines can read it later.
    """

    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    engine: str = "duckdb"

    @property
    def label(self) -> str:
        """A name for messages, without secrets."""
        return f"the DuckDB file {self.path}"

    @contextmanager
    def _open(self, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            connection = duckdb.connect(self.path, read_only=read_only, config=self.options)
        except duckdb.Error as error:
            if is_locked(error):
                raise BusyError(
                    f"Another process holds {self.label} open: try again later."
                ) from error
            raise UserError(f"Cannot open {self.label}: {self.fault(error)}") from error
        with closing(connection):
            yield connection

    def fault(self, error: BaseException) -> str:
        """See Warehouse."""
        return shown(first_line(error), set(secrets_in(self.options)))

    def query(self, sql: str) -> list[Row]:
        """See Warehouse."""
        if not self.path.exists():
            raise MissingTableError(f"{self.path} does not exist yet: load logs first.")
        with self._open(read_only=True) as connection, _missing_tables():
            return connection.execute(sql).fetchall()

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """See Warehouse."""
        if not self.path.exists():
            raise MissingTableError(f"{self.path} does not exist yet: load logs first.")
        with self._open(read_only=True) as connection:
            connection.execute(f"set memory_limit = '{READER_MEMORY}'")
            # a profile may say otherwise, and streamed rows then lose even their `order by`
            connection.execute("set preserve_insertion_order = true")
            # nobody can write while the file is open, so all queries see one state
            yield _DuckDbReader(connection, self.label)

    @contextmanager
    def session(self, purpose: str) -> Iterator[Session]:
        """See Warehouse. The file itself is open for one process only."""
        if not self.path.exists():
            raise MissingTableError(f"{self.path} does not exist yet: load logs first.")
        with self._open(read_only=False) as connection:
            yield _DuckDbSession(connection)

    @contextmanager
    def destination(self) -> Iterator[Any]:
        """See Warehouse."""
        import dlt

        if not self.path.parent.is_dir():
            raise UserError(f"The folder {self.path.parent} of the DuckDB file does not exist.")
        with self._open(read_only=False) as connection:
            yield dlt.destinations.duckdb(connection)

    def epoch_micros(self, column: str) -> str:
        """See Warehouse."""
        return f"epoch_us({column})"

    def has_json_key(self, column: str, key: str) -> str:
        """See Warehouse."""
        return f"json_exists({column}, '$.{key}')"


@dataclass(frozen=True)
class _DuckDbSession:
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """See Session."""
        with _missing_tables():
            return self.connection.execute(sql, list(parameters)).fetchall()

    def write(self, statements: Sequence[Statement]) -> None:
        """See Session."""
        self.connection.execute("begin")
        try:
            for sql, parameters in statements:
                self.connection.execute(sql, list(parameters))
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")


@dataclass(frozen=True)
class _DuckDbReader:
    connection: duckdb.DuckDBPyConnection
    label: str

    def table(self, sql: str) -> tuple[list[str], list[Row]]:
        """See Reader."""
        with self._errors(), closing(self.connection.cursor()) as cursor:
            rows = cursor.execute(sql).fetchall()
            return [column[0] for column in cursor.description or ()], rows

    def version(self, schema: str, name: str) -> TableVersion:
        """See Reader. All is read: what is written twice may come back to the blocks it had."""
        columns = self.connection.execute(_COLUMNS, [schema, name]).fetchall()
        if not columns:
            return TableVersion("", "missing")
        told = ", ".join(" ".join(column) for column in columns)
        relation = f"{quoted(schema)}.{quoted(name)}"
        try:
            _, [rows] = self.table(f"select count(*), sum(hash(t)) from {relation} as t")
        except UserError:
            return TableVersion(told, None)
        return TableVersion(told, "/".join(map(str, rows)))

    def batches(
        self, sql: str, parameters: Sequence[Any], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """See Reader."""
        with self._errors(), closing(self.connection.cursor()) as cursor:
            result = cursor.sql(sql, params=list(parameters))
            reader = result.to_arrow_reader(interface.READ_ROWS) if result else ()
            for batch in reader:
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with _missing_tables():
                yield
        except duckdb.Error as error:
            raise UserError(f"Cannot read {self.label}: {first_line(error)}") from error
