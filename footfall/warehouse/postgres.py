"""A PostgreSQL database as a warehouse."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import pyarrow as pa
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from footfall.credentials import shown
from footfall.errors import BusyError, UserError, first_line
from footfall.warehouse import interface
from footfall.warehouse.interface import (
    MissingTableError,
    Reader,
    Row,
    Session,
    Statement,
    TableVersion,
)

# What a table is, and how often its rows were written; null of what is no plain table. What resets
# the counters is another time.
_TABLE_VERSION = """
    select
        (
            select string_agg(
                concat_ws(' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod))
                , ', ' order by a.attnum
            )
            from pg_attribute as a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        )
        , case
            when c.relkind = 'r' and not c.relhassubclass and current_setting('track_counts') = 'on'
                then concat_ws(
                    '/', c.oid, pg_relation_filenode(c.oid), s.n_tup_ins, s.n_tup_upd, s.n_tup_del
                    , pg_postmaster_start_time(), d.stats_reset
                )
        end
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    left join pg_stat_all_tables as s on c.oid = s.relid
    left join pg_stat_database as d on d.datname = current_database()
    where n.nspname = %s and c.relname = %s
"""
# Seconds between looks whether a lock has become free.
_LOCK_PAUSES = (0.1, 0.4, 1.5)


@dataclass(frozen=True)
class PostgresWarehouse:
    """A database of a PostgreSQL server."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    dbname: str
    sslmode: str | None = None
    engine: str = "postgres"

    @property
    def label(self) -> str:
        """A name for messages, without secrets."""
        return f"the PostgreSQL database {self.dbname} on {self.host}:{self.port}"

    @contextmanager
    def connect(self) -> Iterator[psycopg2.extensions.connection]:
        """A connection that is closed at the end, for what only this engine can do.

        Raises UserError where the server cannot be reached.
        """
        try:
            connection = psycopg2.connect(
                host=self.host,
                port=self.port,
                user=self.user,
                password=self.password,
                dbname=self.dbname,
                # libpq's own default
                sslmode=self.sslmode or "prefer",
            )
        except (psycopg2.Error, ValueError) as error:
            raise UserError(f"Cannot connect to {self.label}: {self.fault(error)}") from error
        with closing(connection):
            yield connection

    def fault(self, error: BaseException) -> str:
        """See Warehouse."""
        public = [self.user, self.host, self.dbname]
        return shown(first_line(error), [self.password], public)

    def query(self, sql: str) -> list[Row]:
        """See Warehouse."""
        with (
            self.connect() as connection,
            _told(self.user, self.label),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
            rows: list[Row] = cursor.fetchall()
        return rows

    @contextmanager
    def session(self, purpose: str) -> Iterator[Session]:
        """See Warehouse. An advisory lock is held until the connection ends."""
        with self.connect() as connection:
            session = _PostgresSession(connection, self.user, self.label)
            # The server notices within moments that a process was killed.
            for seconds in (*_LOCK_PAUSES, None):
                found = session.query("select pg_try_advisory_lock(hashtext(?))", [purpose])
                if found[0][0]:
                    break
                if seconds is None:
                    raise BusyError(f"Another {purpose} is at work in {self.label}.")
                time.sleep(seconds)
            yield session

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """See Warehouse."""
        with self.connect() as connection:
            connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
            yield _PostgresReader(connection, self.label, self.user)

    @contextmanager
    def destination(self) -> Iterator[Any]:
        """See Warehouse."""
        import dlt
        from dlt.destinations.impl.postgres.configuration import PostgresCredentials

        # a socket folder is no host name in a URL: libpq takes it as a query parameter
        is_socket = self.host.startswith("/")
        query = {"host": self.host} if is_socket else {}
        if self.sslmode:
            query["sslmode"] = self.sslmode
        yield dlt.destinations.postgres(
            PostgresCredentials(
                {
                    "host": "localhost" if is_socket else self.host,
                    "port": self.port,
                    "username": self.user,
                    "password": self.password,
                    "database": self.dbname,
                    "query": query,
                }
            )
        )

    def epoch_micros(self, column: str) -> str:
        """See Warehouse."""
        return f"(extract(epoch from {column}) * 1000000)::bigint"

    def has_json_key(self, column: str, key: str) -> str:
        """See Warehouse."""
        return f"({column} ? '{key}')"


@dataclass(frozen=True)
class _PostgresSession:
    connection: Any
    user: str
    label: str

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """See Session."""
        with self._transaction() as cursor:
            cursor.execute(_with_psycopg_marks(sql), tuple(parameters))
            rows: list[Row] = cursor.fetchall()
        return rows

    def write(self, statements: Sequence[Statement]) -> None:
        """See Session."""
        with self._transaction() as cursor:
            for sql, parameters in statements:
                cursor.execute(_with_psycopg_marks(sql), tuple(parameters))

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with (
            _told(self.user, self.label),
            self.connection,
            self.connection.cursor() as cursor,
        ):
            yield cursor


@dataclass(frozen=True)
class _PostgresReader:
    connection: psycopg2.extensions.connection
    label: str
    user: str

    def table(self, sql: str) -> tuple[list[str], list[Row]]:
        """See Reader."""
        with self._errors(), self.connection.cursor() as cursor:
            cursor.execute(sql)
            return [column.name for column in cursor.description or ()], cursor.fetchall()

    def version(self, schema: str, name: str) -> TableVersion:
        """See Reader. By the server's own counters, which may be behind by some seconds."""
        with self._errors(), self.connection.cursor() as cursor:
            cursor.execute(_TABLE_VERSION, (schema, name))
            found = cursor.fetchone()
        return TableVersion(*found) if found else TableVersion("", "missing")

    def batches(
        self, sql: str, parameters: Sequence[Any], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """See Reader."""
        # a named cursor stays on the server: the rows come when they are asked for
        with self._errors(), self.connection.cursor(name="footfall") as cursor:
            cursor.execute(sql.replace("?", "%s"), tuple(parameters))
            while rows := cursor.fetchmany(interface.READ_ROWS):
                columns = [
                    pa.array(values, field.type)
                    for values, field in zip(zip(*rows, strict=True), schema, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with _told(self.user, self.label):
                yield
        except psycopg2.Error as error:
            raise UserError(f"Cannot read {self.label}: {first_line(error)}") from error


@contextmanager
def _told(user: str, label: str) -> Iterator[None]:
    """What the server says of missing tables, rights and lost connections, as our own errors."""
    try:
        yield
    except (psycopg2.errors.UndefinedTable, psycopg2.errors.UndefinedColumn) as error:
        raise MissingTableError(first_line(error)) from error
    except psycopg2.errors.InsufficientPrivilege as error:
        raise UserError(f"{user} may not use {label}: {first_line(error)}") from error
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UserError(f"The connection to {label} was lost: {first_line(error)}") from error


def _with_psycopg_marks(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
