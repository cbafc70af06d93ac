"""Erasing persons: what the operation erase_users of the dbt project does, asked for by name."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from footfall.errors import UserError
from footfall.terminal import (
    ProfilesDir,
    ProjectDir,
    Target,
    console,
    errors,
    escaped,
    print_counts,
    progress,
)
from footfall.warehouse import find_project

_REPORT = "footfall erasure "
_RUN_DBT = """
import json, sys
from dbt.cli.main import dbtRunner
result = dbtRunner().invoke(json.load(sys.stdin))
print(result.exception or "", file=sys.stderr)
sys.exit(not result.success)
"""


@dataclass(frozen=True)
class RawStatement:
    """What takes persons out of a column of a raw table, and how many rows it changes."""

    table: str
    column: str
    rows: int
    sql: str


@dataclass(frozen=True)
class Erasure:
    """Who was erased now, before, or is nowhere; rows by table; what is left to the raw tables."""

    erased: tuple[str, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: dict[str, int]
    statements: tuple[RawStatement, ...]


def read_emails(path: Path) -> list[str]:
    """The e-mails of a file, one a line; empty lines are passed over.

    Raises UserError where the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as a text file of e-mails: {error}") from error
    return [line.strip() for line in lines if line.strip()]


def check_names(emails: Sequence[str], users: Sequence[str]) -> None:
    """Raise UserError where there is nobody, or one is no e-mail or no SYSTEM:NATIVE_USER."""
    if not emails and not users:
        raise UserError("Say who: an e-mail, --from-file FILE or --user SYSTEM:NATIVE_USER.")
    for email in emails:
        name, at, domain = email.partition("@")
        if not (name and at and domain) or "@" in domain or any(c.isspace() for c in email):
            raise UserError(f"{email} is no e-mail.")
    for user in users:
        system, _, native_user = user.partition(":")
        if not system or not native_user.strip():
            raise UserError(f"{user} is not SYSTEM:NATIVE_USER, as in datagrok:ann.")


def erase(
    emails: Sequence[str],
    users: Sequence[str],
    target: str | None = None,
    profiles_dir: Path | None = None,
    project_dir: Path | None = None,
    variables: str | None = None,
) -> Erasure:
    """Run the operation. dbt writes no artifact and no log of it: both would hold the names.

    variables: as for ``dbt --vars``, where builds have them too.
    Raises UserError with dbt's own sentence where it fails.
    """
    project = project_dir or find_project(Path.cwd())
    arguments = ["--no-write-json", "--log-level-file", "none", "--log-level", "error"]
    arguments += ["run-operation", "footfall.erase_users"]
    arguments += ["--args", json.dumps({"emails": [*emails], "users": [*users], "as_json": True})]
    arguments += ["--project-dir", str(project)]
    for option, value in (("--target", target), ("--profiles-dir", profiles_dir)):
        arguments += [option, str(value)] if value else []
    arguments += ["--vars", variables] if variables else []
    with tempfile.TemporaryDirectory() as folder:
        # Names go by standard input: who lists processes sees arguments. When the process has
        # ended, a DuckDB file is free again.
        done = subprocess.run(
            [sys.executable, "-c", _RUN_DBT],
            input=json.dumps([*arguments, "--log-path", folder]),
            capture_output=True,
            text=True,
            check=False,
        )
    for line in done.stdout.splitlines():
        if line.startswith(_REPORT) and done.returncode == 0:
            return _erasure(json.loads(line.removeprefix(_REPORT)))
    raise UserError(_reason(done.stderr + done.stdout))


def _erasure(report: dict[str, Any]) -> Erasure:
    return Erasure(
        erased=tuple(report["erased"]),
        known=tuple(report["known"]),
        unknown=tuple(report["unknown"]),
        rows={str(table): int(rows) for table, rows in report["rows"].items()},
        statements=tuple(RawStatement(**statement) for statement in report["statements"]),
    )


def _reason(printed: str) -> str:
    """What dbt says of why it failed: the sentence of footfall, where there is one."""
    for line in printed.splitlines():
        if "footfall: " in line:
            return line[line.index("footfall: ") + len("footfall: ") :]
    return f"dbt could not erase: {' '.join(printed.split())}"


def erase_command(
    email: Annotated[list[str] | None, typer.Argument(help="Whom: e-mails.")] = None,
    from_file: Annotated[
        Path | None, typer.Option(help="A file of e-mails, one a line.", metavar="FILE")
    ] = None,
    user: Annotated[
        list[str] | None,
        typer.Option(metavar="SYSTEM:NATIVE_USER", help="A user of whom no e-mail is known."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    variables: Annotated[
        str | None, typer.Option("--vars", help="As for dbt, where your builds have them.")
    ] = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Erase persons for good: an anonymous actor stands in for each, everywhere.

    Their activities stay, so that totals hold. The next dbt build finishes it. Raw tables are not
    touched: the statements for them are printed. Who occurs nowhere gives exit code 2.
    """
    emails = [
        each.strip() for each in [*(email or []), *(read_emails(from_file) if from_file else [])]
    ]
    users = user or []
    check_names(emails, users)
    if not yes:
        people = ", ".join([*emails, *users])
        typer.confirm(f"Erase {people}? This cannot be undone", abort=True, err=True)
    with progress("Erasing"):
        done = erase(emails, users, target, profiles_dir, project_dir, variables)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        _print(done)
    if done.unknown:
        raise typer.Exit(2)


def _print(done: Erasure) -> None:
    for name in done.erased:
        console.print(f"Erased {escaped(name)}.")
    for name in done.known:
        console.print(f"{escaped(name)} was erased before.")
    if done.rows:
        print_counts("Rows rewritten; dbt build does the rest", done.rows)
    if done.statements:
        console.print("Raw tables are yours. These statements take the persons out of them:")
    for statement in done.statements:
        typer.echo(f"-- {statement.rows:,} rows\n{statement.sql};")
    for name in done.unknown:
        errors.print(f"[bold red]Error:[/] {escaped(name)} occurs nowhere: nothing was done.")
