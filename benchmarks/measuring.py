"""Running and timing: dbt as a process of its own, SQL on a connection."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from integration_tests.engines import CONFIG, DuckDbWarehouse, PostgresWarehouse, SparkWarehouse
from integration_tests.harness import BIN, Warehouse
from integration_tests.postgres import create_database, drop_database, running_server
from integration_tests.project_copies import REPOSITORY

MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")
GIB = 2**30
PROJECT = REPOSITORY
DUCKDB_MEMORY = "5GB"
_PAUSE = 0.05  # seconds between looks at a process


class BenchmarkError(Exception):
    """A command failed, or two ways to the same number disagree."""


@dataclass(frozen=True)
class DbtRun:
    """A dbt command.

    Attributes:
        seconds: from start to end.
        cpu_seconds: of all cores; other work on the machine changes it little.
        memory_mib: the most that the process held.
        models: seconds by model, seed and snapshot.
    """

    seconds: float
    cpu_seconds: float
    memory_mib: int
    models: dict[str, float]

    def to_json(self, dearest: int = 0) -> dict[str, Any]:
        """The numbers as data, with the ``dearest`` models that took longest."""
        longest = sorted(self.models.items(), key=lambda model: -model[1])[:dearest]
        numbers = {
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "memory_mib": self.memory_mib,
        }
        return numbers | ({"dearest_models": dict(longest)} if dearest else {})


def run_dbt(warehouse: Warehouse, *arguments: str, variables: Mapping[str, Any]) -> DbtRun:
    """Run dbt on the project with the threads of profiles.yml.example.

    Raises:
        BenchmarkError: if dbt fails, with the end of what it printed.
    """
    command = [
        *(str(BIN / "dbt"), "--no-use-colors", *arguments),
        *("--project-dir", str(PROJECT), "--profiles-dir", str(warehouse.profiles_dir)),
        *("--vars", json.dumps(dict(variables)), "--threads", str(_threads(warehouse.engine))),
    ]
    results = warehouse.folder / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    output = warehouse.folder / "dbt.txt"
    with output.open("w") as sink:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=warehouse.clean_environment(),
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        memory_mib, ended = 0, 0
        while not ended:
            memory_mib = max(memory_mib, _most_memory_mib(process.pid))
            time.sleep(_PAUSE)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise BenchmarkError(f"dbt {arguments[0]} failed:\n{output.read_text()[-3000:]}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return DbtRun(seconds, cpu_seconds, memory_mib, _seconds_by_model(results))


def _most_memory_mib(pid: int) -> int:
    """The most that a process has held until now; 0 if it has ended.

    By Linux: the usage that wait4 gives counts what the process had before it became dbt, which is
    all that this one ever held.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def build(warehouse: Warehouse, variables: Mapping[str, Any], *arguments: str) -> DbtRun:
    """Run ``dbt build`` without tests."""
    return run_dbt(warehouse, "build", *MODELS_ONLY, *arguments, variables=variables)


def _threads(engine: str) -> int:
    profiles = yaml.safe_load((REPOSITORY / "profiles.yml.example").read_text())
    return int(profiles["footfall"]["outputs"][engine]["threads"])


def _seconds_by_model(results: Path) -> dict[str, float]:
    if not results.exists():
        return {}
    return {
        result["unique_id"].split(".", 2)[-1]: round(result["execution_time"], 2)
        for result in json.loads(results.read_text())["results"]
    }


def seconds_of(job: Callable[[], Any]) -> float:
    """How long a job takes."""
    started = time.monotonic()
    job()
    return round(time.monotonic() - started, 2)


def time_query(warehouse: Warehouse, sql: str, repeats: int) -> tuple[float, list[tuple[Any, ...]]]:
    """The median of the seconds that a query takes on an open connection, and its rows.

    The rows are sorted and their numbers rounded to nine digits, so that equal ones are equal.
    """
    with warehouse.session():
        seconds, rows = [], []
        for _ in range(repeats):
            started = time.monotonic()
            rows = warehouse.query(sql)
            seconds.append(time.monotonic() - started)
    return median(seconds), sorted(map(_comparable, rows), key=repr)


def _comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        value if value is None or isinstance(value, (str, dt.date)) else float(f"{value:.9g}")
        for value in row
    )


def digests(warehouse: Warehouse, schemas: tuple[str, ...] = ("marts", "audit")) -> dict[str, Any]:
    """Of every relation of some schemas, its number of rows and a hash of them in any order."""
    row_hash = {
        "duckdb": "hash(mart)",
        "postgres": "hashtextextended(cast(mart as text), 0)",
    }[warehouse.engine]
    return {
        f"{schema}.{name}": warehouse.query(
            f"select count(*), bit_xor({row_hash}) from {schema}.{name} as mart"
        )[0]
        for schema in schemas
        for name in warehouse.relations(schema)
    }


class BoundedDuckDb(DuckDbWarehouse):
    """DuckDB with the memory that dbt may give it, so that there is room for dbt."""

    def profile(self) -> dict[str, Any]:
        """The dbt output of this warehouse."""
        profile = super().profile()
        return profile | {"config_options": CONFIG | {"memory_limit": DUCKDB_MEMORY}}


@contextmanager
def open_warehouse(engine: str, folder: Path) -> Iterator[Warehouse]:
    """An empty warehouse in an empty folder; a server is stopped and removed afterwards."""
    if engine == "duckdb":
        yield BoundedDuckDb(folder)
        return
    if engine == "spark":
        yield SparkWarehouse(folder)
        return
    with running_server() as server:
        database = create_database(server)
        try:
            yield PostgresWarehouse(folder, server, database)
        finally:
            drop_database(server, database)


def machine(warehouse: Warehouse) -> dict[str, Any]:
    """What the numbers depend on: cores, memory, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": math.ceil(memory / GIB),
        "engine_version": _engine_version(warehouse),
        "dbt_version": version("dbt-core"),
        "adapter_version": version(f"dbt-{warehouse.engine}"),
        "threads": _threads(warehouse.engine),
    }


def _engine_version(warehouse: Warehouse) -> str:
    if warehouse.engine == "spark":
        return version("pyspark")
    function = {"duckdb": "version()", "postgres": "current_setting('server_version')"}
    [(found,)] = warehouse.query(f"select {function[warehouse.engine]}")
    return str(found).lstrip("v")
