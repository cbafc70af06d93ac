"""footfall as a job of Dagster: an op a step, in the order of steps.yml.

    pip install dagster dagster-webserver     # an environment of its own, without dbt and footfall
    FOOTFALL_PROJECT=/srv/footfall dagster dev --python-file deploy/dagster_job.py

Each op runs `footfall run --only STEP` in the project's own environment. So there is one definition
of the steps, with one lock; what Dagster adds is the schedule, retries that can be seen, and
starting again where a run has failed. FOOTFALL_BIN says where footfall is, if not in the project's
.venv; the op's retries are the step's, so the step itself is tried once.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import dagster as dg

PROJECT = Path(os.environ.get("FOOTFALL_PROJECT", Path(__file__).resolve().parents[1]))
FOOTFALL = os.environ.get("FOOTFALL_BIN", str(PROJECT / ".venv" / "bin" / "footfall"))
BUSY = 3
SIGNALS = 128


def read_steps() -> list[dict[str, Any]]:
    """The steps, as footfall itself reads them."""
    command = [FOOTFALL, "run", "--list", "--json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]
    return steps


def run_step(context: dg.OpExecutionContext, name: str) -> str:
    """Run one step; its state: ok, or "not set up" where it lacks a variable.

    Raises Failure where the step fails, to be tried again unless it was stopped.
    """
    command = [FOOTFALL, "run", "--only", name, "--attempts", "1", "--json"]
    # Dagster ends an op by an exception in this process: the step must not work on.
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            printed, complaint = process.communicate()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode == BUSY:
        raise dg.Failure(f"busy: {complaint.strip()}", metadata={"exit_code": BUSY})
    if not printed:
        raise dg.Failure(complaint.strip(), allow_retries=False)
    record = json.loads(printed)
    context.log.info(Path(record["log"]).read_text(encoding="utf-8"))
    if process.returncode != 0:
        raise dg.Failure(
            f"{name} is {record['state']}: {record['reason']}",
            metadata={"exit_code": process.returncode, "log": dg.MetadataValue.path(record["log"])},
            allow_retries=process.returncode < SIGNALS,
        )
    state: str = record["steps"][0]["state"]
    return state


def make_op(step: dict[str, Any], is_first: bool) -> dg.OpDefinition:
    """An op that runs a step, after the one before it."""
    name = step["name"]

    @dg.op(
        name=name.replace("-", "_"),
        description=step["command"],
        ins={} if is_first else {"after": dg.In(dg.Nothing)},
        out=dg.Out(str),
        retry_policy=dg.RetryPolicy(max_retries=step["retries"], delay=step["retry_wait"]),
    )
    def run(context: dg.OpExecutionContext) -> str:
        try:
            return run_step(context, name)
        except dg.Failure as failure:
            may_go_on = step["on_failure"] == "continue"
            if may_go_on and context.retry_number >= step["retries"]:
                context.log.error(f"{failure.description}; the others go on")
                return "failed"
            raise

    return run


def make_job(steps: list[dict[str, Any]]) -> dg.JobDefinition:
    """A job of all steps, one after the other; it fails at its end if one that may has failed."""

    @dg.op(ins={"states": dg.In(list[str])})
    def all_is_well(context: dg.OpExecutionContext, states: list[str]) -> None:
        named = zip(steps, states, strict=True)
        failed = [step["name"] for step, state in named if state == "failed"]
        if failed:
            raise dg.Failure(f"{', '.join(failed)} failed", allow_retries=False)

    ops = [make_op(step, number == 0) for number, step in enumerate(steps)]

    # One after the other, for the lock lets no two steps work at once.
    @dg.job(name="footfall", executor_def=dg.in_process_executor)
    def job() -> None:
        states: list[Any] = []
        for op in ops:
            states.append(op(after=states[-1]) if states else op())
        all_is_well(states)

    return job


footfall_job = make_job(read_steps())
defs = dg.Definitions(
    jobs=[footfall_job],
    schedules=[
        dg.ScheduleDefinition(
            job=footfall_job,
            cron_schedule="15 4 * * *",
            execution_timezone="UTC",
            default_status=dg.DefaultScheduleStatus.RUNNING,
        )
    ],
)
