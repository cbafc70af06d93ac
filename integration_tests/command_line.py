"""The project's command line, run inside the tests' own process: ten times faster than outside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from typer.testing import CliRunner

from footfall.cli import app
from footfall.errors import USERS_MISTAKE
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY


class CommandLine:
    """Runs footfall inside this process, against one warehouse."""

    def __init__(self, warehouse: Warehouse, project: Path = REPOSITORY) -> None:
        """Point the command line at a warehouse and a project."""
        self.options = [
            *("--profiles-dir", str(warehouse.profiles_dir)),
            *("--project-dir", str(project)),
        ]

    def __call__(self, *arguments: str | Path) -> dict[str, int]:
        """Run a command that succeeds; the counts that it prints, by name."""
        code, output = self.run(*arguments)
        assert code == 0, output
        cells = [line.split("│") for line in output.splitlines() if line.startswith("│")]
        return {row[1].strip(): int(row[2].replace(",", "")) for row in cells}

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """Run a command; its exit code and all that it prints."""
        return _run([*map(str, arguments), *self.options])

    def fails(self, *arguments: str | Path, exit_code: int = USERS_MISTAKE) -> str:
        """Run a command with a mistake in it; the one sentence that it prints."""
        code, output = self.run(*arguments)
        assert code == exit_code, output
        return " ".join(output.split())


def printed(*arguments: str) -> tuple[int, str]:
    """Run footfall; its exit code and all that it prints, in one line without boxes."""
    code, output = _run(arguments)
    return code, " ".join(output.replace("│", " ").split())


def _run(arguments: Sequence[str]) -> tuple[int, str]:
    """Raises what a command leaves uncaught: users would see a traceback."""
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, click.unstyle(result.output)
