"""What is to be delivered, is being sent, and has arrived: the table alert_deliveries.

One row an alert and channel, in one of the states
  queued     not sent yet, or the receiver has refused it
  attempted  sent; whether it arrived is not known yet, or will never be, for the sender was killed
  delivered  the receiver has acknowledged it
  covered    never to be sent: the same match was delivered under another id
Its content are pseudonyms, so that the table knows no more than alert_events. Who somebody is is
looked up when a message is written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from footfall.errors import UserError
from footfall.warehouse import MissingTableError, Session

_ALERT_COLUMNS = (
    *("alert_id", "rule", "kind", "severity", "system", "activity_date", "subject_type", "subject"),
    *("user_key", "action", "object_type", "object_id", "object_name", "started_at", "matched_at"),
    *("ended_at", "activities", "threshold", "window_minutes", "median_activities"),
    "activity_limit",
)
# Old enough for rows that come late, and not so old that a first run tells all history.
_LATEST_ALERTS = dt.timedelta(days=7)
_COLUMNS = {
    "alert_id": "text",
    "channel": "text",
    "state": "text",
    "batch_id": "text",
    "attempts": "integer",
    "rule": "text",
    "system": "text",
    "subject": "text",
    "severity": "text",
    "started_at": "timestamp",
    "ended_at": "timestamp",
    "content": "text",
    "queued_at": "timestamp",
    "attempted_at": "timestamp",
    "delivered_at": "timestamp",
}


@dataclass(frozen=True)
class Batch:
    """Alerts that are sent together; every attempt has the same ones, and the same key."""

    batch_id: str
    alerts: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Queued:
    """How many alerts a look at alert_events has found for a channel, of this date and later."""

    since: dt.date
    new: int
    covered: int
    too_old: int


class Outbox:
    """The deliveries to one channel, in a session that no other sender has at the same time."""

    def __init__(self, session: Session, schema: str, channel: str) -> None:
        """Take a session of a warehouse and the schema of alert_events."""
        self._session = session
        self._table = f'"{schema}"."alert_deliveries"'
        self._events = f'"{schema}"."alert_events"'
        self._channel = channel

    def create(self) -> None:
        """Make the table where it is missing.

        Raises:
            UserError: where there are no alert_events.
        """
        try:
            self._session.query(f"select 1 from {self._events} limit 1")
        except MissingTableError as error:
            raise UserError("There is no table alert_events yet: run dbt build.") from error
        # No key: sessions are exclusive, and DuckDB rewrites a key with every update.
        columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        self._session.write([(f"create table if not exists {self._table} ({columns})", ())])

    def queue(self, since: dt.date | None, severities: Collection[str]) -> Queued:
        """Note every alert that is new to the channel.

        Args:
            since: older alerts are left out: they may come of a rule that is new, or of old rows.
                Default: a week before the channel was last given one, or before today.
        """
        since = since or self._first_date()
        marks = ", ".join("?" for _ in severities)
        found = self._session.query(
            f"select {', '.join(f'events.{name}' for name in _ALERT_COLUMNS)}"
            f" from {self._events} as events left join {self._table} as known"
            " on events.alert_id = known.alert_id and known.channel = ?"
            f" where known.alert_id is null and events.severity in ({marks})"
            " order by events.matched_at, events.alert_id",
            [self._channel, *severities],
        )
        alerts = [dict(zip(_ALERT_COLUMNS, row, strict=True)) for row in found]
        recent = [alert for alert in alerts if alert["activity_date"] >= since]
        now = _now()
        states = ["covered" if self._is_covered(alert) else "queued" for alert in recent]
        self._session.write(
            [
                self._insertion(alert, state, now)
                for alert, state in zip(recent, states, strict=True)
            ]
        )
        covered = states.count("covered")
        return Queued(since, len(recent) - covered, covered, len(alerts) - len(recent))

    def next_batch(self, size: int, passed_over: Collection[str]) -> Batch | None:
        """What is to be sent next: what was begun, else up to ``size`` alerts that are new.

        A batch that was begun stays as it is, so that a receiver can tell it by its key. Those
        that were tried less often come first: one that is refused for ever must not bar the way.

        Args:
            passed_over: batches that have had their attempts.
        """
        waiting = (
            f"from {self._table} where channel = ? and state in ('queued', 'attempted')"
            " and batch_id is"
        )
        begun = self._session.query(
            f"select batch_id {waiting} not null group by batch_id"
            " order by max(attempts), min(queued_at), batch_id",
            [self._channel],
        )
        for (batch_id,) in begun:
            if batch_id not in passed_over:
                return self._batch(batch_id)
        rows = self._session.query(
            f"select alert_id {waiting} null order by started_at, alert_id limit {size:d}",
            [self._channel],
        )
        if not rows:
            return None
        ids = [str(alert_id) for (alert_id,) in rows]
        batch_id = hashlib.sha256("\n".join([self._channel, *ids]).encode()).hexdigest()[:32]
        self._session.write(
            [
                (
                    f"update {self._table} set batch_id = ? where channel = ? and alert_id = ?",
                    (batch_id, self._channel, alert_id),
                )
                for alert_id in ids
            ]
        )
        return self._batch(batch_id)

    def mark_attempt(self, batch: Batch) -> None:
        """Before the message goes out. Who is killed after this has to send it again."""
        self._update(
            batch, "state = 'attempted', attempts = attempts + 1, attempted_at = ?", _now()
        )

    def mark_delivered(self, batch: Batch) -> None:
        """The receiver has acknowledged the message: it is never sent again."""
        self._update(batch, "state = 'delivered', delivered_at = ?", _now())

    def mark_failed(self, batch: Batch) -> None:
        """The receiver has not acknowledged the message."""
        self._update(batch, "state = 'queued'")

    def waiting(self) -> int:
        """How many alerts are still to be delivered."""
        found = self._session.query(
            f"select count(*) from {self._table}"
            " where channel = ? and state in ('queued', 'attempted')",
            [self._channel],
        )
        return int(found[0][0])

    def people(self, schema: str, user_keys: Collection[str]) -> dict[str, str]:
        """Who the users are, for channels that may show it: a name and an e-mail, or the login."""
        if not user_keys:
            return {}
        marks = ", ".join("?" for _ in user_keys)
        rows = self._session.query(
            "select user_key, min(full_name), min(email), min(native_user)"
            f' from "{schema}"."user_identities" where user_key in ({marks}) group by user_key',
            sorted(user_keys),
        )
        return {str(key): _identity(*names) for key, *names in rows}

    def _first_date(self) -> dt.date:
        found = self._session.query(
            f"select max(queued_at) from {self._table} where channel = ?", [self._channel]
        )
        last: dt.datetime = found[0][0] or _now()
        return min(last, _now()).date() - _LATEST_ALERTS

    def _is_covered(self, alert: Mapping[str, Any]) -> bool:
        """Whether a late row has given a match that is known already another date, and so id."""
        if alert["kind"] != "count":
            return False
        return bool(
            self._session.query(
                f"select 1 from {self._table} where channel = ? and state <> 'covered' and rule = ?"
                " and system = ? and subject = ? and started_at <= ? and ended_at >= ? limit 1",
                [
                    *(self._channel, alert["rule"], alert["system"], alert["subject"]),
                    *(alert["ended_at"], alert["started_at"]),
                ],
            )
        )

    def _insertion(
        self, alert: Mapping[str, Any], state: str, now: dt.datetime
    ) -> tuple[str, Sequence[Any]]:
        content = {
            name: str(value) if isinstance(value, (dt.date, dt.datetime)) else value
            for name, value in alert.items()
        }
        row = {
            **{name: alert[name] for name in _COLUMNS if name in alert},
            "channel": self._channel,
            "state": state,
            "attempts": 0,
            "content": json.dumps(content, ensure_ascii=False),
            "queued_at": now,
        }
        marks = ", ".join("?" for _ in row)
        return f"insert into {self._table} ({', '.join(row)}) values ({marks})", list(row.values())

    def _batch(self, batch_id: str) -> Batch:
        rows = self._session.query(
            f"select content from {self._table} where channel = ? and batch_id = ?"
            " order by started_at, alert_id",
            [self._channel, batch_id],
        )
        return Batch(batch_id, tuple(json.loads(content) for (content,) in rows))

    def _update(self, batch: Batch, changes: str, *parameters: Any) -> None:
        self._session.write(
            [
                (
                    f"update {self._table} set {changes} where channel = ? and batch_id = ?",
                    [*parameters, self._channel, batch.batch_id],
                )
            ]
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)


def _identity(full_name: str | None, email: str | None, native_user: str | None) -> str:
    if full_name and email:
        return f"{full_name}, {email}"
    return full_name or email or native_user or "not known"
