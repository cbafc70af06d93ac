"""A dbt project as dbt parses it, and dbt commands on it: whoever asks dbt something asks here."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

from footfall.errors import BusyError, UserError
from footfall.warehouse import DbtTarget, is_locked

PACKAGE = "footfall"
_SALT_MODEL = f"model.{PACKAGE}.base_footfall__pseudonym_salt"
# What an operation prints, and why it failed, dbt tells by events alone.
_PRINTED = "PrintEvent"
_FAILED = ("RunningOperationCaughtError", "RunningOperationUncaughtError")


def artifacts_folder(project: Path) -> Path:
    """Where dbt writes what it has made of a project."""
    return project / os.environ.get("DBT_TARGET_PATH", "target")


@contextlib.contextmanager
def dbt_in_process(target: DbtTarget) -> Iterator[None]:
    """While dbt's commands run in this process; at the end it lets go of the warehouse."""
    folder = Path.cwd()
    try:
        yield
    finally:
        # dbt changes into the project
        os.chdir(folder)
        _let_go(target.engine)
        _end_threads()


@contextlib.contextmanager
def parsed_project(target: DbtTarget, variables: str | None = None) -> Iterator[DbtProject]:
    """Parse a project for a target; at the end dbt lets go of the warehouse.

    variables: as `dbt --vars` takes them. What dbt writes goes into a folder that is removed, so
    that the artifacts of the last build stay. Raises UserError where the project or a var is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="footfall-") as artifacts, dbt_in_process(target):
        yield DbtProject(target, variables, Path(artifacts))


class DbtProject:
    """A parsed dbt project, and what it makes of the vars; made by parsed_project."""

    def __init__(self, target: DbtTarget, variables: str | None, artifacts: Path) -> None:
        parsed_before = artifacts_folder(target.project) / "partial_parse.msgpack"
        if parsed_before.is_file():
            shutil.copy(parsed_before, artifacts)
        self._target = target
        self._options = [
            *("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-write-json"),
            *("--no-send-anonymous-usage-stats", "--log-path", str(artifacts)),
            *("--target-path", str(artifacts)),
            *("--project-dir", str(target.project), "--profiles-dir", str(target.profiles)),
            *(["--target", target.given_name] if target.given_name else []),
            *(["--vars", variables] if variables else []),
        ]
        self.manifest: Any = None
        self.manifest = self.run("parse")
        if not parsed_before.is_file():
            # The next command, dbt's own too, need not parse all of it again.
            with contextlib.suppress(OSError):
                parsed_before.parent.mkdir(parents=True, exist_ok=True)
                written = parsed_before.with_suffix(f".{os.getpid()}")
                shutil.copy(artifacts / parsed_before.name, written)
                written.replace(parsed_before)
        self.nodes = [
            node
            for node in self.manifest.nodes.values()
            if node.resource_type in ("model", "seed", "snapshot")
        ]

    @property
    def schemas(self) -> set[str]:
        """The schemas that a build writes into."""
        return {str(node.schema) for node in self.nodes}

    @property
    def roles(self) -> set[str]:
        """The roles that a build grants something to."""
        return {
            str(role)
            for node in self.nodes
            for granted in (node.config.grants or {}).values()
            for role in ([granted] if isinstance(granted, str) else granted)
        }

    @property
    def has_footfall(self) -> bool:
        """Whether the project is footfall, or installs it."""
        return _SALT_MODEL in self.manifest.nodes

    def require_footfall(self) -> None:
        """Raise UserError where the project is without footfall."""
        if not self.has_footfall:
            folder = self._target.project
            raise UserError(f"The project in {folder} neither is footfall nor installs it.")

    @property
    def salt(self) -> tuple[str, str]:
        """Schema and name of the table of the salt.

        Raises UserError where the project is without footfall.
        """
        self.require_footfall()
        node = self.manifest.nodes[_SALT_MODEL]
        return str(node.schema), str(node.alias)

    def systems(self) -> list[str]:
        """The systems whose raw tables are read, the directory and custom sources among them."""
        found = {node.fqn[2] for node in self.nodes if node.fqn[:2] == [PACKAGE, "staging"]}
        return sorted(found - {PACKAGE})

    def relations(self, *kinds: str) -> set[tuple[str, str]]:
        """Schemas and names of what dbt makes; kinds: model, seed, snapshot."""
        return {
            (str(node.schema), str(node.alias))
            for node in self.nodes
            if node.resource_type in kinds
        }

    def run(self, command: str, *arguments: str) -> Any:
        """Run a dbt command, which prints nothing; gives what dbt gives.

        Raises UserError with the sentence of dbt's error, BusyError where the DuckDB file is open
        elsewhere.
        """
        return self._invoke(command, arguments)[0]

    def run_operation(self, macro: str, arguments: Mapping[str, Any]) -> Any:
        """Run a macro of footfall's; the JSON that it prints, none where it prints none.

        Raises UserError as run does, and where the project is without footfall.
        """
        self.require_footfall()
        given = (f"{PACKAGE}.{macro}", "--args", json.dumps(arguments))
        _, printed = self._invoke("run-operation", given)
        documents = [text for text in printed if text.startswith("{")]
        return json.loads(documents[-1]) if documents else None

    def _invoke(self, command: str, arguments: tuple[str, ...]) -> tuple[Any, list[str]]:
        """What dbt gives, and what macros print."""
        from dbt.cli.main import dbtRunner

        printed: list[str] = []
        errors: list[str] = []

        def listen(event: Any) -> None:
            if event.info.name == _PRINTED:
                printed.append(str(event.data.msg))
            elif event.info.name in _FAILED:
                errors.append(str(event.data.exc))

        folder = Path.cwd()
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                runner = dbtRunner(manifest=self.manifest, callbacks=[listen])
                done = runner.invoke([command, *arguments, *self._options])
        finally:
            # dbt changes into the project
            os.chdir(folder)
        if not done.success:
            error = errors[0] if errors else str(done.exception or f"dbt {command} has failed")
            if is_locked(error):
                raise BusyError(
                    f"Another process holds {self._target.open().label} open: try again later."
                )
            raise UserError(_sentence(error))
        return done.result, printed


def _sentence(text: str) -> str:
    """Our own sentence out of dbt's error, else the error in one line."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    _, is_ours, sentence = paragraphs[0].partition(f"{PACKAGE}: ")
    return sentence if is_ours else " ".join(paragraphs)


def _end_threads() -> None:
    """End dbt's threads: those of a command that has failed else complain at the process's end."""
    for found in gc.get_objects():
        if issubclass(type(found), ThreadPool):
            found.terminate()


def _let_go(engine: str) -> None:
    """Close what dbt opened in this process: a DuckDB file is open for one of us only."""
    from dbt.adapters.factory import cleanup_connections

    cleanup_connections()  # type: ignore[no-untyped-call]
    if engine == "duckdb":
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
