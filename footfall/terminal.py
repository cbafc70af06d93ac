"""What the commands share: their options, and how they speak to the terminal."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
import yaml
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
from typer.core import TyperGroup

from footfall.errors import FAILED, UserError

if TYPE_CHECKING:
    from footfall.warehouse import DbtTarget, Warehouse

# No emoji: data may hold words between colons.
console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)

# Panels of `footfall --help`, and of the options that many commands have.
DATA_PANEL = "Data in and out"
RESULTS_PANEL = "Results"
OPERATIONS_PANEL = "Operations"
PROJECT_PANEL = "Project"
OUTPUT_PANEL = "Output"

# Of options that are dates.
DATE_FORMATS = ["%Y-%m-%d"]


def _checked_variables(text: str | None) -> str | None:
    try:
        is_mapping = text is None or isinstance(yaml.safe_load(text), dict)
    except yaml.YAMLError:
        is_mapping = False
    if not is_mapping:
        raise UserError("--vars takes a YAML mapping, such as '{top_n: 20}'.")
    return text


Variables = Annotated[
    str | None,
    typer.Option(
        "--vars",
        metavar="YAML",
        help="Vars, as dbt takes them; default: the project's.",
        callback=_checked_variables,
        rich_help_panel=PROJECT_PANEL,
    ),
]


def schema_option(text: str) -> Any:
    """An option that takes the name of a schema. text: its help."""

    def checked(name: str) -> str:
        from footfall.warehouse import check_schema_name

        return check_schema_name(name)

    return typer.Option(help=text, callback=checked)


class CommandGroup(TyperGroup):
    """Shows a user's mistake as one sentence, with the error's exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; any other error is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            print_error(str(error))
            raise typer.Exit(error.exit_code) from error


@dataclass(frozen=True)
class ProjectOptions:
    """Which dbt project a command works on."""

    project_dir: Annotated[
        Path | None,
        typer.Option(
            help="Folder of dbt_project.yml; default: the nearest one upwards.",
            rich_help_panel=PROJECT_PANEL,
        ),
    ] = None
    profiles_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of profiles.yml, as for dbt.", rich_help_panel=PROJECT_PANEL),
    ] = None

    def target(self, name: str | None) -> DbtTarget:
        """A target of the project, by its name or the profile's own default; nothing is opened."""
        from footfall.warehouse import read_target

        return read_target(name, self.profiles_dir, self.project_dir)


@dataclass(frozen=True)
class TargetOptions(ProjectOptions):
    """Which target of which dbt project a command works on."""

    target_name: Annotated[
        str | None,
        typer.Option(
            "--target",
            envvar="DBT_TARGET",
            help="dbt target; default: the profile's own.",
            rich_help_panel=PROJECT_PANEL,
        ),
    ] = None

    def read(self) -> DbtTarget:
        """The target, as profiles.yml has it; nothing is opened."""
        return self.target(self.target_name)

    def open(self) -> Warehouse:
        """The warehouse of the target."""
        return self.read().open()


@dataclass
class Output:
    """What a command prints: tables for people, one JSON document for programs, or nothing."""

    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Print errors only.", rich_help_panel=OUTPUT_PANEL),
    ] = False
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON document.", rich_help_panel=OUTPUT_PANEL),
    ] = False
    _results: list[dict[str, Any]] = field(default_factory=list, init=False)
    _notes: list[str] = field(default_factory=list, init=False)
    _failures: list[tuple[str, dict[str, Any]]] = field(default_factory=list, init=False)

    @property
    def is_for_people(self) -> bool:
        """Whether tables and sentences are to be printed."""
        return not self.quiet and not self.as_json

    def progress(self, label: str, total_bytes: int | None = None) -> AbstractContextManager[Any]:
        """See progress; no line where nothing is to be printed."""
        return progress(label, total_bytes, is_shown=not self.quiet)

    def counts(self, title: str, counts: dict[str, int]) -> None:
        """What was done, by name."""
        if self.as_json:
            keys = {re.sub(r"\W+", "_", name).strip("_"): count for name, count in counts.items()}
            self._results.append({"title": title, "counts": keys})
        elif self.is_for_people:
            print_counts(title, counts)

    def note(self, text: str, style: str | None = None) -> None:
        """A sentence that belongs to what was done."""
        if self.as_json:
            self._notes.append(text)
        elif self.is_for_people:
            console.print(escaped(text), style=style, soft_wrap=True, highlight=False)

    def say(self, text: str) -> None:
        """Text for people alone, to the letter."""
        if self.is_for_people:
            typer.echo(text)

    def document(self, content: Any) -> None:
        """The JSON document, where one is asked for, of a command that has one of its own."""
        if self.as_json:
            typer.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))

    def failure(self, text: str, facts: dict[str, Any]) -> None:
        """A sentence about a part that has failed; facts: the same for programs."""
        self._failures.append((text, facts))

    def end(self) -> None:
        """The JSON document of counts and notes, where one is asked for, then what has failed.

        Raises typer.Exit where something has.
        """
        failures = [facts for _, facts in self._failures]
        self.document({"results": self._results, "notes": self._notes, "failures": failures})
        for text, _ in self._failures:
            print_error(text)
        if self._failures:
            raise typer.Exit(FAILED)


def with_shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command, in which a parameter that is a dataclass stands for an option a field.

    Typer has no way to define options once for many commands: it sees the fields of `dbt:
    TargetOptions` and `output: Output`, and the command gets the objects.
    """
    hints = get_type_hints(command, include_extras=True)
    shared: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    parameters = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name not in shared
    ]
    for kind in shared.values():
        types = get_type_hints(kind, include_extras=True)
        parameters += [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=each.default,
                annotation=types[each.name],
            )
            for each in fields(kind)
            if each.init
        ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        objects = {
            name: kind(**{each.name: given.pop(each.name) for each in fields(kind) if each.init})
            for name, kind in shared.items()
        }
        command(**given, **objects)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def print_error(text: str) -> None:
    """A sentence about what is wrong, on standard error."""
    errors.print(f"[bold red]Error:[/] {escaped(text)}", soft_wrap=True, highlight=False)


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
