"""The command line of the build."""

import contextlib
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from footfall.terminal import Output, TargetOptions, Variables, with_shared_options


@with_shared_options
def build(
    force: Annotated[
        bool, typer.Option("--force", help="Build and test all of it, whatever is new.")
    ] = False,
    variables: Variables = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Run dbt build, where anything is new since the last one, and leave out what is the same.

    It ends at once where project, vars, versions, day and raw tables are those of the last whole
    build by this command, and nothing else has built since. Exit codes are those of dbt: 1 where
    a model or a test has failed, 2 where dbt could not begin.
    """
    from footfall.building.building import build as build_target

    # of --json the document alone is on standard output
    with contextlib.redirect_stdout(sys.stderr) if output.as_json else contextlib.nullcontext():
        news, code = build_target(
            dbt.read(), variables, force, not output.is_for_people, output.say
        )
    output.document({**asdict(news), "exit_code": code})
    if code:
        raise typer.Exit(code)
