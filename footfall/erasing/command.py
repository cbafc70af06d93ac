"""The command line of erasing."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from footfall.errors import USERS_MISTAKE
from footfall.terminal import (
    Output,
    TargetOptions,
    Variables,
    print_error,
    with_shared_options,
)


@with_shared_options
def erase(
    email: Annotated[list[str] | None, typer.Argument(help="Whom: e-mails.")] = None,
    from_file: Annotated[
        Path | None, typer.Option(help="A file of e-mails, one a line.", metavar="FILE")
    ] = None,
    user: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SYSTEM:NATIVE_USER",
            help="A user of whom no e-mail is known, as in datagrok:ann; repeatable.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    variables: Variables = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Erase persons for good: an anonymous actor stands in for each, everywhere.

    Their activities stay, so that totals hold. The next dbt build finishes it. Raw tables are not
    touched: the statements for them are printed. Who occurs nowhere gives exit code 2.
    """
    from footfall.erasing.erasing import check_names, erase_persons, read_emails

    listed = read_emails(from_file) if from_file else []
    emails = [each.strip() for each in [*(email or []), *listed]]
    users = user or []
    check_names(emails, users)
    if not yes:
        people = ", ".join([*emails, *users])
        typer.confirm(f"Erase {people}? This cannot be undone", abort=True, err=True)
    with output.progress("Erasing"):
        done = erase_persons(dbt.read(), emails, users, variables)
    for name in done.erased:
        output.say(f"Erased {name}.")
    for name in done.known:
        output.say(f"{name} was erased before.")
    if done.rows:
        output.counts("Rows rewritten; dbt build does the rest", done.rows)
    if done.statements:
        output.say("Raw tables are yours. These statements take the persons out of them:")
    for statement in done.statements:
        output.say(f"-- {statement.rows:,} rows\n{statement.sql};")
    output.document(asdict(done))
    for name in done.unknown:
        print_error(f"{name} occurs nowhere: nothing was done.")
    if done.unknown:
        raise typer.Exit(USERS_MISTAKE)
