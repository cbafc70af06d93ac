"""What the last build found wrong with the logs, from the mart source_issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from footfall.errors import UserError
from footfall.terminal import console, escaped
from footfall.warehouse import DbtTarget, MissingTableError, Warehouse

_COLOURS = {"error": "bold red", "warn": "yellow"}


@dataclass(frozen=True)
class SourceIssue:
    """A row of the mart. severity: error or warn."""

    system: str
    severity: str
    issue: str
    message: str


def read_source_issues(warehouse: Warehouse) -> list[SourceIssue]:
    """The issues of the last build, errors first; none where nothing is built yet.

    Raises UserError where the warehouse cannot be read.
    """
    try:
        rows = warehouse.query("select system, severity, issue, message from marts.source_issues")
    except MissingTableError:
        # of a version that had no such mart, or not built at all: whoever asks says that themselves
        return []
    issues = [SourceIssue(*map(str, row)) for row in rows]
    return sorted(issues, key=lambda issue: (issue.severity, issue.message))


def last_source_issues(target: DbtTarget) -> list[SourceIssue]:
    """The issues of the last build; none where they cannot be read, as on Spark."""
    try:
        return read_source_issues(target.open())
    except UserError:
        return []


def print_source_issues(issues: Iterable[SourceIssue]) -> None:
    """Print them for people, a line each."""
    for issue in issues:
        mark = f"[{_COLOURS[issue.severity]}]{issue.severity}[/]"
        console.print(f"{mark} {escaped(issue.message)}", soft_wrap=True, highlight=False)
