"""The warehouses that the project runs on: a DuckDB file, a PostgreSQL database, Spark."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import psycopg2
import psycopg2.extras

from integration_tests.harness import SALT_RELATION, CommandError, Kind, Warehouse
from integration_tests.postgres import PostgresServer

# As in profiles.yml.example: among others a file that engines of the 1.x series can read.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "preserve_insertion_order": False,
    "storage_compatibility_version": "v1.4.0",
}


class DuckDbWarehouse(Warehouse):
    """A DuckDB file, which is closed after each statement or session, as dbt needs it alone."""

    engine = "duckdb"
    database = "footfall_test"
    types: ClassVar[Mapping[Kind, str]] = {
        "text": "varchar",
        "bigint": "bigint",
        "timestamptz": "timestamptz",
        "json": "json",
        "boolean": "boolean",
    }

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / f"{self.database}.duckdb"

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.path), config=CONFIG) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection

    def _rows(
        self, connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any]
    ) -> list[tuple[Any, ...]]:
        return connection.execute(sql, list(parameters)).fetchall()

    def execute(self, sql: str) -> None:
        """Run a statement and commit it."""
        with duckdb.connect(str(self.path), config=CONFIG) as connection:
            connection.execute(sql)

    def _insert(self, into: str, rows: list[list[Any]]) -> None:
        one = "(" + ", ".join("?" for _ in rows[0]) + ")"
        with duckdb.connect(str(self.path), config=CONFIG) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("begin")
            for start in range(0, len(rows), 500):
                batch = rows[start : start + 500]
                connection.execute(
                    f"{into} values " + ", ".join([one] * len(batch)),
                    list(itertools.chain.from_iterable(batch)),
                )
            connection.execute("commit")

    def profile(self) -> dict[str, Any]:
        """The dbt output of this warehouse."""
        return {
            "type": "duckdb",
            "path": str(self.path),
            "schema": "main",
            "threads": 2,
            "config_options": CONFIG,
        }


class PostgresWarehouse(Warehouse):
    """A database of a PostgreSQL server."""

    engine = "postgres"
    types: ClassVar[Mapping[Kind, str]] = {
        "text": "text",
        "bigint": "bigint",
        "timestamptz": "timestamptz",
        "json": "jsonb",
        "boolean": "boolean",
    }

    def __init__(
        self,
        folder: Path,
        server: PostgresServer,
        database: str,
        log: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Take an empty database of a server."""
        super().__init__(folder, log)
        self.server = server
        self.database = database

    @property
    def url(self) -> str:
        """A libpq URL of the database."""
        return self.server.url(self.database)

    def _connection(self) -> AbstractContextManager[psycopg2.extensions.connection]:
        return closing(psycopg2.connect(self.url))

    def _rows(
        self, connection: psycopg2.extensions.connection, sql: str, parameters: Sequence[Any]
    ) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, tuple(parameters) or None)
            return cursor.fetchall()

    def execute(self, sql: str) -> None:
        """Run a statement and commit it."""
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()

    def _insert(self, into: str, rows: list[list[Any]]) -> None:
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                psycopg2.extras.execute_values(cursor, f"{into} values %s", rows, page_size=500)
        finally:
            connection.close()

    def profile(self) -> dict[str, Any]:
        """The dbt output of this warehouse."""
        return {
            "type": "postgres",
            "host": self.server.host,
            "port": self.server.port,
            "user": self.server.user,
            "password": self.server.password,
            "dbname": self.database,
            "schema": "public",
            "threads": 4,
        }


# For runs of a minute: no second compiler, but room for what the first compiles, and a metastore
# that does not wait for the disk.
_JAVA_OPTIONS = (
    "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC "
    "-Dderby.system.durability=test"
)

# What footfall's SQL needs of a session.
_OF_A_SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.cteRecursionLevelLimit": "-1",
    "spark.sql.cteRecursionRowLimit": "-1",
}

