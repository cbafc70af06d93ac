"""The command line of the loaders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from footfall.errors import UserError
from footfall.files import FilesSummary, expand_patterns
from footfall.terminal import Output, TargetOptions, schema_option, with_shared_options

if TYPE_CHECKING:
    from footfall.logs.formats import Wanted
    from footfall.logs.loading import LogTable
    from footfall.warehouse import Warehouse

load = typer.Typer(help="Load raw logs into the warehouse.", no_args_is_help=True)

Schema = Annotated[str, schema_option("Raw schema.")]
RefusedDir = Annotated[
    Path | None,
    typer.Option(help="Folder for records that cannot be loaded; default: beside the file."),
]
LookbackDays = Annotated[
    float,
    typer.Option(min=0, max=36_600, help="Days to look at again, for rows that came late."),
]


@load.command("amundsen")
@with_shared_options
def load_amundsen(
    files: Annotated[list[Path], typer.Argument(help="JSON lines, plain or gzipped.")],
    refused_dir: RefusedDir = None,
    schema: Schema = "amundsen",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load Amundsen's action log from files. Loading a line again changes nothing."""
    from footfall.systems import amundsen

    warehouse = dbt.open()
    with output.progress("Reading", _size(files)) as advance:
        summary = amundsen.FILES.load(warehouse, files, schema, refused_dir, advance)
    _report_files(output, f"{schema}.user_actions in {warehouse.label}", "lines", summary)
    output.end()


@load.command("clutch")
@with_shared_options
def load_clutch(
    source: Annotated[
        str,
        typer.Option(
            "--from", envvar="FOOTFALL_CLUTCH_URL", help="URL of Clutch's PostgreSQL database."
        ),
    ],
    table: Annotated[str, typer.Option(help="Clutch's table.")] = "public.audit_events",
    lookback_days: LookbackDays = 3,
    unfinished_after_hours: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=878_400,
            help="Hours after which a call that has not finished is not read again; default: the"
            " project's var of this name, else 24.",
        ),
    ] = None,
    schema: Schema = "clutch",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load Clutch's audit events from its database: new rows, and those that changed since."""
    from footfall.systems import clutch

    target = dbt.read()
    hours = unfinished_after_hours or target.count_var("unfinished_after_hours", default=24)
    warehouse = target.open()
    with output.progress("Reading") as advance:
        summary = clutch.load_database(
            warehouse,
            source,
            table,
            schema,
            lookback=timedelta(days=lookback_days),
            unfinished_after=timedelta(hours=hours),
            report=advance,
        )
    output.counts(
        f"{schema}.audit_events in {warehouse.label}",
        {
            "rows read": summary.read,
            "new": summary.new,
            "updated": summary.updated,
            "unchanged": summary.unchanged,
        },
    )
    output.end()


@load.command("datagrok")
@with_shared_options
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
    lookback_days: LookbackDays = 3,
    schema: Schema = "datagrok",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load Datagrok's audit log from its database: new events, and all that they refer to."""
    from footfall.systems import datagrok

    warehouse = dbt.open()
    with output.progress("Loading") as advance:
        summary = datagrok.load_database(
            warehouse,
            source,
            source_schema,
            schema,
            timedelta(days=lookback_days),
            first_days=days,
            report=advance,
        )
    tables = summary.tables.values()
    output.counts(
        f"{schema} in {warehouse.label}",
        {
            "rows read": sum(table.read for table in tables),
            "new": sum(table.new for table in tables),
            "updated": sum(table.updated for table in tables),
            "unchanged": sum(table.unchanged for table in tables),
            **{f"new in {name}": table.new for name, table in summary.tables.items() if table.new},
        },
    )
    if summary.missing:
        output.note(f"Not in the source: {', '.join(summary.missing)}")
    output.end()


