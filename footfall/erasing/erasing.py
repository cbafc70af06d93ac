"""Erasing persons: what the operation erase_users of the dbt project does, asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from footfall.dbt_project import parsed_project
from footfall.errors import UserError
from footfall.warehouse import DbtTarget


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
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as a text file of e-mails: {error}") from error
    return [line.strip() for line in lines if line.strip()]


def check_names(emails: Sequence[str], users: Sequence[str]) -> None:
    """Raise UserError where there is nobody, or one is no SYSTEM:NATIVE_USER.

    Whether an e-mail is one says the warehouse, which has the only definition.
    """
    if not emails and not users:
        raise UserError("Say who: an e-mail, --from-file FILE or --user SYSTEM:NATIVE_USER.")
    for user in users:
        system, _, native_user = user.partition(":")
        if not system or not native_user.strip():
            raise UserError(f"{user} is not SYSTEM:NATIVE_USER, as in datagrok:ann.")


def erase_persons(
    target: DbtTarget, emails: Sequence[str], users: Sequence[str], variables: str | None = None
) -> Erasure:
    """Run the operation, in this process: who lists processes sees the arguments of others.

    variables: as for ``dbt --vars``, where builds have them too.
    Raises UserError with dbt's own sentence where it fails.
    """
    target.check_reachable()
    with parsed_project(target, variables) as project:
        report = project.run_operation(
            "erase_users", {"emails": [*emails], "users": [*users], "as_json": True}
        )
    return Erasure(
        erased=tuple(report["erased"]),
        known=tuple(report["known"]),
        unknown=tuple(report["unknown"]),
        rows={str(table): int(rows) for table, rows in report["rows"].items()},
        statements=tuple(RawStatement(**statement) for statement in report["statements"]),
    )
