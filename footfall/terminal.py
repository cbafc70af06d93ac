"""What the commands share: their options, and how they speak to the terminal."""

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

console = Console()
errors = Console(stderr=True)

# Panels of `footfall --help`, and of the options that many commands have.
DATA_PANEL = "Data in and out"
RESULTS_PANEL = "Results"
OPERATIONS_PANEL = "Operations"
PROJECT_PANEL = "Project"
OUTPUT_PANEL = "Output"

Target = Annotated[
    str | None,
    typer.Option(
        envvar="DBT_TARGET",
        help="dbt target; default: the profile's own.",
        rich_help_panel=PROJECT_PANEL,
    ),
]
ProfilesDir = Annotated[
    Path | None,
    typer.Option(help="Folder of profiles.yml, as for dbt.", rich_help_panel=PROJECT_PANEL),
]
ProjectDir = Annotated[
    Path | None,
    typer.Option(
        help="Folder of dbt_project.yml; default: the nearest one upwards.",
        rich_help_panel=PROJECT_PANEL,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Print errors only.", rich_help_panel=OUTPUT_PANEL),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON document.", rich_help_panel=OUTPUT_PANEL),
]


@dataclass
class Output:
    """What a command prints: tables for people, one JSON document for programs, or nothing."""

    quiet: bool = False
    as_json: bool = False
    _results: list[dict[str, Any]] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    def progress(self, label: str, total_bytes: int | None = None) -> AbstractContextManager[Any]:
        """See progress; no line where nothing is to be printed."""
        return progress(label, total_bytes, is_shown=not self.quiet)

    def counts(self, title: str, counts: dict[str, int]) -> None:
        """What was done, by name."""
        if self.as_json:
            keys = {re.sub(r"\W+", "_", name).strip("_"): count for name, count in counts.items()}
            self._results.append({"title": title, "counts": keys})
        elif not self.quiet:
            print_counts(title, counts)

    def note(self, text: str, style: str | None = None) -> None:
        """A sentence that belongs to what was done."""
        if self.as_json:
            self._notes.append(text)
        elif not self.quiet:
            console.print(escaped(text), style=style, soft_wrap=True)

    def end(self) -> None:
        """Print the document, where one is asked for."""
        if self.as_json:
            print_json({"results": self._results, "notes": self._notes})


def print_json(document: Any) -> None:
    """A document for programs, whatever the terminal can show."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))


@contextmanager
def progress(label: str, total_bytes: int | None = None, is_shown: bool = True) -> Iterator[Any]:
    """A progress line that is gone at the end; gives a function that takes bytes or rows done."""
    measure = [BarColumn(), DownloadColumn()] if total_bytes else [TextColumn("{task.completed:,}")]
    columns = [SpinnerColumn(), TextColumn("{task.description}"), *measure, TimeElapsedColumn()]
    with Progress(*columns, console=errors, transient=True, disable=not is_shown) as bars:
        task = bars.add_task(label, total=total_bytes)

        def advance(done: int) -> None:
            bars.advance(task, done)
            if total_bytes and bars.tasks[0].finished:
                bars.update(task, description="Merging")

        yield advance


def print_counts(title: str, counts: dict[str, int]) -> None:
    """A table of what was done, by name."""
    console.print(escaped(title), style="bold", soft_wrap=True)
    table = Table(show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for name, count in counts.items():
        table.add_row(escaped(name), f"{count:,}")
    console.print(table)


def escaped(text: str) -> str:
    """Text that Rich shows as it is: data may hold square brackets."""
    return escape(text)
