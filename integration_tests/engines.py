"""The warehouses that the project runs on: a DuckDB file, a PostgreSQL database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import psycopg2
import psycopg2.extras

from integration_tests.harness import Kind, Warehouse
from integration_tests.postgres import PostgresServer

# As in profiles.yml.example: a file that engines of the 1.x series can read.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.4.0"
}


class DuckDbWarehouse(Warehouse):
    """A DuckDB file. Connections are opened for one statement, as dbt needs the file alone."""

    engine = "duckdb"
    file_name: ClassVar[str] = "footfall_test.duckdb"
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
        return self.folder / self.file_name

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with duckdb.connect(str(self.path), config=CONFIG) as connection:
            connection.execute("set TimeZone = 'UTC'")
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

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        connection = psycopg2.connect(self.url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, tuple(parameters) or None)
                return cursor.fetchall()
        finally:
            connection.close()

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
