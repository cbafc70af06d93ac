"""Executes deploy/dagster_job.py in process, in Dagster's own environment; prints what happened.

Argument: the job's file. The output's last line is JSON: success, the events of steps in order,
and why steps failed.
"""

from __future__ import annotations

import json
import runpy
import sys

import dagster as dg

_EVENTS = ("STEP_SUCCESS", "STEP_FAILURE", "STEP_UP_FOR_RETRY", "STEP_SKIPPED")


def main(path: str) -> None:
    """Execute the job once, without a server."""
    job = runpy.run_path(path)["footfall_job"]
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    events = [
        [event.step_key, event.event_type_value.removeprefix("STEP_")]
        for event in result.all_events
        if event.event_type_value in _EVENTS
    ]
    reasons = [
        event.step_failure_data.user_failure_data.description
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.user_failure_data
    ]
    print(json.dumps({"success": result.success, "events": events, "reasons": reasons}))


if __name__ == "__main__":
    main(sys.argv[1])
