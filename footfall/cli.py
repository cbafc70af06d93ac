"""The command line: load raw logs, simulate them, read the headline KPIs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
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
from typer.core import TyperGroup

from footfall.errors import UserError
from footfall.files import FilesSummary

console = Console()
errors = Console(stderr=True)


class FootfallGroup(TyperGroup):
    """Shows a user's mistake as one sentence, with exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; any other error is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            errors.print(f"[bold red]Error:[/] {_escaped(str(error))}", soft_wrap=True)
            raise typer.Exit(2) from error


app = typer.Typer(
    cls=FootfallGroup,
    help="Engagement KPIs from the audit logs that a company already has.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
load = typer.Typer(help="Load raw logs into the warehouse.", no_args_is_help=True)
app.add_typer(load, name="load")

Target = Annotated[str | None, typer.Option(help="dbt target; default: the profile's own.")]
ProfilesDir = Annotated[Path | None, typer.Option(help="Folder of profiles.yml, as for dbt.")]
ProjectDir = Annotated[
    Path | None, typer.Option(help="Folder of dbt_project.yml; default: the nearest one upwards.")
]
Schema = Annotated[str | None, typer.Option(help="Raw schema; default: the system's name.")]


@load.command("amundsen")
def load_amundsen(
    files: Annotated[list[Path], typer.Argument(help="JSON lines, plain or gzipped.")],
    refused_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the lines that cannot be loaded; default: beside the file."),
    ] = None,
    schema: Schema = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Amundsen's action log from files. Loading a line again changes nothing."""
    from footfall.loading import check_schema_name
    from footfall.systems import amundsen
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "amundsen")
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    total = sum(path.stat().st_size for path in files if path.is_file())
    with _progress("Reading", total) as advance:
        summary = amundsen.load_files(warehouse, files, raw_schema, refused_dir, advance)
    _print_files_summary(f"{raw_schema}.user_actions in {warehouse.label}", "lines", summary)


@load.command("clutch")
def load_clutch(
    source: Annotated[
        str,
        typer.Option(
            "--from", envvar="FOOTFALL_CLUTCH_URL", help="URL of Clutch's PostgreSQL database."
        ),
    ],
    table: Annotated[str, typer.Option(help="Clutch's table.")] = "public.audit_events",
    lookback_days: Annotated[
        float, typer.Option(min=0, help="Days to compare again, for rows that committed late.")
    ] = 3,
    schema: Schema = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Clutch's audit events from its database: new rows, and those that changed since."""
    from footfall.loading import check_schema_name
    from footfall.systems import clutch
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "clutch")
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with _progress("Reading") as advance:
        summary = clutch.load_database(
            warehouse, source, table, raw_schema, timedelta(days=lookback_days), advance
        )
    _print_counts(
        f"{raw_schema}.audit_events in {warehouse.label}",
        {
            "rows read": summary.read,
            "new": summary.new,
            "updated": summary.updated,
            "unchanged": summary.unchanged,
        },
    )


@load.command("datagrok")
def load_datagrok(
    source: Annotated[
        str,
        typer.Option(
            "--from", envvar="FOOTFALL_DATAGROK_URL", help="URL of Datagrok's PostgreSQL database."
        ),
    ],
    source_schema: Annotated[str, typer.Option(help="Schema of Datagrok's tables.")] = "public",
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36_600, help="Days of events in the first load; default: all."),
    ] = None,
    lookback_days: Annotated[
        float,
        typer.Option(min=0, max=36_600, help="Days to look at again, for events that came late."),
    ] = 3,
    schema: Schema = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Datagrok's audit log from its database: new events, and all that they refer to."""
    from footfall.loading import check_schema_name
    from footfall.systems import datagrok
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "datagrok")
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with _progress("Loading") as advance:
        summary = datagrok.load_database(
            warehouse,
            source,
            source_schema,
            raw_schema,
            timedelta(days=lookback_days),
            first_days=days,
            report=advance,
        )
    tables = summary.tables.values()
    _print_counts(
        f"{raw_schema} in {warehouse.label}",
        {
            "rows read": sum(table.read for table in tables),
            "new": sum(table.new for table in tables),
            "updated": sum(table.updated for table in tables),
            "unchanged": sum(table.unchanged for table in tables),
            **{f"new in {name}": table.new for name, table in summary.tables.items() if table.new},
        },
    )
    if summary.missing:
        console.print(f"Not in the source: {', '.join(summary.missing)}", soft_wrap=True)


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and logs.")] = 7,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days, up to the end date.")] = 120,
    end_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day; default: yesterday (UTC)."),
    ] = None,
    users: Annotated[int, typer.Option(min=1, max=100_000, help="People in the company.")] = 60,
    systems: Annotated[
        str | None, typer.Option(help="Systems, with commas; default: all of them.")
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.01, max=1000, help="Sessions a person, times so many.")
    ] = 1.0,
    out: Annotated[
        Path | None, typer.Option(help="Write files into this folder instead of the warehouse.")
    ] = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Make up realistic logs, into the warehouse's raw tables or as files.

    The same arguments give the same rows, so a second run changes nothing. Say --end-date to
    repeat a run on another day.
    """
    from footfall.simulate import SIMULATORS, Plan, chosen_simulators
    from footfall.simulate.writing import load_simulated, write_files
    from footfall.warehouse import open_warehouse

    last_day = end_date.date() if end_date else yesterday()
    plan = Plan(seed=seed, days=days, end_date=last_day, users=users, scale=scale)
    simulators = chosen_simulators(systems.split(",") if systems is not None else SIMULATORS)
    if out:
        with _progress("Simulating"):
            written = write_files(plan, simulators, out)
        _print_counts(
            f"Simulated up to {last_day} into {out}",
            {f"lines in {path.name}": lines for path, lines in written.items()},
        )
        return
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with _progress("Simulating"):
        loaded = load_simulated(plan, simulators, warehouse)
    counts = {f"new rows in {name}": counts.new for name, counts in loaded.items()}
    _print_counts(f"Simulated up to {last_day} in {warehouse.label}", counts)


@app.command()
def kpis(
    window: Annotated[int, typer.Option(help="Trailing days of the ranked lists.")] = 28,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Show the headline KPIs of the last dbt build."""
    from footfall.kpis import read_sections
    from footfall.warehouse import open_warehouse

    for section in read_sections(open_warehouse(target, profiles_dir, project_dir), window):
        table = Table(title=section.title, title_justify="left", title_style="bold")
        for column in section.columns:
            table.add_column(column, overflow="fold")
        for row in section.rows:
            table.add_row(*(_escaped(value) for value in row))
        console.print(table if section.rows else f"[bold]{section.title}[/]: {section.empty}")
        console.print()


