"""The command line of the run."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from footfall.terminal import (
    Output,
    TargetOptions,
    console,
    escaped,
    print_error,
    with_shared_options,
)


@with_shared_options
def run(
    steps_file: Annotated[
        Path | None,
        typer.Option(
            "--steps", help="The steps; default: steps.yml beside dbt_project.yml, else our own."
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="STEP", help="The step to begin with.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="STEP", help="This step and no other, or load-*; repeatable."),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar="STEP", help="All steps but this one, or load-*; repeatable."),
    ] = None,
    attempts: Annotated[
        int | None,
        typer.Option(min=1, help="Attempts of each step, at most; default: as steps.yml says."),
    ] = None,
    list_steps: Annotated[
        bool, typer.Option("--list", help="Show the steps, and run none of them.")
    ] = False,
    keep: Annotated[
        int, typer.Option(min=1, max=10_000, help="Runs whose logs are kept in logs/runs.")
    ] = 30,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Run the scheduled steps: load, freshness, checks, build, publish, report and alerts.

    Two runs never overlap. Exit code 0: all steps are fine, 1: one has failed, 2: a mistake in
    what was asked, 3: another run is at work, 128 and more: a signal has ended it. At the end it
    says what the last build found wrong with the logs.
    """
    from footfall.run.running import run_steps
    from footfall.run.steps import choose_steps, read_steps

    target = dbt.read()
    steps = choose_steps(
        read_steps(steps_file, target.project), first, tuple(only or ()), tuple(skip or ())
    )
    if attempts:
        steps = [
            step.model_copy(update={"retries": min(step.retries, attempts - 1)}) for step in steps
        ]
    if list_steps:
        table = Table("step", "command", "attempts", "on failure")
        for step in steps:
            row = (escaped(step.command), str(step.retries + 1), step.on_failure)
            table.add_row(step.name, *row)
        if output.is_for_people:
            console.print(table)
        output.document({"steps": [step.model_dump() for step in steps]})
        return

    record, code = run_steps(target, steps, keep, output.say)
    table = Table("step", "state", "attempts", "seconds", "why")
    for done in record.steps:
        why = escaped(done.reason or "")
        table.add_row(done.name, done.state, str(done.attempts), f"{done.seconds:.0f}", why)
    if output.is_for_people:
        console.print(table)
    output.document(asdict(record))
    if code:
        print_error(f"the run is {record.state}, {record.reason or ''}: see {record.log}")
        raise typer.Exit(code)
