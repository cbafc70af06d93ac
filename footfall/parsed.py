"""The project as dbt parses it: its relations, and dbt commands on it."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path
from typing import Any

from footfall.errors import UserError
from footfall.warehouse import DbtTarget

PACKAGE = "footfall"
_SALT_MODEL = f"model.{PACKAGE}.stg_footfall__pseudonym_salt"


class ParsedProject:
    """A dbt project with footfall in it, and what it makes of the vars.

    dbt_vars: YAML, as for dbt. artifacts: a folder for what dbt writes.
    """

    def __init__(self, target: DbtTarget, dbt_vars: str | None, artifacts: Path) -> None:
        """Parse. Raises UserError where the project or a var is wrong."""
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
        self._manifest = self.run("parse")
        if _SALT_MODEL not in self._manifest.nodes:
            raise UserError(f"The project in {target.project} neither is footfall nor installs it.")
        self.nodes = [
            node
            for node in self._manifest.nodes.values()
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
    def salt(self) -> tuple[str, str]:
        """Schema and name of the table of the salt."""
        node = self._manifest.nodes[_SALT_MODEL]
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

        Raises UserError with the sentence of dbt's error.
        """
        from dbt.cli.main import dbtRunner

        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            done = dbtRunner(manifest=self._manifest).invoke([command, *arguments, *self._options])
        if not done.success:
            raise UserError(_sentence(str(done.exception or f"dbt {command} has failed")))
        return done.result


def _sentence(text: str) -> str:
    """Our own sentence out of dbt's error, else the error in one line."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    first = paragraphs[0]
    at = first.find("footfall: ")
    return first[at + len("footfall: ") :] if at >= 0 else " ".join(paragraphs)