def yesterday() -> date:
    """The last complete day, in UTC."""
    return datetime.now(timezone.utc).date() - timedelta(days=1)


@contextmanager
def _progress(label: str, total_bytes: int | None = None) -> Iterator[Any]:
    """A progress line that is gone at the end; gives a function that takes bytes or rows done."""
    measure = [BarColumn(), DownloadColumn()] if total_bytes else [TextColumn("{task.completed:,}")]
    columns = [SpinnerColumn(), TextColumn("{task.description}"), *measure, TimeElapsedColumn()]
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(label, total=total_bytes)

        def advance(done: int) -> None:
            progress.advance(task, done)
            if total_bytes and progress.tasks[0].finished:
                progress.update(task, description="Merging")

        yield advance


def _print_counts(title: str, counts: dict[str, int]) -> None:
    console.print(_escaped(title), style="bold", soft_wrap=True)
    table = Table(show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for name, count in counts.items():
        table.add_row(_escaped(name), f"{count:,}")
    console.print(table)


def _print_files_summary(title: str, records: str, summary: FilesSummary) -> None:
    """records: what the records of the files are called, in the plural."""
    _print_counts(
        title,
        {
            f"{records} read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
            "refused": summary.refused.total(),
        },
    )
    for reason, count in summary.refused.most_common():
        console.print(f"[yellow]Refused {count:,}:[/] {_escaped(reason)}")
    for path in summary.refused_files:
        console.print(f"Refused {records} are kept in {_escaped(str(path))}", soft_wrap=True)
    for path in summary.skipped_files:
        console.print(f"Skipped {_escaped(str(path))}: {records} refused before", soft_wrap=True)


def _escaped(text: str) -> str:
    """Text that Rich shows as it is: data may hold square brackets."""
    return escape(text)


@load.command("zoomdata")
def load_zoomdata(
    files: Annotated[
        list[str],
        typer.Argument(help="Log files, plain or gzipped, or patterns such as '/logs/*.log*'."),
    ],
    schema: Schema = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Zoomdata's activity log: what was appended since the last load, rolled files too."""
    from footfall.loading import check_schema_name
    from footfall.systems import zoomdata
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "zoomdata")
    paths = zoomdata.expand_patterns(files)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with _progress("Reading", sum(path.stat().st_size for path in paths)) as advance:
        summary = zoomdata.load_files(warehouse, paths, raw_schema, advance)
    _print_counts(
        f"{raw_schema}.activity_log in {warehouse.label}",
        {
            "files": summary.files,
            "lines skipped (read before)": summary.resumed,
            "lines read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
        },
    )
    if summary.unfinished:
        console.print(f"Left for the next load, last lines being written: {summary.unfinished:,}")
    if summary.nul_removed:
        console.print(f"Lines loaded without their U+0000 characters: {summary.nul_removed:,}")


@load.command("liblab")
def load_liblab(
    files: Annotated[list[Path], typer.Argument(help="CSV exports, plain or gzipped.")],
    refused_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the rows that cannot be loaded; default: beside the file."),
    ] = None,
    schema: Schema = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load liblab's audit trail from exports. Loading a row again changes nothing."""
    from footfall.loading import check_schema_name
    from footfall.systems import liblab
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "liblab")
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    total = sum(path.stat().st_size for path in files if path.is_file())
    with _progress("Reading", total) as advance:
        summary = liblab.load_files(warehouse, files, raw_schema, refused_dir, advance)
    _print_files_summary(f"{raw_schema}.audit_trail in {warehouse.label}", "rows", summary)


@load.command("employees")
def load_employees(
    file: Annotated[Path, typer.Argument(help="The directory as of now: CSV, plain or gzipped.")],
    schema: Annotated[str, typer.Option(help="Raw schema.")] = "hr",
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Replace the employee directory by a file."""
    from footfall.loading import check_schema_name
    from footfall.systems import employees
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with _progress("Reading", file.stat().st_size if file.is_file() else None) as advance:
        summary = employees.load_file(warehouse, file, raw_schema, advance)
    _print_counts(
        f"{raw_schema}.employees in {warehouse.label}",
        {
            "rows loaded": summary.rows,
            "people": summary.people,
            "rows replaced": summary.replaced,
        },
    )
