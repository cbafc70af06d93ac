"""Loads records of any log into a raw table of its own: nothing of them is inferred."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from footfall.errors import UserError
from footfall.files import FilesSummary, RefusedRecordError
from footfall.loading import RawTable
from footfall.logs.reading import LogFiles, LogRecord, Report
from footfall.systems.json_lines import parse_object
from footfall.systems.record_files import RecordFiles
from footfall.warehouse import Warehouse, check_schema_name

STANDARD_INPUT = "-"
DEFAULT_TABLE = "records"
_COLUMNS: dict[str, pa.DataType] = {
    "record": pa.string(),
    "file_name": pa.string(),
    "line_number": pa.int64(),
    "record_hash": pa.string(),
    "loaded_at": pa.timestamp("us", tz="UTC"),
}
# schemas that loaders, models and engines have for themselves
_TAKEN = {
    *("clutch", "amundsen", "datagrok", "zoomdata", "liblab", "hr", "all", "footfall"),
    *("staging", "intermediate", "marts", "audit", "main", "information_schema"),
}


@dataclass(frozen=True)
class LogTable:
    """Where a log goes: a schema, which is its name, and a table."""

    schema: str
    name: str

    def __str__(self) -> str:
        """As people say it."""
        return f"{self.schema}.{self.name}"

    @property
    def raw(self) -> RawTable:
        """The table and how it is merged: a record that is there stays as it is."""
        return RawTable(
            system=self.schema,
            name=self.name,
            columns=pa.schema(_COLUMNS),
            key="record_hash",
            strategy="insert-only",
            postgres_format="parquet",
        )


def log_table(given: str) -> LogTable:
    """The table of NAME or NAME.TABLE.

    Raises UserError where a name is not allowed, or footfall uses it itself.
    """
    schema, _, table = given.partition(".")
    for part in (schema, table or DEFAULT_TABLE):
        check_schema_name(part)
    if schema in _TAKEN or schema.startswith("pg_") or schema.endswith("_staging"):
        raise UserError(f"--as {given}: footfall uses the schema {schema} itself: say another.")
    return LogTable(schema, table or DEFAULT_TABLE)


def load_files(
    warehouse: Warehouse,
    table: LogTable,
    files: Sequence[Path],
    reader: LogFiles,
    refused_dir: Path | None = None,
    report: Report = lambda size: None,
) -> FilesSummary:
    """Load files of any format; a record that is there already changes nothing.

    report: called with the number of bytes read since the last call.
    Raises UserError as RecordFiles.load does.
    """
    return _records(table, reader.read).load(warehouse, files, table.schema, refused_dir, report)


def load_standard_input(
    warehouse: Warehouse,
    table: LogTable,
    reader: LogFiles,
    refused_dir: Path | None = None,
    report: Report = lambda size: None,
) -> FilesSummary:
    """Load what standard input holds, as load_files does a file.

    It is kept in a temporary file, as some formats cannot be read from front to back. Refused
    records go into the current folder.
    """
    with tempfile.TemporaryDirectory(prefix="footfall-") as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        summary = load_files(warehouse, table, [path], reader, refused_dir or Path(), report)

    def told(text: str) -> str:
        return text.replace(str(path), "standard input")

    reader.guesses = list(map(told, reader.guesses))
    summary.problems = [replace(each, problem=told(each.problem)) for each in summary.problems]
    return summary


def load_rows(
    warehouse: Warehouse,
    table: LogTable,
    source: str,
    rows: Callable[[Report], Iterator[LogRecord]],
    refused_dir: Path | None = None,
    report: Report = lambda rows: None,
) -> FilesSummary:
    """Load rows of a table; source: its name.

    report: called with the number of rows read since the last call.
    Raises UserError where either database refuses.
    """

    def read(path: Path, report: Report) -> Iterator[tuple[int, bytes, LogRecord]]:
        return ((record.place, record.text, record) for record in rows(report))

    records = _records(table, read)
    summary = FilesSummary()
    inputs = [Path(source)]
    folder = refused_dir or Path()
    records.load_inputs(warehouse, inputs, table.schema, folder, report, summary)
    return summary


def _records(
    table: LogTable, read: Callable[[Path, Report], Iterator[tuple[int, bytes, LogRecord]]]
) -> RecordFiles[LogRecord]:
    return RecordFiles(table.raw, read, partial(_to_row, datetime.now(timezone.utc)))


def _to_row(loaded_at: datetime, record: LogRecord) -> Sequence[Any]:
    """The row of a record. Raises RefusedRecordError where it is no JSON object."""
    if record.problem:
        raise RefusedRecordError(record.problem)
    parse_object(record.text)
    return (
        record.text.decode(),
        record.file_name,
        record.place,
        sha256(record.text).hexdigest(),
        loaded_at,
    )
