"""Runs whose steps are a few words of shell, in a project that has nothing but a profile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml
from typer.testing import CliRunner

from footfall.cli import app
from integration_tests.project_copies import REPOSITORY

Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class TinyProject:
    """A folder with a dbt_project.yml, a profile, and the steps of a run."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, output: Mapping[str, Any] | None = None) -> TinyProject:
        """Write the project; output: its dbt target, else a DuckDB file in the folder."""
        duckdb = {"type": "duckdb", "path": str(folder / "tiny.duckdb")}
        profile = {"tiny": {"target": "dev", "outputs": {"dev": output or duckdb}}}
        (folder / "dbt_project.yml").write_text("name: tiny\nprofile: tiny\n")
        (folder / "profiles.yml").write_text(yaml.safe_dump(profile))
        return cls(folder)

    def set_steps(self, steps: Steps) -> None:
        """Write steps.yml."""
        (self.folder / "steps.yml").write_text(yaml.safe_dump({"steps": list(map(dict, steps))}))

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run `footfall run`; its exit code and all that it prints."""
        result = CliRunner().invoke(app, ["run", *arguments, *self._options()])
        return result.exit_code, click.unstyle(result.output)

    def run_json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Run `footfall run --json`; its exit code and what it prints."""
        result = CliRunner().invoke(app, ["run", "--json", *arguments, *self._options()])
        return result.exit_code, json.loads(result.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `footfall run --json` as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "footfall", "run", "--json", *arguments, *self._options()],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_take_signals,
        )

    def lines(self, name: str = "out") -> list[str]:
        """What steps have written into a file of the project's folder."""
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def wait_for(self, name: str) -> str:
        """Wait until a step has written a file, and return what it holds."""
        wait_until(lambda: bool(self.lines(name)), f"no {name}")
        return self.lines(name)[0]

    def _options(self) -> list[str]:
        return ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]


def _take_signals() -> None:
    """As at a terminal: what a shell starts in the background ignores some."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def states(document: Mapping[str, Any]) -> dict[str, str]:
    """The states of the steps of a run, by name."""
    return {step["name"]: step["state"] for step in document["steps"]}


def wait_until(is_so: Callable[[], bool], complaint: str, seconds: float = 30) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: with the complaint.
    """
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(complaint)
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process is there, and is no zombie that nobody has waited for."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
