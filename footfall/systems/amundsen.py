"""Amundsen's action log: records in its nine fields to rows of amundsen.user_actions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from footfall.files import FilesSummary, RefusedLines, RefusedRecordError, read_lines
from footfall.loading import RawTable, in_batches, load_batches
from footfall.warehouse import Warehouse

TEXT_FIELDS = (
    "command",
    "user",
    "host_name",
    "pos_args_json",
    "keyword_args_json",
    "output",
    "error",
)
EPOCH_FIELDS = ("start_epoch_ms", "end_epoch_ms")
MAX_BIGINT = 2**63 - 1

_COLUMNS: dict[str, pa.DataType] = {
    "record_hash": pa.string(),
    **dict.fromkeys(TEXT_FIELDS, pa.string()),
    **dict.fromkeys(EPOCH_FIELDS, pa.int64()),
}
USER_ACTIONS = RawTable(
    system="amundsen",
    name="user_actions",
    columns=pa.schema(_COLUMNS),
    key="record_hash",
    strategy="insert-only",
    postgres_format="parquet",
)

Row = tuple[str | int | None, ...]
_PLAIN_TYPES = {str, type(None)}
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.0*)?")


def load_files(
    warehouse: Warehouse,
    files: Sequence[Path],
    schema: str,
    refused_dir: Path | None = None,
    report: Callable[[int], None] = lambda size: None,
) -> FilesSummary:
    """Load files of JSON lines, plain or gzipped; a line that is there already changes nothing.

    report: called with the number of bytes read since the last call.
    Raises UserError before anything is loaded where a file is missing, and where the warehouse
    cannot be loaded.
    """
    summary = FilesSummary()
    inputs = summary.choose_inputs(files, refused_dir)
    rows = (row for path in inputs for row in _read_rows(path, refused_dir, report, summary))
    counts = load_batches(warehouse, USER_ACTIONS, schema, to_batches(rows))
    summary.new = counts.new
    return summary


def _read_rows(
    path: Path, refused_dir: Path | None, report: Callable[[int], None], summary: FilesSummary
) -> Iterator[Row]:
    with closing(RefusedLines(path, refused_dir)) as refused:
        for number, line in read_lines(path, report):
            summary.read += 1
            try:
                yield _parse(line)
            except RefusedRecordError as error:
                refused.add(number, line, str(error))
        summary.add_refused(refused)


def _parse(line: bytes) -> Row:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RefusedRecordError("not JSON") from error
    if not isinstance(record, dict):
        raise RefusedRecordError("not a JSON object")
    return to_row(record)


def to_row(record: Mapping[str, Any]) -> Row:
    """A row in the order of the table's columns; missing fields are null, others are ignored.

    Raises RefusedRecordError where a value cannot be stored as its column's type.
    """
    texts = [record.get(name) for name in TEXT_FIELDS]
    if not _PLAIN_TYPES.issuperset(map(type, texts)):
        texts = [_as_text(value) for value in texts]
    content = [*texts, *(_epoch(name, record.get(name)) for name in EPOCH_FIELDS)]
    canonical = orjson.dumps(content)
    # one look at all texts; the escape may also be a text's own characters
    if b"\\u0000" in canonical:
        _refuse_nul(texts)
    return (sha256(canonical).hexdigest(), *content)


def to_batches(rows: Iterable[Row]) -> Iterator[pa.Table]:
    """Tables of rows."""
    return in_batches(rows, USER_ACTIONS.columns)


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()


def _refuse_nul(texts: Sequence[str | None]) -> None:
    """Refuse what PostgreSQL cannot store."""
    for name, text in zip(TEXT_FIELDS, texts, strict=True):
        if text and "\0" in text:
            raise RefusedRecordError(f"{name} holds the character U+0000")


def _epoch(name: str, value: Any) -> int | None:
    if value is None or type(value) is int:
        number = value
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    elif isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        number = int(value.strip().split(".")[0])
    else:
        raise RefusedRecordError(f"{name} is not a whole number")
    if number is not None and not -MAX_BIGINT - 1 <= number <= MAX_BIGINT:
        raise RefusedRecordError(f"{name} is out of range")
    return number
