"""The command line: load raw logs, simulate them, read the headline KPIs, send alerts, erase."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from typer.core import TyperGroup

from footfall.alerts.command import alert
from footfall.erasure import erase_command
from footfall.errors import UserError
from footfall.export.command import export
from footfall.files import FilesSummary
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


class FootfallGroup(TyperGroup):
    """Shows a user's mistake as one sentence, with exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; any other error is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            errors.print(f"[bold red]Error:[/] {escaped(str(error))}", soft_wrap=True)
            raise typer.Exit(2) from error


app = typer.Typer(
    cls=FootfallGroup,
    help="Engagement KPIs from the audit logs that a company already has.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
load = typer.Typer(help="Load raw logs into the warehouse.", no_args_is_help=True)
app.add_typer(load, name="load")
app.add_typer(alert, name="alert")
app.add_typer(export, name="export")
app.command("erase")(erase_command)


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
    with progress("Reading", total) as advance:
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
    with progress("Reading") as advance:
        summary = clutch.load_database(
            warehouse, source, table, raw_schema, timedelta(days=lookback_days), advance
        )
    print_counts(
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
    with progress("Loading") as advance:
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
    print_counts(
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
        with progress("Simulating"):
            written = write_files(plan, simulators, out)
        print_counts(
            f"Simulated up to {last_day} into {out}",
            {f"lines in {path.name}": lines for path, lines in written.items()},
        )
        return
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with progress("Simulating"):
        loaded = load_simulated(plan, simulators, warehouse)
    counts = {f"new rows in {name}": counts.new for name, counts in loaded.items()}
    print_counts(f"Simulated up to {last_day} in {warehouse.label}", counts)


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
            table.add_row(*(escaped(value) for value in row))
        console.print(table if section.rows else f"[bold]{section.title}[/]: {section.empty}")
        console.print()


def yesterday() -> date:
    """The last complete day, in UTC."""
    return datetime.now(timezone.utc).date() - timedelta(days=1)


def _print_files_summary(title: str, records: str, summary: FilesSummary) -> None:
    """records: what the records of the files are called, in the plural."""
    print_counts(
        title,
        {
            f"{records} read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
            "refused": summary.refused.total(),
        },
    )
    for reason, count in summary.refused.most_common():
        console.print(f"[yellow]Refused {count:,}:[/] {escaped(reason)}")
    for path in summary.refused_files:
        console.print(f"Refused {records} are kept in {escaped(str(path))}", soft_wrap=True)
    for path in summary.skipped_files:
        console.print(f"Skipped {escaped(str(path))}: {records} refused before", soft_wrap=True)


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
    with progress("Reading", sum(path.stat().st_size for path in paths)) as advance:
        summary = zoomdata.load_files(warehouse, paths, raw_schema, advance)
    print_counts(
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
    with progress("Reading", total) as advance:
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
    with progress("Reading", file.stat().st_size if file.is_file() else None) as advance:
        summary = employees.load_file(warehouse, file, raw_schema, advance)
    print_counts(
        f"{raw_schema}.employees in {warehouse.label}",
        {
            "rows loaded": summary.rows,
            "people": summary.people,
            "rows replaced": summary.replaced,
        },
    )
