"""dbt commands forked from a program that is warm: they start at once and can be killed."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration_tests.project_copies import REPOSITORY

_HALF_AN_HOUR = 1800.0


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


class DbtServer:
    """``dbt_server`` at work: it has loaded dbt, and parsed a project where there are options.

    Args:
        folder: an empty one, for what commands print and how they end.
        options: of every command that says nothing else.
        project: the folder in which these run.
        environment: in which they run.
    """

    def __init__(
        self, folder: Path, options: Sequence[str], project: Path, environment: Mapping[str, str]
    ) -> None:
        """Start the program and wait until it has parsed."""
        self._folder = folder
        self._lock = threading.Lock()
        self._started = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "integration_tests.dbt_server", str(folder), *options],
            cwd=project,
            env=dict(environment),
            stdin=subprocess.PIPE,
            text=True,
        )
        while not (folder / "parsed").exists():
            assert self._process.poll() is None, "the project does not parse"
            time.sleep(0.05)

    def start(self, *arguments: str) -> RunningCommand:
        """Start a command; it reads and writes artifacts and logs of its own."""
        path = self._folder / str(self._started)
        own = ("--target-path", f"{path}-target", "--log-path", f"{path}-logs")
        return self._send({"arguments": [*arguments, *own]})

    def start_elsewhere(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> RunningCommand:
        """Start a command of another project or warehouse, which parses for itself."""
        command = {"arguments": arguments, "folder": str(folder), "environment": dict(environment)}
        return self._send(command)

    def stop(self) -> None:
        """End the program; commands that it has started are left alone."""
        self._process.kill()
        self._process.communicate()

    def _send(self, command: Mapping[str, Any]) -> RunningCommand:
        assert self._process.stdin is not None
        with self._lock:
            path = self._folder / str(self._started)
            self._started += 1
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        return RunningCommand(path)


_only_one = threading.Lock()


def shared_server(environment: Mapping[str, str]) -> DbtServer:
    """The one server of this run of the tests, for commands that parse for themselves."""
    with _only_one:
        return _shared_server(tuple(sorted(environment.items())))


@functools.cache
def _shared_server(environment: tuple[tuple[str, str], ...]) -> DbtServer:
    folder = Path(tempfile.mkdtemp(prefix="footfall_dbt_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = DbtServer(folder, [], REPOSITORY, dict(environment))
    atexit.register(server.stop)
    return server


def _wait(is_over: Callable[[], bool], command: RunningCommand) -> None:
    deadline = time.monotonic() + _HALF_AN_HOUR
    while not is_over():
        if time.monotonic() > deadline:
            raise TimeoutError(f"dbt takes too long:\n{command.output}")
        time.sleep(0.02)
