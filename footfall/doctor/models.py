"""Checks by dbt itself: the project, its vars, and the raw tables that models look at."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from footfall.doctor.findings import Finding
from footfall.errors import UserError
from footfall.warehouse import DbtTarget

PACKAGE = "footfall"
SALT_MODEL = f"model.{PACKAGE}.stg_footfall__pseudonym_salt"


class Models:
    """The project as dbt has parsed it."""

    def __init__(self, target: DbtTarget, dbt_vars: str | None, artifacts: Path) -> None:
        """Parse. Raises UserError where the project or a var is wrong.

        dbt_vars: YAML, as for dbt. artifacts: a folder for what dbt writes.
        """
        parsed_before = target.project / "target" / "partial_parse.msgpack"
        if parsed_before.is_file():
            shutil.copy(parsed_before, artifacts)
        self._options = [
            *("--quiet", "--log-level", "none", "--log-level-file", "none"),
            *("--project-dir", str(target.project), "--profiles-dir", str(target.profiles)),
            *("--target", target.name, "--target-path", str(artifacts)),
            *(["--vars", dbt_vars] if dbt_vars else []),
        ]
        self._manifest: Any = None
        self._manifest = self._run("parse")
        if SALT_MODEL not in self._manifest.nodes:
            raise UserError(
                f"The project in {target.project} is not footfall, nor has it as a package."
            )
        nodes = [
            node
            for node in self._manifest.nodes.values()
            if node.resource_type in ("model", "seed", "snapshot")
        ]
        self.schemas = {str(node.schema) for node in nodes}
        self.roles = {
            str(role)
            for node in nodes
            for granted in (node.config.grants or {}).values()
            for role in ([granted] if isinstance(granted, str) else granted)
        }
        self._models = [node for node in nodes if node.resource_type == "model"]

    @property
    def salt(self) -> str:
        """The relation of the salt."""
        node = self._manifest.nodes[SALT_MODEL]
        return f'"{node.schema}"."{node.alias}"'

    def check_raw_tables(self) -> Iterator[Finding]:
        """Whether each system's raw tables and columns are there: its models compile."""
        fqns = [node.fqn for node in self._models if node.fqn[:2] == [PACKAGE, "staging"]]
        systems = sorted({fqn[2] for fqn in fqns} - {PACKAGE})
        for system in systems:
            try:
                self._run("compile", "--select", f"fqn:{PACKAGE}.staging.{system}")
            except UserError as error:
                yield Finding(f"raw tables of {system}", "fail", str(error))
            else:
                yield Finding(f"raw tables of {system}", "ok", "there, with all columns")

    def _run(self, command: str, *arguments: str) -> Any:
        """What dbt gives. Raises UserError with the sentence of its error."""
        from dbt.cli.main import dbtRunner

        own = ["--threads", "1", "--no-print"] if command == "compile" else []
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            done = dbtRunner(manifest=self._manifest).invoke(
                [command, *arguments, *self._options, *own]
            )
        if not done.success:
            raise UserError(_sentence(str(done.exception or f"dbt {command} has failed")))
        return done.result


def _sentence(text: str) -> str:
    """Our own sentence out of dbt's error, else the error in one line."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    first = paragraphs[0]
    at = first.find("footfall: ")
    return first[at + len("footfall: ") :] if at >= 0 else " ".join(paragraphs)
