"""What a message says of alerts: pseudonyms, unless the channel may show who somebody is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Format = Literal["text", "json"]

SEVERITIES = ("low", "medium", "high")
# What any channel may show of an alert. Ids and names of objects can name people.
SHOWN = (
    *("alert_id", "rule", "kind", "severity", "system", "activity_date", "subject_type", "action"),
    *("object_type", "started_at", "matched_at", "ended_at", "activities", "threshold"),
    *("window_minutes", "median_activities", "activity_limit"),
)
SHOWN_WITH_IDENTITIES = ("object_id", "object_name")
_LABEL_LENGTH = 6


@dataclass(frozen=True)
class Message:
    """One message to a channel; its severity is the greatest of its alerts."""

    title: str
    body: str
    severity: str


def compose(
    key: str,
    alerts: Sequence[Mapping[str, Any]],
    form: Format,
    people: Mapping[str, str] | None = None,
) -> Message:
    """A message of some alerts.

    Args:
        key: the idempotency key: the same in every attempt to send these alerts.
        people: who somebody is, by user_key; None where the channel may not show it.
    """
    severity = max((str(alert["severity"]) for alert in alerts), key=SEVERITIES.index)
    count = "1 alert" if len(alerts) == 1 else f"{len(alerts)} alerts"
    title = f"footfall: {count}, severity {severity}"
    shown = [_shown(alert, people) for alert in alerts]
    if form == "json":
        body = json.dumps({"idempotency_key": key, "alerts": shown}, ensure_ascii=False)
    else:
        body = "\n\n".join([*map(_as_text, shown), f"Idempotency key: {key}"])
    return Message(title, body, severity)


def label(user_key: str) -> str:
    """The short pseudonym of a user: also where dim_users shows names."""
    return f"user-{user_key[:_LABEL_LENGTH]}"


def _shown(alert: Mapping[str, Any], people: Mapping[str, str] | None) -> dict[str, Any]:
    names = SHOWN if people is None else (*SHOWN, *SHOWN_WITH_IDENTITIES)
    shown = {name: alert[name] for name in names if alert.get(name) is not None}
    user_key = alert.get("user_key")
    if user_key is not None:
        shown["user"] = label(user_key)
        if people is not None and user_key in people:
            shown["identity"] = people[user_key]
    return shown


def _as_text(alert: Mapping[str, Any]) -> str:
    """Two lines for people, and the alert's id."""
    user = alert.get("user", "somebody whom the log does not name")
    subject = {"user": user, "action": alert.get("action", ""), "system": "anybody"}
    who = subject[str(alert["subject_type"])]
    if "identity" in alert:
        who = f"{who} ({alert['identity']})"
    first = f"[{alert['severity']}] {alert['rule']}: {who} in {alert['system']}"
    return f"{first}\n{_what(alert)}\nAlert {alert['alert_id']}"


def _what(alert: Mapping[str, Any]) -> str:
    if alert["kind"] == "each":
        thing = alert.get("object_type", "")
        name = alert.get("object_name", alert.get("object_id", ""))
        on = f" on {thing} {name}".rstrip() if thing else ""
        return f"{alert['started_at']} UTC: {alert['action']}{on}"
    if alert["kind"] == "count":
        return (
            f"{alert['started_at']} to {alert['ended_at']} UTC: {alert['activities']} activities,"
            f" at last {alert['action']}; the rule allows fewer than {alert['threshold']} in"
            f" {alert['window_minutes']} minutes"
        )
    return (
        f"{alert['activity_date']}: {alert['activities']} activities; the same weekdays before have"
        f" a median of {alert['median_activities']:g}, and {alert['activity_limit']:.0f} is the"
        " limit"
    )
