"""Amundsen's action log: records in its nine fields to rows of amundsen.user_actions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from footfall.files import RefusedRecordError, read_lines
from footfall.loading import RawTable, in_batches
from footfall.systems.json_lines import check_recognised, parse_object
from footfall.systems.record_files import RecordFiles, Report

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
# others, such as user and error, are in any log
RECOGNISED_BY = ("command", "start_epoch_ms", "pos_args_json", "keyword_args_json")
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


def _read(path: Path, report: Report) -> Iterator[tuple[int, bytes, bytes]]:
    return ((number, line, line) for number, line in read_lines(path, report))


def _parse(line: bytes) -> Row:
    record = parse_object(line)
    if not record.get("command"):
        check_recognised(record, RECOGNISED_BY, "Amundsen")
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


FILES = RecordFiles(USER_ACTIONS, _read, _parse)
