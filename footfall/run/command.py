"""The command line of the run."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from footfall.terminal import (
    AsJson,
    ProfilesDir,
    ProjectDir,
    Quiet,
    Target,
    console,
    errors,
    escaped,
    print_json,
)


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
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Run the scheduled steps: load, freshness, checks, build, publish, report and alerts.

    Two runs never overlap. Exit code 0: all steps are fine, 1: one has failed, 2: a mistake in
    what was asked, 3: another run is at work, 128 and more: a signal has ended it.
    """
    from footfall.run.running import run_steps
    from footfall.run.steps import choose_steps, read_steps
    from footfall.warehouse import read_target

    found = read_target(target, profiles_dir, project_dir)
    steps = choose_steps(
        read_steps(steps_file, found.project), first, tuple(only or ()), tuple(skip or ())
    )
    if attempts:
        steps = [
            step.model_copy(update={"retries": min(step.retries, attempts - 1)}) for step in steps
        ]
    if list_steps:
        if as_json:
            print_json({"steps": [step.model_dump() for step in steps]})
            return
        table = Table("step", "command", "attempts", "on failure")
        for step in steps:
            row = (escaped(step.command), str(step.retries + 1), step.on_failure)
            table.add_row(step.name, *row)
        console.print(table)
        return

    def show(line: str) -> None:
        if not quiet and not as_json:
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    record, code = run_steps(found, steps, keep, show)
    if as_json:
        print_json(asdict(record))
    elif not quiet:
        table = Table("step", "state", "attempts", "seconds", "why")
        for done in record.steps:
            why = done.reason or ""
            table.add_row(done.name, done.state, str(done.attempts), f"{done.seconds:.0f}", why)
        console.print(table)
    if code:
        errors.print(
            f"[bold red]Error:[/] the run is {record.state}, {escaped(record.reason or '')}:"
            f" see {escaped(record.log)}",
            soft_wrap=True,
        )
        raise typer.Exit(code)
