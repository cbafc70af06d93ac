"""The command line of the loaders."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from footfall.files import FilesSummary
from footfall.terminal import AsJson, Output, ProfilesDir, ProjectDir, Quiet, Target

load = typer.Typer(help="Load raw logs into the warehouse.", no_args_is_help=True)

Schema = Annotated[str | None, typer.Option(help="Raw schema; default: the system's name.")]


@load.command("amundsen")
def load_amundsen(
    files: Annotated[list[Path], typer.Argument(help="JSON lines, plain or gzipped.")],
    refused_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the lines that cannot be loaded; default: beside the file."),
    ] = None,
    schema: Schema = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Amundsen's action log from files. Loading a line again changes nothing."""
    from footfall.loading import check_schema_name
    from footfall.systems import amundsen
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "amundsen")
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    total = sum(path.stat().st_size for path in files if path.is_file())
    with out.progress("Reading", total) as advance:
        summary = amundsen.load_files(warehouse, files, raw_schema, refused_dir, advance)
    _report_files(out, f"{raw_schema}.user_actions in {warehouse.label}", "lines", summary)
    out.end()


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
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Clutch's audit events from its database: new rows, and those that changed since."""
    from footfall.loading import check_schema_name
    from footfall.systems import clutch
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "clutch")
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with out.progress("Reading") as advance:
        summary = clutch.load_database(
            warehouse, source, table, raw_schema, timedelta(days=lookback_days), advance
        )
    out.counts(
        f"{raw_schema}.audit_events in {warehouse.label}",
        {
            "rows read": summary.read,
            "new": summary.new,
            "updated": summary.updated,
            "unchanged": summary.unchanged,
        },
    )
    out.end()


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
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load Datagrok's audit log from its database: new events, and all that they refer to."""
    from footfall.loading import check_schema_name
    from footfall.systems import datagrok
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "datagrok")
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with out.progress("Loading") as advance:
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
    out.counts(
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
        out.note(f"Not in the source: {', '.join(summary.missing)}")
    out.end()


@load.command("zoomdata")
def load_zoomdata(
    files: Annotated[
        list[str],
        typer.Argument(help="Log files, plain or gzipped, or patterns such as '/logs/*.log*'."),
    ],
    schema: Schema = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
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
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with out.progress("Reading", sum(path.stat().st_size for path in paths)) as advance:
        summary = zoomdata.load_files(warehouse, paths, raw_schema, advance)
    out.counts(
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
        out.note(f"Left for the next load, last lines being written: {summary.unfinished:,}")
    if summary.nul_removed:
        out.note(f"Lines loaded without their U+0000 characters: {summary.nul_removed:,}")
    out.end()


@load.command("liblab")
def load_liblab(
    files: Annotated[list[Path], typer.Argument(help="CSV exports, plain or gzipped.")],
    refused_dir: Annotated[
        Path | None,
        typer.Option(help="Folder for the rows that cannot be loaded; default: beside the file."),
    ] = None,
    schema: Schema = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Load liblab's audit trail from exports. Loading a row again changes nothing."""
    from footfall.loading import check_schema_name
    from footfall.systems import liblab
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema or "liblab")
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    total = sum(path.stat().st_size for path in files if path.is_file())
    with out.progress("Reading", total) as advance:
        summary = liblab.load_files(warehouse, files, raw_schema, refused_dir, advance)
    _report_files(out, f"{raw_schema}.audit_trail in {warehouse.label}", "rows", summary)
    out.end()


@load.command("employees")
def load_employees(
    file: Annotated[Path, typer.Argument(help="The directory as of now: CSV, plain or gzipped.")],
    schema: Annotated[str, typer.Option(help="Raw schema.")] = "hr",
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Replace the employee directory by a file."""
    from footfall.loading import check_schema_name
    from footfall.systems import employees
    from footfall.warehouse import open_warehouse

    raw_schema = check_schema_name(schema)
    out = Output(quiet, as_json)
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    with out.progress("Reading", file.stat().st_size if file.is_file() else None) as advance:
        summary = employees.load_file(warehouse, file, raw_schema, advance)
    out.counts(
        f"{raw_schema}.employees in {warehouse.label}",
        {
            "rows loaded": summary.rows,
            "people": summary.people,
            "rows replaced": summary.replaced,
        },
    )
    out.end()


def _report_files(out: Output, title: str, records: str, summary: FilesSummary) -> None:
    """Print what loading files did; records: what these hold, in the plural."""
    out.counts(
        title,
        {
            f"{records} read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
            "refused": summary.refused.total(),
        },
    )
    for reason, count in summary.refused.most_common():
        out.note(f"Refused {count:,}: {reason}", style="yellow")
    for path in summary.refused_files:
        out.note(f"Refused {records} are kept in {path}")
    for path in summary.skipped_files:
        out.note(f"Skipped {path}: {records} refused before")
