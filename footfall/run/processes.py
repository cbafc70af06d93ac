"""A step's command as a process group: its output, its time limit, and signals passed on to it."""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Literal

Outcome = Literal["ok", "failed", "timed out", "stopped"]

# How long a process may take to end when it is told to.
GRACE_SECONDS = 20.0
_PAUSE_SECONDS = 0.1
_READ_BYTES = 65_536
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Ended:
    """How a command has ended. code: as a shell has it, 128 and the signal where one ended it."""

    outcome: Outcome
    code: int


class Signals:
    """The first of the signals that has asked this process to end, while they are listened to."""

    def __init__(self) -> None:
        self.received: int | None = None

    @contextmanager
    def listening(self) -> Iterator[Signals]:
        """Take signals instead of dying of them; what is ignored, as by nohup, stays so."""
        before = {
            number: signal.signal(number, self._note)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def pause(self, seconds: float) -> None:
        """Wait, no longer than until a signal comes."""
        until = time.monotonic() + seconds
        while self.received is None and time.monotonic() < until:
            time.sleep(min(_PAUSE_SECONDS, seconds))

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.received = self.received or number


def run_command(
    command: str,
    folder: Path,
    environment: Mapping[str, str],
    timeout: float | None,
    write: Callable[[bytes], None],
    signals: Signals,
    descriptor: int,
) -> Ended:
    """Run a command in a shell to its end, or end it: at its time limit, or when told to end.

    write: takes what the command prints, as it comes. descriptor: a file that it inherits.
    """
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[descriptor],
        # a group of its own: a signal reaches all that the command has started
        start_new_session=True,
        preexec_fn=_END_WITH_PARENT,
    )
    assert process.stdout is not None
    output = process.stdout.fileno()
    os.set_blocking(output, False)
    deadline = None if timeout is None else time.monotonic() + timeout
    outcome: Outcome | None = None
    kill_at: float | None = None
    with process.stdout, selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while process.poll() is None:
            # a command may close its output and work on
            if selector.select(_PAUSE_SECONDS) and not _pass_on(output, write):
                selector.unregister(output)
            now = time.monotonic()
            if outcome is None:
                if signals.received:
                    outcome = "stopped"
                elif deadline and now > deadline:
                    outcome = "timed out"
                if outcome:
                    _signal(process, signals.received or signal.SIGTERM)
                    kill_at = now + GRACE_SECONDS
            elif kill_at and now > kill_at:
                _signal(process, signal.SIGKILL)
                kill_at = None
        _pass_on(output, write)
    # what the command left running in its group would work on under nobody's eyes
    if outcome:
        _signal(process, signal.SIGKILL)
    code = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return Ended(outcome or ("ok" if code == 0 else "failed"), code)


def _pass_on(output: int, write: Callable[[bytes], None]) -> bool:
    """Write what there is to read; whether more may come."""
    while True:
        try:
            read = os.read(output, _READ_BYTES)
        except BlockingIOError:
            return True
        if not read:
            return False
        write(read)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _end_with_parent() -> Callable[[], None] | None:
    """What asks Linux to end a process together with the one that started it."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))

    return ask


_END_WITH_PARENT = _end_with_parent()
