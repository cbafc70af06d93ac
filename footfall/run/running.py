"""Running the steps, one after the other, under the lock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from footfall.errors import FAILED, OK, UserError
from footfall.run.locks import RunLock, run_lock
from footfall.run.processes import Ended, Signals, run_command
from footfall.run.records import RunLog, RunRecord, StepRecord, begin_record, now
from footfall.run.steps import Step
from footfall.source_issues import last_source_issues
from footfall.warehouse import DbtTarget


def run_steps(
    target: DbtTarget, steps: Sequence[Step], keep: int, show: Callable[[str], None]
) -> tuple[RunRecord, int]:
    """Run steps; what became of them, and the exit code.

    keep: how many runs have their logs kept. show: gets the lines of the log.
    Raises BusyError where another run is at work, UserError where the run cannot begin.
    """
    with Signals().listening() as signals, run_lock(target) as lock:
        record = begin_record(target.project, keep)
        record.steps = [StepRecord(step.name) for step in steps]
        environment = _environment(target, record)
        with RunLog(Path(record.log), show) as log:
            log.say(f"run {record.run_id} of target {target.name} begins")
            for step, done in zip(steps, record.steps, strict=True):
                _run_step(step, done, record, _Context(target, environment, log, signals, lock))
            if not signals.received:
                record.issues = last_source_issues(target)
            for issue in record.issues:
                log.say(f"{issue.severity}: {issue.message}")
            _finish(record, signals)
            log.say(f"run {record.run_id}: {record.state}")
    if record.state == "stopped" and signals.received:
        return record, 128 + signals.received
    return record, OK if record.state == "ok" else FAILED


class _Context:
    """What all steps of a run have in common."""

    def __init__(
        self,
        target: DbtTarget,
        environment: Mapping[str, str],
        log: RunLog,
        signals: Signals,
        lock: RunLock,
    ) -> None:
        self.target = target
        self.environment = environment
        self.log = log
        self.signals = signals
        self.lock = lock


def _environment(target: DbtTarget, record: RunRecord) -> dict[str, str]:
    """The environment of the steps: this one, with its programs and this target."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ | {
        "PATH": programs,
        "DBT_PROJECT_DIR": str(target.project),
        "DBT_PROFILES_DIR": str(target.profiles),
        "DBT_TARGET": target.name,
        "FOOTFALL_RUN_ID": record.run_id,
        # what Python prints goes into the log when it is printed
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
    }


def _run_step(step: Step, done: StepRecord, record: RunRecord, context: _Context) -> None:
    """Run a step with its retries; what became of it stands in `done` and on disk."""
    say, signals = context.log.say, context.signals
    missing = step.lacks()
    if record.reason or signals.received:
        done.state, done.reason = "not run", record.reason or "the run was stopped"
    elif missing:
        done.state, done.reason = "not set up", ", ".join(missing)
        say(f"{step.name}: left out, {done.reason}")
    else:
        _attempt(step, done, record, context)
        took = f"after {done.seconds:.0f} s"
        say(f"{step.name}: {done.state} {took}" + (f", {done.reason}" if done.reason else ""))
        if done.state != "ok" and step.on_failure == "stop":
            record.reason = f"{step.name} has not succeeded"
    record.write()


def _attempt(step: Step, done: StepRecord, record: RunRecord, context: _Context) -> None:
    started = time.monotonic()
    while True:
        done.state = "running"
        done.attempts += 1
        record.write()
        context.log.say(f"{step.name}: attempt {done.attempts} of {step.retries + 1}")
        try:
            context.lock.confirm()
        except UserError as error:
            done.state, done.reason = "failed", f"the lock was lost: {error}"
            record.reason = done.reason
            break
        ended = _run_once(step, context)
        done.state, done.exit_code = ended.outcome, ended.code
        done.reason = None if ended.outcome == "ok" else f"exit code {ended.code}"
        if ended.outcome in ("ok", "stopped") or done.attempts > step.retries:
            break
        context.log.say(f"{step.name}: {done.state}, again in {step.retry_wait:g} s")
        context.signals.pause(step.retry_wait)
        if context.signals.received:
            break
    done.seconds = round(time.monotonic() - started, 1)


def _run_once(step: Step, context: _Context) -> Ended:
    ended = run_command(
        step.command,
        context.target.project,
        context.environment,
        step.timeout,
        context.log.output,
        context.signals,
        context.lock.descriptor,
    )
    context.log.end_output()
    return ended


def _finish(record: RunRecord, signals: Signals) -> None:
    failed = [step.name for step in record.steps if step.state in ("failed", "timed out")]
    cut_short = any(step.state in ("stopped", "not run") for step in record.steps)
    if signals.received and cut_short:
        record.state, record.reason = "stopped", f"by signal {signals.received}"
    elif failed:
        record.state, record.reason = "failed", f"{', '.join(failed)} failed"
    else:
        record.state = "ok"
    record.ended_at = now()
    record.write()
