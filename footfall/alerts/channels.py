"""Where alerts go: named channels, each an Apprise URL, which is a secret and never printed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from footfall.alerts.messages import Message
from footfall.errors import UserError

# Sends a message; whether the receiver has acknowledged it.
Notify = Callable[[Message], bool]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


@dataclass(frozen=True)
class Channel:
    """A receiver of alerts.

    What was delivered is remembered by the name, so that the URL can change.
    """

    name: str
    url: str = field(repr=False)
    shows_identities: bool = False


def parse_channels(texts: Sequence[str], with_identities: Collection[str]) -> list[Channel]:
    """Channels from texts ``NAME=URL``.

    Args:
        with_identities: names of the channels that may show who somebody is.

    Raises:
        UserError: where a text is none, without the text: it may hold a secret.
    """
    channels: dict[str, Channel] = {}
    for number, text in enumerate(texts, start=1):
        name, _, url = text.partition("=")
        if not _NAME.fullmatch(name) or not url:
            raise UserError(
                f"Channel {number} is not NAME=URL, with a name of lower-case letters, digits,"
                " - and _."
            )
        if name in channels:
            raise UserError(f"There are two channels {name}.")
        channels[name] = Channel(name, url, name in with_identities)
    if not channels:
        raise UserError(
            "No channel to send to: say --channel NAME=URL, or set FOOTFALL_ALERT_CHANNELS."
        )
    for name in sorted(set(with_identities) - set(channels)):
        raise UserError(f"--identities names {name}, which is no channel.")
    return list(channels.values())


def open_channel(channel: Channel) -> Notify:
    """What sends messages to a channel.

    Raises:
        UserError: where Apprise is not installed, or does not understand the URL.
    """
    try:
        import apprise
    except ImportError as error:
        raise UserError("Alerts need Apprise: pip install 'footfall[alerts]'.") from error
    # It logs where it failed, which may be part of the secret.
    logger = logging.getLogger("apprise")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    sender = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
    if not sender.add(channel.url):
        raise UserError(f"The URL of the channel {channel.name} is none that Apprise knows.")
    types: dict[str, Any] = {
        "low": apprise.NotifyType.INFO,
        "medium": apprise.NotifyType.WARNING,
        "high": apprise.NotifyType.FAILURE,
    }

    def notify(message: Message) -> bool:
        try:
            done = sender.notify(
                title=message.title,
                body=message.body,
                notify_type=types[message.severity],
                body_format=apprise.NotifyFormat.TEXT,
            )
        except Exception:  # a plugin's error is a failed attempt, and its text may hold the URL
            return False
        return done is True

    return notify
