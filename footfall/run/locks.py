"""The lock of a run: a file for this machine, and on PostgreSQL the database for all of them."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from footfall.errors import BusyError, UserError
from footfall.warehouse import DbtTarget

LOCK_FILE = Path(".footfall") / "run.lock"
PURPOSE = "footfall run"


@dataclass(frozen=True)
class RunLock:
    """A lock that is held.

    descriptor: of the file. Commands inherit it, so that what outlives a killed run keeps the next
    one out. confirm: raises UserError where the lock was lost.
    """

    descriptor: int
    confirm: Callable[[], object]


def holder(project: Path) -> dict[str, Any] | None:
    """Who holds a project's lock: pid, host and since; None where nobody does."""
    path = project / LOCK_FILE
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except FileNotFoundError:
        return None
    except BlockingIOError:
        try:
            found = json.loads(path.read_text())
        except ValueError:  # being written
            found = None
        return found if isinstance(found, dict) else {}


@contextmanager
def run_lock(target: DbtTarget) -> Iterator[RunLock]:
    """Hold the lock of a project and of its warehouse; it ends with its processes.

    Raises BusyError where another run holds it, UserError where the file cannot be written or the
    server cannot be reached.
    """
    with _locked_file(target.project) as descriptor:
        if target.engine != "postgres":
            yield RunLock(descriptor, lambda: None)
            return
        with target.open().session(PURPOSE) as session:
            yield RunLock(descriptor, lambda: session.query("select 1"))


@contextmanager
def _locked_file(project: Path) -> Iterator[int]:
    path = project / LOCK_FILE
    try:
        path.parent.mkdir(exist_ok=True)
        # Not removed at the end: who has opened it meanwhile would lock a file that is gone.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            found = holder(project) or {}
            who = f"process {found.get('pid', '?')} since {found.get('since', 'a moment')}"
            raise BusyError(f"Another run is at work in {project}: {who}.") from error
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        told = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now})
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, told.encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)
