"""liblab's audit trail: the portal's CSV exports to rows of liblab.audit_trail."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from footfall.csv_files import CsvRecord, read_records
from footfall.files import RefusedRecordError
from footfall.loading import RawTable, in_batches
from footfall.systems.record_files import RecordFiles, Report

# as the portal writes them
COLUMNS = ("Name", "Email", "Org", "Event", "Time", "URL")
OPTIONAL_COLUMNS = ("Details",)

_COLUMNS: dict[str, pa.DataType] = {
    "record_hash": pa.string(),
    "name": pa.string(),
    "email": pa.string(),
    "org": pa.string(),
    "event": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
    "url": pa.string(),
    "details": pa.string(),
}
AUDIT_TRAIL = RawTable(
    system="liblab",
    name="audit_trail",
    columns=pa.schema(_COLUMNS),
    key="record_hash",
    strategy="insert-only",
    postgres_format="parquet",
)

Row = tuple[str | datetime | None, ...]
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r" ?(?:Z|UTC|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)


def to_row(record: Mapping[str, str | None]) -> Row:
    """A row in the order of the table's columns, of a record by the portal's column names.

    Raises RefusedRecordError where the time cannot be read.
    """
    time = parse_time(record["Time"])
    name, email, org, event, url = (record[key] for key in COLUMNS if key != "Time")
    details = record.get("Details")
    canonical = orjson.dumps([name, email, org, event, time, url, details])
    return (sha256(canonical).hexdigest(), name, email, org, event, time, url, details)


def to_batches(records: Iterable[Mapping[str, Any]]) -> Iterator[pa.Table]:
    """Tables of records by the portal's column names; no text is null."""
    rows = (to_row({name: value or None for name, value in record.items()}) for record in records)
    return in_batches(rows, AUDIT_TRAIL.columns)


def parse_time(text: str | None) -> datetime:
    """A time in UTC, of ISO 8601 with a T or a blank; without an offset it is UTC already.

    Raises RefusedRecordError where it is none.
    """
    if match := _TIME.fullmatch((text or "").strip()):
        day, clock, fraction, sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        try:
            local = datetime.fromisoformat(f"{day}T{clock}").replace(
                microsecond=int((fraction or "").ljust(6, "0")[:6]), tzinfo=timezone.utc
            )
            return local + offset if sign == "-" else local - offset
        except (ValueError, OverflowError):
            pass
    raise RefusedRecordError("Time is no date and time")


def _read(path: Path, report: Report) -> Iterator[tuple[int, bytes, CsvRecord]]:
    records = read_records(path, COLUMNS, OPTIONAL_COLUMNS, report)
    return ((record.line, record.raw, record) for record in records)


def _parse(record: CsvRecord) -> Row:
    if record.problem:
        raise RefusedRecordError(record.problem)
    if not any((value or "").strip() for value in record.values.values()):
        raise RefusedRecordError("no column of the audit trail has a value")
    return to_row(record.values)


FILES = RecordFiles(AUDIT_TRAIL, _read, _parse)
