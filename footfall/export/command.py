"""The command line of the export."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import typer

from footfall.errors import UserError
from footfall.terminal import (
    DATE_FORMATS,
    Output,
    TargetOptions,
    schema_option,
    with_shared_options,
)

export = typer.Typer(help="Take data out of the warehouse.", no_args_is_help=True)


class ExportFormat(str, Enum):
    """What a file of the audit trail is written as."""

    csv = "csv"
    parquet = "parquet"


@export.command("audit-trail")
@with_shared_options
def export_audit_trail(
    to: Annotated[
        str,
        typer.Option(
            "--to", help="A file, a URL such as s3://bucket/trail.csv, or cloudwatch://LOG-GROUP."
        ),
    ],
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=DATE_FORMATS, help="First date; default: the oldest."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--until", formats=DATE_FORMATS, help="Last date; default: the newest."),
    ] = None,
    email: Annotated[list[str] | None, typer.Option(help="Of this person; repeatable.")] = None,
    event: Annotated[list[str] | None, typer.Option(help="Of this type; repeatable.")] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="succeeded, failed, denied or unknown; repeatable."),
    ] = None,
    file_format: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="Default: by the file's name, else csv."),
    ] = None,
    stream: Annotated[
        list[str] | None,
        typer.Option(help="CloudWatch: EVENT=STREAM; default: system/event; repeatable."),
    ] = None,
    batch_size: Annotated[
        int, typer.Option(min=1, max=10_000, help="CloudWatch: events that are sent at once.")
    ] = 10_000,
    state: Annotated[
        str | None,
        typer.Option(
            help="CloudWatch: file or URL that remembers how far exports got; default:"
            " .footfall/cloudwatch.json in the project."
        ),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="CloudWatch: do not go on where the last one stopped.")
    ] = False,
    audit_schema: Annotated[str, schema_option("Schema of the audit marts.")] = "audit",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Export the audit trail, the most recent first: to a file, a URL or CloudWatch Logs.

    To CloudWatch the oldest come first, and the next export goes on where this one stopped.
    """
    from footfall.export import cloudwatch, files
    from footfall.export.trail import Selection, describe, newest_first, reported

    selection = Selection(
        first=first.date() if first else None,
        last=last.date() if last else None,
        emails=tuple(email or ()),
        events=tuple(event or ()),
        outcomes=tuple(outcome or ()),
    )
    target = dbt.read()
    warehouse = target.open()
    if to.startswith(cloudwatch.SCHEME):
        if file_format:
            raise UserError("--format is for files: CloudWatch takes JSON.")
        group = to.removeprefix(cloudwatch.SCHEME)
        destination = cloudwatch.Destination(
            group, cloudwatch.parse_streams(stream or ()), batch_size
        )
        location = state or str(target.project / ".footfall" / "cloudwatch.json")
        with output.progress("Sending") as advance:
            summary = cloudwatch.export(
                warehouse, destination, selection, audit_schema, location, restart, advance
            )
        output.counts(
            f"Audit trail to log group {group}",
            {
                "sent": summary.sent,
                "streams": len(summary.streams),
                "refused (too old or too new)": summary.refused,
                "left out (too long)": summary.too_long,
            },
        )
        output.end()
        return
    if stream or state or restart:
        raise UserError("--stream, --state and --restart are for CloudWatch.")
    chosen = files.chosen_format(to, file_format.value if file_format else None)
    with output.progress("Writing") as advance, warehouse.reader() as reader:
        batches = newest_first(reader, selection, audit_schema)
        rows = files.write(to, chosen, reported(batches, advance))
        choice = "" if rows else describe(reader, audit_schema)
    output.counts(f"Audit trail as {chosen}", {"activities": rows})
    if choice:
        output.note(choice)
    output.end()
