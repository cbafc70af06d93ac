"""Sending the audit trail to Amazon CloudWatch Logs: a stream for each type of event.

CloudWatch keeps events that it is sent twice, and has no exact word on what it holds. So the place
that was reached is kept in a state file, by page: an export that is killed begins again with the
page that it was in. A file, not a table of the warehouse: an export then needs to read `audit` and
nothing else, and a DuckDB file stays open to other readers. It may be a URL of fsspec, where
machines come and go.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from footfall.credentials import url_fault
from footfall.errors import UserError
from footfall.export.files import is_url, location_label
from footfall.export.trail import Position, Selection, oldest_first, reported
from footfall.warehouse import Warehouse

SCHEME = "cloudwatch://"
# the limits of PutLogEvents; each event weighs 26 bytes more than its text
MAX_BATCH_EVENTS = 10_000
MAX_BATCH_BYTES = 1_048_576
EVENT_OVERHEAD_BYTES = 26
MAX_BATCH_SPAN_MS = 24 * 60 * 60 * 1000
MAX_STREAM_NAME = 512

Event = dict[str, Any]
_EPOCH = datetime(1970, 1, 1)


@dataclass
class Summary:
    """What became of the activities of one export."""

    sent: int = 0
    refused: int = 0
    too_long: int = 0
    streams: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Destination:
    """A log group, and the streams in it that are not called as by default.

    streams: stream by event type. batch_size: events that are sent at once, at most.
    """

    group: str
    streams: Mapping[str, str] = field(default_factory=dict)
    batch_size: int = MAX_BATCH_EVENTS

    def __post_init__(self) -> None:
        """Raises UserError where CloudWatch would refuse a name or the size."""
        if not self.group:
            raise UserError("--to names no log group: it looks like cloudwatch:///company/audit.")
        if not 1 <= self.batch_size <= MAX_BATCH_EVENTS:
            raise UserError(f"--batch-size is between 1 and {MAX_BATCH_EVENTS}.")
        for name in self.streams.values():
            if not name or len(name) > MAX_STREAM_NAME or set(name) & set(":*"):
                raise UserError(
                    f"{name!r} cannot be a log stream: it is empty, long or has : or *."
                )

    def stream_of(self, system: str, event_type: str) -> str:
        """The stream of an event: the one that was chosen, else `system/event type`."""
        if event_type in self.streams:
            return self.streams[event_type]
        name = f"{system}/{event_type}"
        return name.translate(str.maketrans(":*", "__"))[:MAX_STREAM_NAME]


def parse_streams(pairs: Iterable[str]) -> dict[str, str]:
    """Stream by event type, of texts such as `error=datagrok_errors`.

    Raises UserError for a text without a type or a name.
    """
    streams = {}
    for pair in pairs:
        # an event type may have the sign in it, a stream that somebody names need not
        event_type, separator, name = pair.rpartition("=")
        if not (event_type and separator and name):
            raise UserError(f"--stream {pair!r} is none: it looks like error=datagrok_errors.")
        streams[event_type] = name
    return streams


class State:
    """The place that each export has reached, by what it exports and where to."""

    def __init__(self, location: str) -> None:
        """Take a path or a URL of fsspec; the file may be made later."""
        self._location = location
        self._label = location_label(location)

    def load(self, key: str) -> Position | None:
        """Where the export stopped; None for a new one.

        Raises UserError where the file cannot be read.
        """
        entry = self._entries().get(key)
        if entry is None:
            return None
        return Position(datetime.fromisoformat(entry["occurred_at"]), entry["activity_id"])

    def save(self, key: str, target: str, position: Position) -> None:
        """Remember a place. Raises UserError where the file cannot be written."""
        entry = {
            "to": target,
            "occurred_at": position.occurred_at.isoformat(),
            "activity_id": position.activity_id,
            "saved_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }
        content = orjson.dumps(self._entries() | {key: entry}, option=orjson.OPT_INDENT_2)
        try:
            if is_url(self._location):
                _RemoteFile(self._location).write(content)
            else:
                _replace(Path(self._location).expanduser(), content)
        except OSError as error:
            told = url_fault(error, self._location)
            raise UserError(f"Cannot write the state file {self._label}: {told}") from error

    def _entries(self) -> dict[str, Any]:
        try:
            if is_url(self._location):
                content = _RemoteFile(self._location).read()
            else:
                content = Path(self._location).expanduser().read_bytes()
            entries: dict[str, Any] = orjson.loads(content)
        except FileNotFoundError:
            return {}
        except OSError as error:
            told = url_fault(error, self._location)
            raise UserError(f"Cannot read the state file {self._label}: {told}") from error
        except orjson.JSONDecodeError as error:
            raise UserError(
                f"The state file {self._label} is damaged: mend it, or take it away to begin again."
            ) from error
        return entries


@dataclass(frozen=True)
class _RemoteFile:
    url: str

    def read(self) -> bytes:
        filesystem, path = self._open()
        content: bytes = filesystem.cat_file(path)
        return content

    def write(self, content: bytes) -> None:
        filesystem, path = self._open()
        filesystem.pipe_file(path, content)

    def _open(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs

            filesystem, path = url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            told = str(error) if isinstance(error, ImportError) else url_fault(error, self.url)
            raise UserError(
                f"--state {location_label(self.url)} cannot be opened: {told}."
            ) from error
        return filesystem, str(path)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def state_key(warehouse: str, destination: Destination, selection: Selection) -> str:
    """What tells one export from another: the warehouse, the group and the filters.

    A hash, for the filters may name people. The dates are no part of it: they say how far to go.
    """
    parts = [
        warehouse,
        destination.group,
        sorted(destination.streams.items()),
        sorted(email.strip().lower() for email in selection.emails),
        sorted(selection.events),
        sorted(selection.outcomes),
    ]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def connect() -> Any:
    """boto3's client, from what AWS's own variables and files say.

    Raises UserError where boto3 is not installed or no region is known.
    """
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        raise UserError("CloudWatch needs boto3: pip install 'footfall[cloudwatch]'.") from error
    retries = Config(retries={"max_attempts": 10, "mode": "standard"})
    try:
        return boto3.client("logs", config=retries)
    except BotoCoreError as error:
        told = url_fault(error, os.environ.get("AWS_ENDPOINT_URL", ""))
        raise UserError(f"CloudWatch cannot be reached: {told}") from error


def export(
    warehouse: Warehouse,
    destination: Destination,
    selection: Selection,
    schema_name: str,
    state_location: str,
    restart: bool,
    report: Callable[[int], None],
) -> Summary:
    """Send what was not sent yet, and remember how far it got.

    report: called with the number of rows of each page.
    Raises UserError where the warehouse, the state file or CloudWatch is in the way.
    """
    state = State(state_location)
    key = state_key(warehouse.label, destination, selection)
    after = None if restart else state.load(key)
    client = connect()
    with warehouse.reader() as reader:
        pages = oldest_first(reader, selection, schema_name, after)
        return send(
            client,
            destination,
            reported(pages, report),
            lambda position: state.save(key, f"{SCHEME}{destination.group}", position),
        )


def send(
    client: Any,
    destination: Destination,
    pages: Iterable[pa.RecordBatch],
    reached: Callable[[Position], None],
) -> Summary:
    """Send pages of activities, the oldest first.

    reached: called after each page that CloudWatch has taken.
    Raises UserError where CloudWatch refuses.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    summary = Summary()
    try:
        for page in pages:
            rows = page.to_pylist()
            for stream, events in _by_stream(destination, rows, summary).items():
                if stream not in summary.streams:
                    _create_stream(client, destination.group, stream)
                    summary.streams.add(stream)
                for batch in batched(events, destination.batch_size):
                    answer = client.put_log_events(
                        logGroupName=destination.group, logStreamName=stream, logEvents=batch
                    )
                    refused = count_refused(len(batch), answer.get("rejectedLogEventsInfo"))
                    summary.refused += refused
                    summary.sent += len(batch) - refused
            if rows:
                reached(Position(rows[-1]["occurred_at"], rows[-1]["activity_id"]))
    except ClientError as error:
        # of a wrong signature it repeats the request, which has the session's token
        reason, *_ = (error.response.get("Error", {}).get("Message") or str(error)).splitlines()
        raise UserError(f"CloudWatch refuses log group {destination.group}: {reason}") from error
    except BotoCoreError as error:
        told = url_fault(error, os.environ.get("AWS_ENDPOINT_URL", ""))
        raise UserError(f"CloudWatch cannot be reached: {told}") from error
    return summary