_RUN_STATEMENTS = """
import json, sys
from pyspark.sql import SparkSession
parameters, statements = json.load(sys.stdin)
builder = SparkSession.builder.enableHiveSupport()
for name, value in parameters.items():
    builder = builder.config(name, value)
session = builder.getOrCreate()
rows = [[list(map(str, row)) for row in session.sql(each).collect()] for each in statements]
session.stop()
print(json.dumps(rows))
"""


# The views among the marts: Spark has no files of them.
MART_VIEWS = (
    *(
        f"marts.{name}"
        for name in (
            *("fct_activity_objects", "fct_activity_sessions", "fct_sessions"),
            *("fct_searches", "fct_object_views", "fct_metadata_edits", "fct_runs", "fct_exports"),
            *("fct_shares", "fct_logins", "fct_errors", "fct_user_workflow_days"),
            "dim_user_departments",
        )
    ),
    *("audit.audit_trail", "audit.object_history"),
)


class SparkWarehouse(Warehouse):
    """Parquet tables and a metastore in a folder, opened by one JVM at a time.

    What Spark has written is read with DuckDB as the files that it is: tables, and copies of views.
    """

    engine = "spark"
    database = ""
    types: ClassVar[Mapping[Kind, str]] = {
        "text": "string",
        "bigint": "bigint",
        "timestamptz": "timestamp",
        "json": "string",
        "boolean": "boolean",
    }

    def __init__(
        self,
        folder: Path,
        log: Callable[[str], None] = lambda line: None,
        master: str = "local[2]",
    ) -> None:
        """Take an empty folder, and where Spark runs: in dbt itself, or a cluster's address."""
        super().__init__(folder, log)
        self.master = master
        self.thrift_port: int | None = None
        self._copied: dict[str, Path] = {}
        self._views: dict[str, Path] = {}

    def copy_raw_tables(self, source: DuckDbWarehouse) -> None:
        """Take over the raw tables and the salt of a DuckDB file, by way of Parquet files.

        Raises:
            CommandError: if Spark fails.
        """
        ours = ("staging", "intermediate", "marts", "audit")
        found = source.query(
            "select table_schema, table_name from information_schema.tables "
            f"where table_schema not in {ours} and not starts_with(table_name, '_dlt')"
        )
        for name in [*(f"{schema}.{table}" for schema, table in found), SALT_RELATION]:
            self._copied[name] = self.folder / "raw" / name
            self._copied[name].mkdir(parents=True)
        self.copy_raw_rows(source)
        schemas = sorted({name.split(".")[0] for name in self._copied})
        self._run_statements(
            [f"create schema if not exists {schema}" for schema in schemas]
            + [
                f"create table {name} using parquet location '{folder}'"
                for name, folder in self._copied.items()
            ]
        )

    def copy_views(self, *names: str) -> None:
        """Write what views hold now into files, so that queries find them."""
        self._views = {name: self.folder / "views" / name for name in names}
        self._run_statements(
            [
                f"insert overwrite directory '{folder}' using parquet select * from {name}"
                for name, folder in self._views.items()
            ]
        )

    def leftovers(self) -> list[str]:
        """Tables that only a run at work may have beside those that it builds."""
        schemas = [path.stem for path in (self.folder / "tables").glob("*.db")]
        found = self._run_statements([f"show tables in {each} like '*__dbt_*'" for each in schemas])
        return [name for rows in found for _, name, _ in rows]

    def _run_statements(self, statements: list[str]) -> list[list[list[str]]]:
        """The rows of each statement, run in a JVM of its own, whatever cluster builds run on."""
        parameters = self.parameters() | {"spark.master": "local[2]"}
        done = subprocess.run(
            [sys.executable, "-c", _RUN_STATEMENTS],
            input=json.dumps([parameters, statements]),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CommandError(done.stderr)
        rows: list[list[list[str]]] = json.loads(done.stdout.splitlines()[-1])
        return rows

    def copy_raw_rows(self, source: DuckDbWarehouse) -> None:
        """Take over the rows that the raw tables have now."""
        for name, folder in self._copied.items():
            source.execute(f"copy {name} to '{folder}/rows.parquet' (format parquet)")

    def start_dbt(
        self, *arguments: str, vars: Mapping[str, Any], project: Path
    ) -> subprocess.Popen[bytes]:
        """Start dbt in a process group of its own, with Spark's JVM in it, writing to dbt.txt."""
        with (self.folder / "dbt.txt").open("wb") as output:
            return subprocess.Popen(
                self.dbt_command(*arguments, vars=vars, project=project),
                cwd=project,
                env=self.clean_environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB on the tables in this folder."""
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            for name, files in self._tables().items():
                connection.execute(f"create schema if not exists {name.split('.')[0]}")
                connection.execute(f"create view {name} as select * from read_parquet({files})")
            yield connection

    def _rows(
        self, connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any]
    ) -> list[tuple[Any, ...]]:
        return connection.execute(sql, list(parameters)).fetchall()

    def _tables(self) -> dict[str, str]:
        """Schema and name of each table, and what DuckDB needs to read its files."""
        folders = {
            f"{folder.parent.name.removesuffix('.db')}.{folder.name}": folder
            for folder in (self.folder / "tables").glob("*.db/*")
            # Of a table that a killed run was just dropping: see leftovers for what else it left.
            if "__dbt_" not in folder.name
        }
        kinds = {
            "*.parquet": "",
            "activity_date=*/*.parquet": ", hive_types = {'activity_date': date}",
            "node=*/*.parquet": ", hive_types = {'node': varchar}",
        }
        return {
            name: f"'{folder}/{pattern}'{options}"
            for name, folder in (self._copied | self._views | folders).items()
            for pattern, options in kinds.items()
            if any(folder.glob(pattern))
        }

    def execute(self, sql: str) -> None:
        """Not for Spark: each statement would start a JVM."""
        raise NotImplementedError(sql)

    def _insert(self, into: str, rows: list[list[Any]]) -> None:
        raise NotImplementedError(into)

    def parameters(self) -> dict[str, str]:
        """Spark's settings: as in profiles.yml.example, but for data of a few thousand rows."""
        java_options = f"{_JAVA_OPTIONS} -Dderby.stream.error.file={self.folder}/derby.log"
        return {
            "spark.master": self.master,
            "spark.driver.memory": "1500m",
            "spark.driver.extraJavaOptions": java_options,
            "spark.executor.extraJavaOptions": _JAVA_OPTIONS,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.warehouse.dir": str(self.folder / "tables"),
            "spark.hadoop.javax.jdo.option.ConnectionURL": (
                f"jdbc:derby:;databaseName={self.folder}/metastore;create=true"
            ),
            "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            **_OF_A_SESSION,
        }

    def server_parameters(self) -> dict[str, str]:
        """What a Thrift server is started with: the rest is for the profile to ask for."""
        parameters = self.parameters()
        return {key: parameters[key] for key in parameters if key not in _OF_A_SESSION}

    def profile(self) -> dict[str, Any]:
        """The dbt output of this warehouse: Spark in dbt, or a Thrift server where there is one."""
        common = {"type": "spark", "schema": "footfall", "threads": 2}
        if self.thrift_port is None:
            settings = {"server_side_parameters": self.parameters()}
            return common | settings | {"method": "session", "host": "localhost"}
        place = {"method": "thrift", "host": "127.0.0.1", "port": self.thrift_port}
        session = _OF_A_SESSION | {"spark.sql.ansi.enabled": "false"}
        settings = {"server_side_parameters": {f"set:{key}": session[key] for key in session}}
        return common | settings | place | {"user": "footfall", "poll_interval": 1}