@load.command("zoomdata")
@with_shared_options
def load_zoomdata(
    files: Annotated[
        list[str],
        typer.Argument(help="Log files, plain or gzipped, or patterns such as '/logs/*.log*'."),
    ],
    refused_dir: RefusedDir = None,
    schema: Schema = "zoomdata",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load Zoomdata's activity log: what was appended since the last load, rolled files too."""
    from footfall.systems import zoomdata

    paths = expand_patterns(files)
    warehouse = dbt.open()
    with output.progress("Reading", _size(paths)) as advance:
        summary = zoomdata.load_files(warehouse, paths, schema, refused_dir, advance)
    output.counts(
        f"{schema}.activity_log in {warehouse.label}",
        {
            "files": summary.files,
            "lines skipped (read before)": summary.resumed,
            "lines read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
            "refused": summary.refused.total(),
        },
    )
    _report_problems(output, "lines", summary)
    if summary.unfinished:
        output.note(f"Left for the next load, last lines being written: {summary.unfinished:,}")
    if summary.nul_removed:
        output.note(f"Lines loaded without their U+0000 characters: {summary.nul_removed:,}")
    output.end()


@load.command("liblab")
@with_shared_options
def load_liblab(
    files: Annotated[list[Path], typer.Argument(help="CSV exports, plain or gzipped.")],
    refused_dir: RefusedDir = None,
    schema: Schema = "liblab",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load liblab's audit trail from exports. Loading a row again changes nothing."""
    from footfall.systems import liblab

    warehouse = dbt.open()
    with output.progress("Reading", _size(files)) as advance:
        summary = liblab.FILES.load(warehouse, files, schema, refused_dir, advance)
    _report_files(output, f"{schema}.audit_trail in {warehouse.label}", "rows", summary)
    output.end()


@load.command("employees")
@with_shared_options
def load_employees(
    file: Annotated[Path, typer.Argument(help="The directory as of now: CSV, plain or gzipped.")],
    schema: Schema = "hr",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Replace the employee directory by a file."""
    from footfall.systems import employees

    warehouse = dbt.open()
    with output.progress("Reading", _size([file])) as advance:
        summary = employees.load_file(warehouse, file, schema, advance)
    output.counts(
        f"{schema}.employees in {warehouse.label}",
        {
            "rows loaded": summary.rows,
            "people": summary.people,
            "rows replaced": summary.replaced,
        },
    )
    output.end()


@load.command("log")
@with_shared_options
def load_log(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files of JSON lines, JSON, CSV or Parquet, plain or packed with gzip or zstd;"
            " patterns such as '/logs/*.gz'; - for standard input."
        ),
    ] = None,
    *,
    name: Annotated[
        str,
        typer.Option(
            "--as", metavar="NAME[.TABLE]", help="The log's schema, and its table if not records."
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="URL", help="Not files, but a table of SQLite or PostgreSQL."
        ),
    ] = None,
    table: Annotated[str | None, typer.Option(help="The table that --from reads.")] = None,
    cursor: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="A column that grows: later loads read from its last value on."
        ),
    ] = None,
    file_format: Annotated[
        Literal["lines", "json", "csv", "parquet"] | None,
        typer.Option("--format", help="Default: what the file looks like."),
    ] = None,
    list_key: Annotated[
        str | None,
        typer.Option("--list", metavar="KEY", help="The list of a JSON object that has several."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of text; default: found, and UTF-8 for JSON.")
    ] = None,
    separator: Annotated[str | None, typer.Option(help="Of CSV; default: found.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Of CSV without a header, with commas between them."),
    ] = None,
    max_record_mb: Annotated[
        int,
        typer.Option(min=1, max=900, help="Megabytes beyond which a record is refused."),
    ] = 16,
    source_yaml: Annotated[
        bool,
        typer.Option(
            "--source-yaml/--no-source-yaml",
            help="Whether the project's models get the log as a source of dbt.",
        ),
    ] = True,
    refused_dir: RefusedDir = None,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Load any log as it is: each record as the text of a JSON object, with its file and line.

    Loading a record again changes nothing, from a renamed or packed copy neither.
    """
    from footfall.logs.formats import Wanted
    from footfall.logs.loading import log_table
    from footfall.logs.source_yaml import note_source

    log = log_table(name)
    names = [each.strip() for each in columns.split(",")] if columns else None
    most = max_record_mb * 1_000_000
    wanted = Wanted(file_format, encoding, separator, names, list_key, most)
    target = dbt.read()
    warehouse = target.open()
    if source is None:
        summary, notes = _load_log_files(warehouse, log, files or [], wanted, refused_dir, output)
    else:
        if files or not table:
            raise UserError("--from reads a table, which --table names, and no files beside it.")
        summary = _load_log_table(warehouse, log, source, table, cursor, most, refused_dir, output)
        notes = []
    _report_files(output, f"{log} in {warehouse.label}", "records", summary)
    # a name that was mistyped is no log
    if source_yaml and (summary.new or summary.already_there or not summary.problems):
        notes.append(note_source(target.project, log))
    for note in filter(None, notes):
        output.note(note)
    output.end()


def _load_log_files(
    warehouse: Warehouse,
    log: LogTable,
    files: Sequence[str],
    wanted: Wanted,
    refused_dir: Path | None,
    output: Output,
) -> tuple[FilesSummary, list[str]]:
    """Load files or standard input; what became of them, and what was guessed about them."""
    from footfall.logs.loading import STANDARD_INPUT, load_files, load_standard_input
    from footfall.logs.reading import LogFiles

    reader = LogFiles(wanted)
    if not files:
        raise UserError("Name files, or - for standard input, or --from and --table.")
    if STANDARD_INPUT in files:
        if len(files) > 1:
            raise UserError("Standard input is loaded alone: load the files by another command.")
        with output.progress("Reading") as advance:
            summary = load_standard_input(warehouse, log, reader, refused_dir, advance)
    else:
        paths = expand_patterns(files)
        with output.progress("Reading", _size(paths)) as advance:
            summary = load_files(warehouse, log, paths, reader, refused_dir, advance)
    return summary, reader.guesses


def _load_log_table(
    warehouse: Warehouse,
    log: LogTable,
    source: str,
    table: str,
    cursor: str | None,
    most: int,
    refused_dir: Path | None,
    output: Output,
) -> FilesSummary:
    from footfall.logs.loading import load_rows
    from footfall.logs.tables import TableSource, last_value

    after = last_value(warehouse, log, cursor) if cursor else None
    rows = TableSource(source, table, cursor, after, most).rows
    with output.progress("Reading") as advance:
        return load_rows(warehouse, log, table, rows, refused_dir, advance)


def _size(files: Iterable[Path]) -> int:
    """Bytes of the files that are there; what is missing is told when it is read."""
    return sum(path.stat().st_size for path in files if path.is_file())


def _report_files(output: Output, title: str, records: str, summary: FilesSummary) -> None:
    """Print what loading files did; records: what these hold, in the plural."""
    output.counts(
        title,
        {
            f"{records} read": summary.read,
            "loaded (new)": summary.new,
            "already there": summary.already_there,
            "refused": summary.refused.total(),
        },
    )
    _report_problems(output, records, summary)


def _report_problems(output: Output, records: str, summary: FilesSummary) -> None:
    """Print what was not loaded, and why."""
    for reason, count in summary.refused.most_common():
        output.note(f"Refused {count:,}: {reason}", style="yellow")
    for path in summary.refused_files:
        output.note(f"Refused {records} are kept in {path}")
    for path in summary.skipped_files:
        output.note(f"Skipped {path}: {records} refused before")
    for each in summary.problems:
        output.failure(each.told(records), each.as_document())