def _by_stream(
    destination: Destination, rows: Sequence[Mapping[str, Any]], summary: Summary
) -> dict[str, list[Event]]:
    events: dict[str, list[Event]] = defaultdict(list)
    for row in rows:
        event = to_event(row)
        if _weight(event) > MAX_BATCH_BYTES:
            summary.too_long += 1
            continue
        events[destination.stream_of(row["system"], row["event_type"])].append(event)
    return events


def to_event(row: Mapping[str, Any]) -> Event:
    """An activity as CloudWatch takes it: milliseconds, and JSON without what is null."""
    at: datetime = row["occurred_at"]
    known = {name: value for name, value in row.items() if value is not None}
    return {
        "timestamp": (at - _EPOCH) // timedelta(milliseconds=1),
        "message": orjson.dumps(known, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z).decode(),
    }


def batched(events: Sequence[Event], size: int) -> Iterator[list[Event]]:
    """Events in order, in batches within the limits of PutLogEvents."""
    batch: list[Event] = []
    weight = 0
    for event in events:
        added = _weight(event)
        is_full = batch and (
            len(batch) >= size
            or weight + added > MAX_BATCH_BYTES
            or event["timestamp"] - batch[0]["timestamp"] >= MAX_BATCH_SPAN_MS
        )
        if is_full:
            yield batch
            batch, weight = [], 0
        batch.append(event)
        weight += added
    if batch:
        yield batch


def _weight(event: Event) -> int:
    return len(event["message"].encode()) + EVENT_OVERHEAD_BYTES


def count_refused(events: int, info: Mapping[str, int] | None) -> int:
    """Events of a batch that CloudWatch did not keep: too old, or ahead of time.

    The ends of what is too old are exclusive, the start of what is too new is not.
    """
    if not info:
        return 0
    old = max(info.get("tooOldLogEventEndIndex", 0), info.get("expiredLogEventEndIndex", 0))
    return min(events, old + events - info.get("tooNewLogEventStartIndex", events))


def _create_stream(client: Any, group: str, stream: str) -> None:
    try:
        client.create_log_stream(logGroupName=group, logStreamName=stream)
    except client.exceptions.ResourceAlreadyExistsException:
        return
    except client.exceptions.ResourceNotFoundException as error:
        raise UserError(f"CloudWatch has no log group {group}: create it first.") from error
