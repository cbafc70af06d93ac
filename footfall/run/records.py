"""What a run leaves behind: a log with times and the steps' output, and its state as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Literal

from footfall.errors import UserError
from footfall.source_issues import SourceIssue

RUNS_FOLDER = Path("logs") / "runs"

StepState = Literal[
    "waiting", "running", "ok", "failed", "timed out", "stopped", "not set up", "not run"
]
RunState = Literal["running", "ok", "failed", "stopped", "killed"]


@dataclass
class StepRecord:
    """What became of a step. exit_code: of its last attempt, if it had one."""

    name: str
    state: StepState = "waiting"
    attempts: int = 0
    exit_code: int | None = None
    seconds: float = 0.0
    reason: str | None = None


@dataclass
class RunRecord:
    """What became of a run. Times are ISO 8601 in UTC. issues: what its build found in the logs."""

    run_id: str
    state: RunState
    started_at: str
    log: str
    steps: list[StepRecord] = field(default_factory=list)
    ended_at: str | None = None
    reason: str | None = None
    issues: list[SourceIssue] = field(default_factory=list)

    def write(self) -> None:
        """Write the state beside the log, as a whole or not at all."""
        path = Path(self.log).with_suffix(".json")
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        part.replace(path)


def now() -> str:
    """The time as ISO 8601 in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def begin_record(project: Path, keep: int) -> RunRecord:
    """A record of a run that begins, with its place in the folder of runs.

    Of earlier runs the last are kept, so that there are `keep` with this one; those that were
    killed are marked so. To be called by who holds the lock.
    Raises UserError where the folder cannot be written.
    """
    folder = project / RUNS_FOLDER
    started = datetime.now(timezone.utc)
    run_id = f"{started:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.json"):
            _mark_killed(path)
        earlier = sorted(folder.glob("*.log"))
        for path in earlier[: max(len(earlier) - keep + 1, 0)]:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
        record = RunRecord(run_id, "running", now(), str(folder / f"{run_id}.log"))
        record.write()
    except OSError as error:
        raise UserError(f"Cannot write into {folder}: {error.strerror}.") from error
    return record


def last_run(project: Path) -> dict[str, object] | None:
    """The state of the last run, as it was written; None where there was none."""
    for path in sorted((project / RUNS_FOLDER).glob("*.json"), reverse=True):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _mark_killed(path: Path) -> None:
    """A run that is at work no longer, and has not said how it ended, was killed."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return
    if isinstance(found, dict) and found.get("state") == "running":
        path.write_text(json.dumps({**found, "state": "killed"}, indent=2) + "\n", encoding="utf-8")


class RunLog:
    """The log file of a run, each line with its time; `show` gets the lines too, without it."""

    def __init__(self, path: Path, show: Callable[[str], None]) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._show = show
        self._rest = b""

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def say(self, text: str) -> None:
        """A line of the run itself."""
        self.end_output()
        self._line(text)

    def output(self, read: bytes) -> None:
        """What a step has printed: whole lines are written, the rest waits for more."""
        *lines, self._rest = (self._rest + read).split(b"\n")
        for line in lines:
            self._line(f"  {line.decode(errors='replace').rstrip()}")

    def end_output(self) -> None:
        """The step has ended, in the midst of a line or not."""
        if self._rest:
            self.output(b"\n")

    def _line(self, text: str) -> None:
        self._file.write(f"{now()} {text}\n")
        self._file.flush()
        self._show(text)
