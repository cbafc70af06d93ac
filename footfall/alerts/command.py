"""The command line of the alerts."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import typer

from footfall.errors import FAILED
from footfall.terminal import (
    DATE_FORMATS,
    Output,
    TargetOptions,
    print_error,
    schema_option,
    with_shared_options,
)

alert = typer.Typer(help="Tell people of what matches a rule.", no_args_is_help=True)


class Severity(str, Enum):
    """How bad an alert is."""

    low = "low"
    medium = "medium"
    high = "high"


class MessageFormat(str, Enum):
    """What the body of a message is."""

    text = "text"
    json = "json"


@alert.command("send")
@with_shared_options
def alert_send(
    channel: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=URL",
            envvar="FOOTFALL_ALERT_CHANNELS",
            help="A receiver: its name, and its URL as Apprise has it. The URL is a secret: rather"
            " set the variable, with blanks between channels.",
        ),
    ] = None,
    identities: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A channel that may show who somebody is, and which object it was.",
        ),
    ] = None,
    min_severity: Annotated[Severity, typer.Option(help="The least severity.")] = Severity.low,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=DATE_FORMATS,
            help="First date of alerts; default: a week before today, or before the channel was"
            " last given one.",
        ),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=1, max=200, help="Alerts in a message.")] = 20,
    attempts: Annotated[
        int, typer.Option(min=1, max=20, help="Attempts to send a message in this run.")
    ] = 4,
    message_format: Annotated[
        MessageFormat, typer.Option("--format", help="What the body of a message is.")
    ] = MessageFormat.text,
    schema: Annotated[str, schema_option("Schema of alert_events.")] = "audit",
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Send alerts that were not delivered yet.

    What was acknowledged is never sent again. A run that is killed loses nothing: what it was
    sending is sent again, under the same idempotency key.
    """
    from footfall.alerts.channels import open_channel, parse_channels
    from footfall.alerts.messages import SEVERITIES
    from footfall.alerts.sending import Settings, deliver

    channels = parse_channels(channel or [], identities or [])
    # All of them before the first message: a wrong one is told at once.
    notifiers = [(each, open_channel(each)) for each in channels]
    settings = Settings(
        since=since.date() if since else None,
        severities=SEVERITIES[SEVERITIES.index(min_severity.value) :],
        batch_size=batch_size,
        attempts=attempts,
        form="json" if message_format is MessageFormat.json else "text",
        schema=schema,
    )
    warehouse = dbt.open()
    waiting = []
    for each, notify in notifiers:
        with output.progress(f"Sending to {each.name}"):
            done = deliver(warehouse, each, notify, settings)
        output.counts(
            f"Alerts of {warehouse.label} to {each.name}",
            {
                "new": done.queued.new,
                "delivered": done.delivered,
                "waiting": done.waiting,
                "delivered before under another id": done.queued.covered,
                f"before {done.queued.since}, not sent": done.queued.too_old,
            },
        )
        if done.waiting:
            waiting.append(each.name)
    output.end()
    if waiting:
        print_error(f"{', '.join(waiting)} did not take all alerts: the next run tries again.")
        raise typer.Exit(FAILED)
