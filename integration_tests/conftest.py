"""Fixtures: a PostgreSQL server, databases that are dropped again, and warehouses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

import pytest

from footfall.checks.importing import require_great_expectations
from integration_tests.amundsen_log import AMUNDSEN_LOG, BuiltLog
from integration_tests.command_line import CommandLine
from integration_tests.depth import by_depth
from integration_tests.engines import DuckDbWarehouse, PostgresWarehouse
from integration_tests.harness import Warehouse
from integration_tests.messy_logs import MessyBuilds, build, fill
from integration_tests.postgres import (
    PostgresServer,
    create_database,
    drop_database,
    running_server,
)
from integration_tests.project_copies import shared_folder

# Before tests do, whose workers are processes that Spark takes for something else.
require_great_expectations()

ENGINES = ("duckdb", "postgres")
# Of tests whose SQL others hold together on all engines.
USUAL_ENGINES = by_depth(("duckdb",), ENGINES)
across_engines = pytest.mark.skipif(
    len(USUAL_ENGINES) < 2, reason="it compares engines: make test-deep"
)

DatabaseFactory = Callable[[], str]
WarehouseFactory = Callable[[str], Warehouse]
T = TypeVar("T")


class OnEngines(Protocol):
    """Turns a job on an empty warehouse into its result by engine."""

    def __call__(self, job: Callable[[Warehouse], T]) -> Callable[[str], T]:
        """Results by the engine's name; each is made once."""


# So that no process of pytest is left alone with it at the end.
_LONGEST = "test_spark"


def pytest_configure() -> None:
    """Make the folder that the processes of pytest share, before they start."""
    shared_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first."""
    items.sort(key=lambda item: item.path.stem != _LONGEST)


@pytest.fixture(scope="session")
def progress(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Writes a line to the terminal while tests run, so that a slow build is seen to work."""
    plugins = request.config.pluginmanager
    reporter = plugins.get_plugin("terminalreporter")
    capture = plugins.get_plugin("capturemanager")
    one_at_a_time = Lock()

    def write(line: str) -> None:
        if reporter is not None and capture is not None:
            with one_at_a_time, capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(f"  {line}")

    return write


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL server."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: PostgresServer) -> Iterator[DatabaseFactory]:
    """Makes a fresh database at each call; all are dropped at the end of the session."""
    with ExitStack() as afterwards:

        def make() -> str:
            name = create_database(postgres_server)
            afterwards.callback(drop_database, postgres_server, name)
            return name

        yield make


@pytest.fixture(scope="session")
def new_warehouse(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    progress: Callable[[str], None],
) -> WarehouseFactory:
    """Makes an empty warehouse of the named engine, for fixtures that share one build."""

    def make(engine: str) -> Warehouse:
        folder: Path = tmp_path_factory.mktemp(engine)
        if engine == "duckdb":
            return DuckDbWarehouse(folder, progress)
        # Asked for here, so that runs on DuckDB alone start no server.
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database: DatabaseFactory = request.getfixturevalue("postgres_database")
        return PostgresWarehouse(folder, server, database(), progress)

    return make


@pytest.fixture(scope="session")
def on_engines(
    request: pytest.FixtureRequest, new_warehouse: WarehouseFactory
) -> Iterator[OnEngines]:
    """Gives, for a job on an empty warehouse, its result by engine.

    A job starts when its result is first asked for, and then at once on the other engines too
    that its module has tests for, or the session where no module has the job: dbt keeps one core
    busy, and machines have more.
    """
    names = [item.nodeid for item in request.session.items]
    with ThreadPoolExecutor(max_workers=len(ENGINES)) as pool:

        def spread(job: Callable[[Warehouse], T]) -> Callable[[str], T]:
            running: dict[str, Future[T]] = {}
            file = job.__module__.rsplit(".")[-1] + ".py::"
            own = [name for name in names if file in name] or names
            tested = {engine for engine in ENGINES if any(f"[{engine}" in name for name in own)}

            def result(engine: str) -> T:
                for each in (engine, *sorted(tested)):
                    if each not in running:
                        running[each] = pool.submit(job, new_warehouse(each))
                return running[engine].result()

            return result

        yield spread


@pytest.fixture(scope="session")
def amundsen_log_on(on_engines: OnEngines) -> Callable[[str], BuiltLog]:
    """Loads the real Amundsen log on the named engine and builds it, once per session."""

    def job(warehouse: Warehouse) -> BuiltLog:
        warehouse.set_salt()
        warehouse.footfall("load", "amundsen", str(AMUNDSEN_LOG))
        return BuiltLog.build(warehouse)

    return on_engines(job)


@pytest.fixture(scope="session")
def messy_logs_on(on_engines: OnEngines) -> Callable[[str], MessyBuilds]:
    """Fills a warehouse of the named engine with good and bad rows and builds it, once."""

    def job(warehouse: Warehouse) -> MessyBuilds:
        if isinstance(warehouse, PostgresWarehouse):
            # The marts must not depend on where the server thinks it is.
            warehouse.execute(f"alter database {warehouse.database} set timezone = 'Asia/Kolkata'")
        fill(warehouse)
        return build(warehouse)

    return on_engines(job)


@pytest.fixture(params=ENGINES)
def warehouse(request: pytest.FixtureRequest, new_warehouse: WarehouseFactory) -> Warehouse:
    """An empty warehouse of each engine, fresh for each test."""
    return new_warehouse(str(request.param))


@pytest.fixture
def footfall(warehouse: Warehouse) -> CommandLine:
    """The command line, pointed at an empty warehouse of each engine."""
    return CommandLine(warehouse)


@pytest.fixture
def duckdb_footfall(new_warehouse: WarehouseFactory) -> CommandLine:
    """The command line, pointed at a DuckDB file that does not exist yet."""
    return CommandLine(new_warehouse("duckdb"))
