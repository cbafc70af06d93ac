"""dbt commands forked from a program that is warm: they start at once and can be killed."""

from __future__ import annotations

import atexit
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
from typing import IO, Any, Literal

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
        _wait(lambda: text in self.output or self.has_ended, lambda: self.output)

    def wait(self) -> int:
        """Wait for its end; the exit code, negative where a signal has ended it."""
        _wait(lambda: self.has_ended, lambda: self.output)
        return int(self.path.with_suffix(".code").read_text())


class DbtServer:
    """``dbt_server`` at work, once it has loaded dbt and parsed a project.

    Args:
        folder: for what commands print and how they end.
        commands: its input, by whose end it ends.
        has_ended: whether it has ended by itself, where that can be known.
    """

    def __init__(
        self, folder: Path, commands: IO[str], has_ended: Callable[[], bool] = bool
    ) -> None:
        """Wait until it has parsed.

        Raises:
            RuntimeError: if it cannot.
        """
        self._folder = folder
        self._commands = commands
        self._lock = threading.Lock()
        self._started = 0
        parsed, failed = folder / "parsed", folder / "failed"
        _wait(lambda: parsed.exists() or failed.exists() or has_ended(), str)
        if not parsed.exists():
            raise RuntimeError(failed.read_text() if failed.exists() else "dbt does not load")

    def start(self, *arguments: str) -> RunningCommand:
        """Start a command on what was parsed, with artifacts and logs of its own."""
        path = self._folder / str(self._started)
        own = ("--target-path", f"{path}-target", "--log-path", f"{path}-logs")
        return self._send({"arguments": [*arguments, *own]})

    def start_elsewhere(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        program: Literal["dbt", "footfall"] = "dbt",
    ) -> RunningCommand:
        """Start a command of another project or warehouse, which parses for itself."""
        command = {"arguments": arguments, "folder": str(folder), "environment": dict(environment)}
        return self._send(command | {"program": program})

    def serve_elsewhere(
        self, served: Path, options: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> DbtServer:
        """Start a server that parses another project or for another warehouse.

        Args:
            served: an empty folder for the files of that server.
        """
        os.mkfifo(served / "input")
        command = {"arguments": options, "folder": str(folder), "environment": dict(environment)}
        self._send(command | {"serves": str(served)})
        return DbtServer(served, (served / "input").open("w"))

    def stop(self) -> None:
        """End the server; commands that it has started are left alone."""
        self._commands.close()

    def _send(self, command: Mapping[str, Any]) -> RunningCommand:
        with self._lock:
            path = self._folder / str(self._started)
            self._started += 1
            self._commands.write(json.dumps(command) + "\n")
            self._commands.flush()
        return RunningCommand(path)


_only_one = threading.Lock()
_running: list[DbtServer] = []


def shared_server(environment: Mapping[str, str]) -> DbtServer:
    """The one server of this run of the tests, of which all others are forks.

    Args:
        environment: in which it starts, for the first that asks; commands bring their own.
    """
    with _only_one:
        if not _running:
            _running.append(_server_of_all(environment))
        return _running[0]


def _server_of_all(environment: Mapping[str, str]) -> DbtServer:
    folder = Path(tempfile.mkdtemp(prefix="footfall_dbt_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copy(REPOSITORY / "profiles.yml.example", folder / "profiles.yml")
    options = [
        *("--project-dir", str(REPOSITORY), "--profiles-dir", str(folder)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "integration_tests.dbt_server", str(folder), *options],
        cwd=REPOSITORY,
        env=dict(environment),
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    atexit.register(process.communicate)
    return DbtServer(folder, process.stdin, lambda: process.poll() is not None)


def _wait(is_over: Callable[[], bool], output: Callable[[], str]) -> None:
    deadline = time.monotonic() + _HALF_AN_HOUR
    while not is_over():
        if time.monotonic() > deadline:
            raise TimeoutError(f"dbt takes too long:\n{output()}")
        time.sleep(0.02)
