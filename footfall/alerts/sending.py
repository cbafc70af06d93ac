"""Sending what the outbox holds: mark, send, confirm, one batch after the other.

An alert is sent at least once, whatever happens to the sender. Where it is killed between the
receiver's acknowledgement and the confirmation, it cannot know, and sends the same batch with the
same idempotency key again: a receiver that knows keys has each alert exactly once, any other one
may see the last batch twice. What was confirmed is never sent again.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from footfall.alerts.channels import Channel, Notify
from footfall.alerts.messages import Format, compose
from footfall.alerts.outbox import Outbox, Queued
from footfall.warehouse import Warehouse

# Who holds the warehouse meanwhile.
PURPOSE = "footfall alert send"
_LONGEST_PAUSE_SECONDS = 60.0
# So many batches that fail, one after the other, and the channel counts as down.
_FAILURES_OF_A_CHANNEL = 2


@dataclass(frozen=True)
class Settings:
    """How alerts are sent.

    Args:
        since: alerts of earlier dates are not sent for the first time; default: see Outbox.queue.
        severities: those that are sent.
        batch_size: alerts in a message, at most.
        attempts: how often a batch is tried in one run.
        pause_seconds: after the first failed attempt; doubles with each one more.
        schema: of alert_events and user_identities.
    """

    since: dt.date | None
    severities: tuple[str, ...]
    batch_size: int = 20
    attempts: int = 4
    pause_seconds: float = 1.0
    form: Format = "text"
    schema: str = "audit"


@dataclass(frozen=True)
class Delivered:
    """What a run did for a channel, in alerts."""

    queued: Queued
    delivered: int
    waiting: int


def queue_alerts(warehouse: Warehouse, channel: Channel, settings: Settings) -> tuple[Queued, int]:
    """Note what is new to a channel; also gives how many alerts wait now."""
    with warehouse.session(PURPOSE) as session:
        outbox = Outbox(session, settings.schema, channel.name)
        outbox.create()
        return outbox.queue(settings.since, settings.severities), outbox.waiting()


def deliver(
    warehouse: Warehouse,
    channel: Channel,
    notify: Notify,
    settings: Settings,
    sleep: Callable[[float], None] = time.sleep,
) -> Delivered:
    """Queue what is new to a channel, and send all that waits.

    Raises:
        UserError: where the warehouse cannot be used, or another sender is at work.
    """
    queued, waiting = queue_alerts(warehouse, channel, settings)
    delivered = 0
    failures = 0
    passed_over: dict[str, int] = {}
    while waiting and failures < _FAILURES_OF_A_CHANNEL:
        spent = {batch_id for batch_id, tried in passed_over.items() if tried >= settings.attempts}
        # The session stays open from the mark to the confirmation: nothing may come between.
        with warehouse.session(PURPOSE) as session:
            outbox = Outbox(session, settings.schema, channel.name)
            batch = outbox.next_batch(settings.batch_size, spent)
            if batch is None:
                break
            people: dict[str, str] | None = None
            if channel.shows_identities:
                keys = {alert["user_key"] for alert in batch.alerts if alert["user_key"]}
                people = outbox.people(settings.schema, keys)
            message = compose(batch.batch_id, batch.alerts, settings.form, people)
            outbox.mark_attempt(batch)
            is_delivered = notify(message)
            if is_delivered:
                outbox.mark_delivered(batch)
            else:
                outbox.mark_failed(batch)
            waiting = outbox.waiting()
        if is_delivered:
            delivered += len(batch.alerts)
            failures = 0
            continue
        tried = passed_over.get(batch.batch_id, 0) + 1
        passed_over[batch.batch_id] = tried
        if tried >= settings.attempts:
            failures += 1
        else:
            sleep(pause(settings.pause_seconds, tried))
    return Delivered(queued, delivered, waiting)


def pause(first_seconds: float, failed: int) -> float:
    """How long to wait after so many failed attempts: doubling, with some chance in it."""
    longest = min(first_seconds * 2.0 ** (failed - 1), _LONGEST_PAUSE_SECONDS)
    return longest * random.uniform(0.5, 1)
