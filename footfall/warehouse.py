"""The warehouse of a dbt target: where raw tables are loaded and marts are read.

A warehouse is opened, used and closed: a DuckDB file that stays open blocks every other process.
"""

import os
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg2
import pyarrow as pa
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from footfall.errors import UserError

PROJECT_FILE = "dbt_project.yml"
PROFILES_FILE = "profiles.yml"
# Seconds between looks whether a lock has become free.
_LOCK_PAUSES = (0.1, 0.4, 1.5)
Row = tuple[Any, ...]
# rows that a reader hands out at once
READ_ROWS = 10_000
# what DuckDB may keep in memory while a reader is open: beyond it, it sorts on disk
READER_MEMORY = "1GB"
# SQL, in which `?` stands for a parameter on every engine, and the parameters.
Statement = tuple[str, Sequence[Any]]


class MissingTableError(UserError):
    """A query named a table or column that the warehouse does not have."""


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


@dataclass(frozen=True)
class _DuckDbSession:
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """See Session."""
        try:
            return self.connection.execute(sql, list(parameters)).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise MissingTableError(_first_line(error)) from error

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
        try:
            with self.connection, self.connection.cursor() as cursor:
                yield cursor
        except (psycopg2.errors.UndefinedTable, psycopg2.errors.UndefinedColumn) as error:
            raise MissingTableError(_first_line(error)) from error
        except psycopg2.errors.InsufficientPrivilege as error:
            raise UserError(
                f"{self.user} may not use {self.label}: {_first_line(error)}"
            ) from error
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise UserError(
                f"The connection to {self.label} was lost: {_first_line(error)}"
            ) from error


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
            if "lock" in str(error):
                raise UserError(
                    f"Another process holds {self.label} open: close it and try again."
                ) from error
            raise UserError(f"Cannot open {self.label}: {_first_line(error)}") from error
        with closing(connection):
            yield connection

    def query(self, sql: str) -> list[Row]:
        """See Warehouse."""
        if not self.path.exists():
            raise MissingTableError(f"{self.path} does not exist yet.")
        with self._open(read_only=True) as connection:
            try:
                return connection.execute(sql).fetchall()
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                raise MissingTableError(_first_line(error)) from error

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """See Warehouse."""
        if not self.path.exists():
            raise MissingTableError(f"{self.path} does not exist yet.")
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
            raise MissingTableError(f"{self.path} does not exist yet.")
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
    def _open(self) -> Iterator[psycopg2.extensions.connection]:
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
        except psycopg2.OperationalError as error:
            raise UserError(f"Cannot connect to {self.label}: {_first_line(error)}") from error
        with closing(connection):
            yield connection

    def query(self, sql: str) -> list[Row]:
        """See Warehouse."""
        with self._open() as connection, connection.cursor() as cursor:
            try:
                cursor.execute(sql)
                rows: list[Row] = cursor.fetchall()
            except (psycopg2.errors.UndefinedTable, psycopg2.errors.UndefinedColumn) as error:
                raise MissingTableError(_first_line(error)) from error
            except psycopg2.errors.InsufficientPrivilege as error:
                raise UserError(
                    f"{self.user} may not read {self.label}: {_first_line(error)}"
                ) from error
        return rows

    @contextmanager
    def session(self, purpose: str) -> Iterator[Session]:
        """See Warehouse. An advisory lock is held until the connection ends."""
        with self._open() as connection:
            session = _PostgresSession(connection, self.user, self.label)
            # The server notices within moments that a process was killed.
            for seconds in (*_LOCK_PAUSES, None):
                found = session.query("select pg_try_advisory_lock(hashtext(?))", [purpose])
                if found[0][0]:
                    break
                if seconds is None:
                    raise UserError(f"Another {purpose} is at work in {self.label}.")
                time.sleep(seconds)
            yield session

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """See Warehouse."""
        with self._open() as connection:
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
class _DuckDbReader:
    connection: duckdb.DuckDBPyConnection
    label: str

    def batches(
        self, sql: str, parameters: Sequence[Any], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """See Reader."""
        try:
            with closing(self.connection.cursor()) as cursor:
                reader = cursor.sql(sql, params=list(parameters)).to_arrow_reader(READ_ROWS)
                for batch in reader or ():
                    yield from pa.Table.from_batches([batch]).cast(schema).to_batches()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise MissingTableError(_first_line(error)) from error
        except duckdb.Error as error:
            raise UserError(f"Cannot read {self.label}: {_first_line(error)}") from error


@dataclass(frozen=True)
class _PostgresReader:
    connection: psycopg2.extensions.connection
    label: str
    user: str

    def batches(
        self, sql: str, parameters: Sequence[Any], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """See Reader."""
        try:
            # a named cursor stays on the server: the rows come when they are asked for
            with self.connection.cursor(name="footfall") as cursor:
                cursor.execute(sql.replace("?", "%s"), tuple(parameters))
                while rows := cursor.fetchmany(READ_ROWS):
                    columns = [
                        pa.array(values, field.type)
                        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
                    ]
                    yield pa.RecordBatch.from_arrays(columns, schema=schema)
        except (psycopg2.errors.UndefinedTable, psycopg2.errors.UndefinedColumn) as error:
            raise MissingTableError(_first_line(error)) from error
        except psycopg2.errors.InsufficientPrivilege as error:
            raise UserError(
                f"{self.user} may not read {self.label}: {_first_line(error)}"
            ) from error
        except psycopg2.Error as error:
            raise UserError(f"Cannot read {self.label}: {_first_line(error)}") from error


def find_project(start: Path) -> Path:
    """The nearest folder with a dbt_project.yml, from `start` upwards.

    Raises UserError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise UserError(f"No {PROJECT_FILE} in {start} or above: say --project-dir.")


def open_warehouse(
    target: str | None = None, profiles_dir: Path | None = None, project_dir: Path | None = None
) -> Warehouse:
    """The warehouse of a dbt target, read from profiles.yml as dbt itself reads it.

    target: name of the target; default: the profile's own default.
    Raises UserError where the project, the profile or the target is missing or wrong.
    """
    if project_dir and not (project_dir / PROJECT_FILE).is_file():
        raise UserError(f"{project_dir} has no {PROJECT_FILE}.")
    project = (project_dir or find_project(Path.cwd())).resolve()
    profiles = _find_profiles(profiles_dir, project)
    credentials = _load_credentials(project, profiles, target)
    kind = credentials.type
    if kind == "duckdb":
        if credentials.path == ":memory:":
            raise UserError("The dbt target is an in-memory DuckDB: give its profile a path.")
        # dbt changes into the project folder before it opens a relative path
        return DuckDbWarehouse(
            path=project / Path(credentials.path).expanduser(),
            options=dict(credentials.config_options or {}),
        )
    if kind == "postgres":
        return PostgresWarehouse(
            host=credentials.host,
            port=int(credentials.port),
            user=credentials.user,
            password=credentials.password,
            dbname=credentials.database,
            sslmode=credentials.sslmode,
        )
    raise UserError(f"The dbt target is of type {kind}: footfall loads duckdb and postgres.")


def _find_profiles(chosen: Path | None, project: Path) -> Path:
    """The folder of profiles.yml, in dbt's order of precedence."""
    from_environment = os.environ.get("DBT_PROFILES_DIR")
    explicit = chosen or (Path(from_environment) if from_environment else None)
    candidates = [explicit] if explicit else [project, Path.home() / ".dbt"]
    for folder in candidates:
        if (folder / PROFILES_FILE).is_file():
            return folder.resolve()
    places = " or ".join(str(folder) for folder in candidates)
    raise UserError(
        f"No {PROFILES_FILE} in {places}: copy profiles.yml.example there, or say --profiles-dir."
    )


def _load_credentials(project: Path, profiles: Path, target: str | None) -> Any:
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.clients.system import get_env
    from dbt_common.context import set_invocation_context
    from dbt_common.exceptions import DbtBaseException

    try:
        # the process's environment, which dbt's env_var() reads through its own context
        set_invocation_context(get_env())
        set_from_args(
            Namespace(
                PROFILES_DIR=str(profiles),
                PROJECT_DIR=str(project),
                SEND_ANONYMOUS_USAGE_STATS=False,
            ),
            None,
        )
        return load_profile(str(project), {}, target_override=target).credentials
    except DbtBaseException as error:
        message = " ".join(str(error).split())
        raise UserError(f"The dbt profile cannot be read: {message}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _with_psycopg_marks(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
