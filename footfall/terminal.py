"""What the commands share: their options, and how they speak to the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
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

Target = Annotated[str | None, typer.Option(help="dbt target; default: the profile's own.")]
ProfilesDir = Annotated[Path | None, typer.Option(help="Folder of profiles.yml, as for dbt.")]
ProjectDir = Annotated[
    Path | None, typer.Option(help="Folder of dbt_project.yml; default: the nearest one upwards.")
]


@contextmanager
def progress(label: str, total_bytes: int | None = None) -> Iterator[Any]:
    """A progress line that is gone at the end; gives a function that takes bytes or rows done."""
    measure = [BarColumn(), DownloadColumn()] if total_bytes else [TextColumn("{task.completed:,}")]
    columns = [SpinnerColumn(), TextColumn("{task.description}"), *measure, TimeElapsedColumn()]
    with Progress(*columns, console=errors, transient=True) as bars:
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
