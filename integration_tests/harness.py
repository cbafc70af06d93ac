"""Warehouses that tests fill, build with dbt and read: one class per engine, one interface."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import yaml

from integration_tests.forked_dbt import DbtServer, shared_server
from integration_tests.project_copies import (
    REPOSITORY,
    keep_parsed,
    parsed_before,
    project_without_tests,
)

DATA = Path(__file__).resolve().parent / "data"
BIN = Path(sys.executable).parent
SALT = "salt of the integration tests"
# Made by the project once and kept for ever, also when somebody else has made it before.
SALT_RELATION = "staging.stg_footfall__pseudonym_salt"

SYSTEMS = ("clutch", "amundsen", "datagrok", "zoomdata", "liblab")

Kind = Literal["text", "bigint", "timestamptz", "json", "boolean"]

CLUTCH_COLUMNS: dict[str, Kind] = {
    "id": "bigint",
    "occurred_at": "timestamptz",
    "details": "json",
    "sent": "boolean",
}
AMUNDSEN_COLUMNS: dict[str, Kind] = {
    "command": "text",
    "user": "text",
    "host_name": "text",
    "start_epoch_ms": "bigint",
    "end_epoch_ms": "bigint",
    "pos_args_json": "text",
    "keyword_args_json": "text",
    "output": "text",
    "error": "text",
}

# Types that hold the same values on both engines, by a name of our own.
_FAMILIES = {
    "varchar": "text",
    "text": "text",
    "character varying": "text",
    "float": "real",
    "double": "double",
    "double precision": "double",
    "timestamp": "timestamp",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}


class CommandError(AssertionError):
    """A command ended with an error; the message holds what it printed."""


@dataclass(frozen=True)
class Result:
    """What a command printed, how it ended and how long it took (seconds)."""

    returncode: int
    output: str
    seconds: float


class Warehouse(ABC):
    """A database of one engine, with the project's dbt pointed at it.

    Args:
        folder: an empty folder for profiles, logs and artifacts of this warehouse alone.
        log: receives one line of progress after each dbt command.
    """

    engine: ClassVar[str]
    types: ClassVar[Mapping[Kind, str]]
    # Its name in dbt's manifest.
    database: str

    def __init__(self, folder: Path, log: Callable[[str], None] = lambda line: None) -> None:
        """Take a folder; the database may be made later."""
        self.folder = folder
        self._log = log
        self._open = threading.local()
        folder.mkdir(parents=True, exist_ok=True)

    # -- SQL -------------------------------------------------------------------------------

    @contextmanager
    def session(self) -> Iterator[Any]:
        """Queries of this thread share a connection: to open one costs more than most queries.

        Nothing else may need a DuckDB file meanwhile, and what others write is not seen for sure.
        """
        if (shared := getattr(self._open, "connection", None)) is not None:
            yield shared
            return
        with self._connection() as connection:
            self._open.connection = connection
            try:
                yield connection
            finally:
                del self._open.connection

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; parameters by the engine's own placeholders."""
        with self.session() as connection:
            return self._rows(connection, sql, parameters)

    @abstractmethod
    def _connection(self) -> AbstractContextManager[Any]:
        """A connection, closed in the end."""

    @abstractmethod
    def _rows(self, connection: Any, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows of a query on a connection."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Run a statement and commit it."""

    @abstractmethod
    def _insert(self, into: str, rows: list[list[Any]]) -> None:
        """Append rows whose JSON values are text already; ``into`` is ``insert into t (...)``."""

    def columns(self, relation: str) -> dict[str, str]:
        """Column names of ``schema.name``, in order, with the family of each type."""
        schema, name = relation.split(".")
        return self.columns_by_relation(schema).get(name, {})

    def columns_by_relation(self, schema: str) -> dict[str, dict[str, str]]:
        """The columns of each table and view of a schema, as ``columns`` has them, by name."""
        relations: dict[str, dict[str, str]] = {}
        for name, column, kind in self.query(
            "select table_name, column_name, lower(data_type) from information_schema.columns "
            f"where table_schema = '{schema}' order by table_name, ordinal_position"
        ):
            relations.setdefault(str(name), {})[str(column)] = _FAMILIES.get(kind, str(kind))
        return relations

    def relations(self, schema: str) -> list[str]:
        """Names of the tables and views of a schema, sorted."""
        found = self.query(
            f"select table_name from information_schema.tables where table_schema = '{schema}'"
        )
        return sorted(str(name) for (name,) in found)

    def load_rows(
        self,
        schema: str,
        table: str,
        columns: Mapping[str, Kind],
        rows: Iterable[Sequence[Any]],
    ) -> None:
        """Create a raw table if it is missing and append rows to it.

        Args:
            rows: values in the order of ``columns``. A JSON value is given as Python data, or
                as ``str`` holding JSON text.
        """
        declared = ", ".join(f'"{name}" {self.types[kind]}' for name, kind in columns.items())
        self.execute(f"create schema if not exists {schema}")
        self.execute(f"create table if not exists {schema}.{table} ({declared})")
        documents = {place for place, kind in enumerate(columns.values()) if kind == "json"}
        prepared = [
            [
                json.dumps(value)
                if place in documents and value is not None and not isinstance(value, str)
                else value
                for place, value in enumerate(row)
            ]
            for row in rows
        ]
        if prepared:
            names = ", ".join(f'"{name}"' for name in columns)
            self._insert(f"insert into {schema}.{table} ({names})", prepared)

    def load_clutch(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append to the raw table of Clutch: id, occurred_at, details, sent."""
        self.load_rows("clutch", "audit_events", CLUTCH_COLUMNS, rows)

    def load_amundsen(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Append to the raw table of Amundsen records keyed by column; a missing key is null."""
        rows = [[record.get(column) for column in AMUNDSEN_COLUMNS] for record in records]
        self.load_rows("amundsen", "user_actions", AMUNDSEN_COLUMNS, rows)

    def set_salt(self, salt: str = SALT) -> None:
        """Fix the pseudonyms' salt before the first build, so that two warehouses agree."""
        schema = SALT_RELATION.split(".")[0]
        self.execute(f"create schema if not exists {schema}")
        self.execute(f"create table {SALT_RELATION} (salt text, created_at timestamptz)")
        self.execute(
            f"insert into {SALT_RELATION} values ('{salt}', timestamptz '2020-01-01 00:00:00+00')"
        )

    # -- dbt -------------------------------------------------------------------------------

    @abstractmethod
    def profile(self) -> dict[str, Any]:
        """The dbt output (connection) of this warehouse."""

    def dbt(
        self,
        *arguments: str,
        vars: Mapping[str, Any] | None = None,
        check: bool = True,
        project: Path | None = None,
    ) -> Result:
        """Run dbt on a project, else on this one without its tests, against this warehouse.

        Raises:
            CommandError: if dbt fails and ``check`` is true.
        """
        project = project or project_without_tests()
        command = self.dbt_command(*arguments, vars=vars, project=project)
        return self._run("dbt", command[1:], project, vars, check)

    def dbt_server(self) -> DbtServer:
        """The server of all warehouses, by which dbt's commands start at once."""
        return shared_server(self._inherited_environment())

    def dbt_command(
        self,
        *arguments: str,
        vars: Mapping[str, Any] | None,
        project: Path,
    ) -> list[str]:
        """What runs dbt on a project against this warehouse, in ``clean_environment``."""
        command = [
            str(BIN / "dbt"),
            "--no-use-colors",
            *arguments,
            *("--project-dir", str(project), "--profiles-dir", str(self.profiles_dir)),
        ]
        return command if vars is None else [*command, "--vars", json.dumps(dict(vars))]

    def build(
        self,
        variables: Mapping[str, Any],
        tests: bool = False,
        full_refresh: bool = False,
        select: str = "",
    ) -> Result:
        """Run ``dbt build``; without the project's own tests it takes a third of the time.

        Enabled are the systems that have a raw schema, unless ``variables`` says otherwise.

        Args:
            select: what is built, as dbt has it; all by default.

        Raises:
            CommandError: if dbt fails.
        """
        arguments = ["build", *(["--full-refresh"] if full_refresh else [])]
        arguments += ["--select", select] if select else []
        project = REPOSITORY if tests else None
        given: dict[str, Any] = {"enabled_systems": self.loaded_systems(), **variables}
        if tests:
            # Many logs of the tests have bad rows on purpose: the marts must survive them.
            given.setdefault("quarantine_error_ratio", None)
        return self.dbt(*arguments, vars=given, project=project)

    def loaded_systems(self) -> list[str]:
        """The systems that have a raw schema."""
        found = self.query("select distinct table_schema from information_schema.tables")
        return [system for system in SYSTEMS if (system,) in found]

    def footfall(self, *arguments: str, check: bool = True, project: Path = REPOSITORY) -> Result:
        """Run the project's own command line against this warehouse.

        Raises:
            CommandError: if it fails and ``check`` is true.
        """
        options = ["--project-dir", str(project), "--profiles-dir", str(self.profiles_dir)]
        given = arguments[arguments.index("--vars") + 1] if "--vars" in arguments else "null"
        return self._run("footfall", [*arguments, *options], project, yaml.safe_load(given), check)

    def report(self, page: Path, variables: Mapping[str, Any]) -> Result:
        """Write the dashboard of what ``build`` built with the same variables.

        Raises:
            CommandError: if it fails.
        """
        # as the build had it, so that dbt need not parse again
        given = json.dumps({"enabled_systems": self.loaded_systems(), **variables})
        arguments = ("report", "--to", str(page), "--vars", given)
        return self.footfall(*arguments, project=project_without_tests())

    @property
    def profiles_dir(self) -> Path:
        """A folder with a profiles.yml whose one target is this warehouse."""
        folder = self.folder / "profiles"
        folder.mkdir(exist_ok=True)
        outputs = {self.engine: self.profile()}
        profile = {"footfall": {"target": self.engine, "outputs": outputs}}
        (folder / "profiles.yml").write_text(yaml.safe_dump(profile))
        return folder

    def _run(
        self,
        program: Literal["dbt", "footfall"],
        arguments: Sequence[str],
        project: Path,
        vars: Mapping[str, Any] | None,
        check: bool,
    ) -> Result:
        """Run a command in a fork of the server, on what was parsed before with the same vars."""
        started = time.monotonic()
        # What dbt parses depends on nothing else of a warehouse.
        parsed = parsed_before(project, self.engine, self.database, vars)
        target = self.folder / "target"
        if parsed.exists():
            target.mkdir(exist_ok=True)
            shutil.copy(parsed, target / "partial_parse.msgpack")
        running = self.dbt_server().start_elsewhere(
            arguments, project, self.clean_environment(), program
        )
        code = running.wait()
        if code == 0 and not parsed.exists():
            keep_parsed(target, parsed)
        result = Result(code, running.output, time.monotonic() - started)
        command = f"{program} {' '.join(arguments)}"
        self._log(f"{command[:60]} on {self.engine}: {result.seconds:.0f} s")
        if check and code != 0:
            raise CommandError(f"{command}\n{_without_successes(result.output)}")
        return result

    def clean_environment(self) -> dict[str, str]:
        """The environment of this process, with this warehouse's own settings for dbt."""
        return self._inherited_environment() | {
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }

    def _inherited_environment(self) -> dict[str, str]:
        """The environment of this process, with what all warehouses want of dbt."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("DBT_")}
        return inherited | {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_VERSION_CHECK": "false",
            # What a command prints says enough of why it fails; the log takes a sixth of its time.
            "DBT_LOG_LEVEL_FILE": "none",
            "NO_COLOR": "1",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def _without_successes(output: str) -> str:
    """dbt's output, less the lines that say that all is well."""
    dull = (" START ", " OK ", " PASS ")
    return "\n".join(line for line in output.splitlines() if not any(w in line for w in dull))
