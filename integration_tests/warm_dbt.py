"""dbt commands that start at once and can be killed, by way of ``dbt_server``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration_tests.harness import CommandError, Warehouse

_TEN_MINUTES = 600.0


@dataclass(frozen=True)
class RunningCommand:
    """A dbt command at work. Its files: ``path`` with the suffixes out, pid and code."""

    path: Path

    @property
    def output(self) -> str:
        """What it has printed so far."""
        found = self.path.with_suffix(".out")
        return found.read_text(encoding="utf-8") if found.exists() else ""

    @property
    def has_ended(self) -> bool:
        """Whether it is over, killed or not."""
        return self.path.with_suffix(".code").exists()

    def kill(self) -> None:
        """End it with all its threads and children, as when the machine fails."""
        os.killpg(int(self.path.with_suffix(".pid").read_text()), signal.SIGKILL)
        self.wait()

    def wait_for(self, text: str) -> None:
        """Wait until it has printed a text, or has ended."""
        _wait(lambda: text in self.output or self.has_ended, self)

    def wait(self) -> int:
        """Wait for its end; the exit code, negative where a signal has ended it."""
        _wait(lambda: self.has_ended, self)
        return int(self.path.with_suffix(".code").read_text())


class WarmDbt:
    """Runs dbt commands of one project, with one set of vars, against one warehouse."""

    def __init__(self, server: subprocess.Popen[str], folder: Path) -> None:
        """Take a server that has parsed, and its folder."""
        self._server = server
        self._folder = folder
        self._started = 0

    def start(self, *arguments: str) -> RunningCommand:
        """Start a command; it reads and writes artifacts and logs of its own."""
        path = self._folder / str(self._started)
        self._started += 1
        own = ("--target-path", f"{path}-target", "--log-path", f"{path}-logs")
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps([*arguments, *own]) + "\n")
        self._server.stdin.flush()
        return RunningCommand(path)

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """Run a command to its end and return what it printed.

        Raises:
            CommandError: if it fails, or does not though it must.
        """
        command = self.start(*arguments)
        if (command.wait() == 0) != succeeds:
            raise CommandError(f"dbt {' '.join(arguments)}\n{command.output}")
        return command.output


@contextmanager
def warm_dbt(
    warehouse: Warehouse, project: Path, variables: Mapping[str, Any]
) -> Iterator[WarmDbt]:
    """Yield dbt with the project parsed; what it started is over when the context ends."""
    folder = warehouse.folder / f"warm_{time.monotonic_ns()}"
    folder.mkdir()
    options = [
        *("--project-dir", str(project), "--profiles-dir", str(warehouse.profiles_dir)),
        *("--vars", json.dumps(dict(variables)), "--no-use-colors"),
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "integration_tests.dbt_server", str(folder), *options],
        cwd=project,
        env=warehouse.clean_environment(),
        stdin=subprocess.PIPE,
        text=True,
    )
    try:
        while not (folder / "parsed").exists():
            assert server.poll() is None, "the project does not parse"
            time.sleep(0.05)
        yield WarmDbt(server, folder)
    finally:
        server.kill()
        server.communicate()


def _wait(is_over: Callable[[], bool], command: RunningCommand) -> None:
    deadline = time.monotonic() + _TEN_MINUTES
    while not is_over():
        if time.monotonic() > deadline:
            raise TimeoutError(f"dbt takes too long:\n{command.output}")
        time.sleep(0.01)
