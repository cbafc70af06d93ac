"""Writing what happens in a simulated Zoomdata as the lines of its activity log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import orjson

ACCOUNT_ID = "5f1a0c3e9b"
# as versions before the change of form spelled them
_OLD_NAMES = {
    "accountId": "accountID",
    "ip": "IP",
    "userFullName": "userFullname",
    "visualizationId": "visualizationID",
}


@dataclass(frozen=True)
class Actor:
    """Who does something. kind: USER, or KEY for the holder of a share link."""

    user: str | None
    ip: str
    roles: tuple[str, ...] = ("ROLE_USER",)
    groups: tuple[str, ...] = ()
    kind: str = "USER"


@dataclass(frozen=True)
class Chart:
    """A chart of a dashboard and the source that it reads."""

    chart_id: str
    name: str
    source: "Source"


@dataclass(frozen=True)
class Source:
    """A data source. path: schema and collection."""

    source_id: str
    name: str
    storage: str
    path: tuple[str, str]
    connection_id: str

    def request(self) -> str:
        """The query of a chart, as the JSON text that a command carries."""
        schema, collection = self.path
        document = {
            "source": {
                "id": self.source_id,
                "name": self.name,
                "subStorageType": self.storage,
                "storageConfiguration": {
                    "schema": schema,
                    "collection": collection,
                    "connectionId": self.connection_id,
                },
            },
            "time": {"from": "+$start_of_data", "to": "+$end_of_data"},
        }
        return orjson.dumps(document).decode()


class ActivityLog:
    """The lines of a log, in the older form until a day and in the current form from it on."""

    def __init__(self, changed_on: date, rng: Random) -> None:
        """Begin a log."""
        self.rng = rng
        self._changed_on = changed_on
        self._lines: list[tuple[datetime, str]] = []

    def write(self, at: datetime, actor: Actor, kind: str, status: str, **fields: Any) -> None:
        """Write a record. at: in UTC. kind: its activityType."""
        record: dict[str, Any] = {
            "eventDate": _event_date(at),
            "user": actor.user,
            "userType": actor.kind,
            "accountId": ACCOUNT_ID,
            "userGroups": list(actor.groups),
            "userRoles": list(actor.roles),
            "ip": actor.ip,
            "activityType": kind,
            "status": status,
            **fields,
        }
        if at.date() >= self._changed_on:
            line = orjson.dumps(record).decode()
        else:
            old = {_OLD_NAMES.get(name, name): _old_value(value) for name, value in record.items()}
            line = f"{_event_date(at).replace('.', ',')} {orjson.dumps(old).decode()}"
        self.write_text(at, line)

    def write_text(self, at: datetime, line: str) -> None:
        """Write a line as it is."""
        self._lines.append((at, line))

    def new_id(self, digits: int = 24) -> str:
        """A random hexadecimal id."""
        return f"{self.rng.getrandbits(4 * digits):0{digits}x}"

    def lines(self) -> Iterator[str]:
        """The lines in order of time; a collector that restarts sends the last ones again."""
        written = [line for _, line in sorted(self._lines, key=lambda entry: entry[0])]
        for number, line in enumerate(written):
            yield line
            if self.rng.random() < 0.0005:
                yield from written[max(0, number - 5) : number + 1]


class Clock:
    """A moment that moves on."""

    def __init__(self, start: datetime, rng: Random) -> None:
        """Begin at a moment."""
        self.now = start
        self._rng = rng

    def wait(self, low: float, high: float) -> datetime:
        """Let some seconds pass; gives the moment then."""
        self.now += timedelta(seconds=self._rng.uniform(low, high))
        return self.now


def epoch_ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def _event_date(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}"


def _old_value(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value
