"""Reads log files of any format as records: texts of JSON objects, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from footfall.csv_files import read_all_columns
from footfall.errors import UnusableDataError, first_line
from footfall.files import (
    BYTE_ORDER_MARK,
    CutLine,
    open_unpacked,
    read_lines,
    too_large,
)
from footfall.logs.formats import Kind, Wanted, kind_of
from footfall.logs.json_documents import Level, TruncatedJsonError, cut, survey
from footfall.logs.rows_as_json import as_record

Report = Callable[[int], None]
# rows that are decoded at once: each may be large
_PARQUET_ROWS = 1_000
# a list without anything in it, such as an answer without results, by what such lists are called
_LIST_NAMES = {"records", "items", "events", "logs", "entries", "results", "rows", "data", "value"}


@dataclass(frozen=True)
class LogRecord:
    """A record. place: its line in the file, or its number there. problem: why it is refused."""

    file_name: str
    place: int
    text: bytes
    problem: str = ""


class LogFiles:
    """Reads files as somebody wants them read; guesses: what was concluded of them, for people."""

    def __init__(self, wanted: Wanted) -> None:
        self.guesses: list[str] = []
        self._wanted = wanted

    def read(self, path: Path, report: Report) -> Iterator[tuple[int, bytes, LogRecord]]:
        """The records of a file, each with its place and its text.

        report: called with the number of bytes read since the last call.
        Raises UnusableDataError where the file cannot be read, and behind the last record of one
        that is damaged.
        """
        kind = kind_of(path, self._wanted)
        if kind.guess:
            self.guesses.append(kind.guess)
        records = {
            "lines": self._lines,
            "json": self._documents,
            "csv": self._csv,
            "parquet": self._parquet,
        }[kind.format](path, kind, report)
        return ((record.place, record.text, record) for record in records)

    def _lines(self, path: Path, kind: Kind, report: Report) -> Iterator[LogRecord]:
        if self._wanted.list_key is not None:
            yield from self._documents(path, kind, report)
            return
        for number, line in read_lines(path, report, kind.encoding, self._wanted.most):
            problem = too_large(line.size) if isinstance(line, CutLine) else ""
            yield LogRecord(path.name, number, line, problem)

    def _documents(self, path: Path, kind: Kind, report: Report) -> Iterator[LogRecord]:
        level, key = self._level(path, kind)
        if level is None:
            return
        most = self._wanted.most
        with open_unpacked(path, report, kind.encoding) as file:
            try:
                pieces = cut(_without_mark(file.chunks()), level, key, most)
                for number, piece in enumerate(pieces, start=1):
                    problem = too_large(piece.size) if piece.size > most else ""
                    yield LogRecord(path.name, number, piece.text, problem)
            except TruncatedJsonError as error:
                raise UnusableDataError(f"{path} is damaged: its JSON ends too early") from error

    def _level(self, path: Path, kind: Kind) -> tuple[Level | None, str | None]:
        """How deep the records of documents stand; no level where there is no document."""
        wanted = self._wanted.list_key
        with open_unpacked(path, lambda size: None, kind.encoding) as file:
            found = survey(_without_mark(file.chunks()), self._wanted.most)
        if wanted is not None and wanted not in found.lists:
            lists = f"its lists are {', '.join(found.lists)}" if found.lists else "it has none"
            raise UnusableDataError(f"{path} has no list {wanted}: {lists}")
        if wanted is not None:
            return 2, wanted
        if found.first == b"[":
            return 1, None
        if found.documents == 1 and len(found.of_objects) > 1:
            raise UnusableDataError(
                f"{path} has the lists {', '.join(found.of_objects)}: say which by --list"
            )
        if found.documents == 1 and found.of_objects:
            return 2, found.of_objects[0]
        is_empty = found.documents == 1 and any(each.lower() in _LIST_NAMES for each in found.lists)
        return (None if is_empty else 0), None

    def _csv(self, path: Path, kind: Kind, report: Report) -> Iterator[LogRecord]:
        wanted = self._wanted
        rows = read_all_columns(
            path, kind.dialect, wanted.names, kind.encoding, wanted.most, report
        )
        for row in rows:
            if row.problem:
                yield LogRecord(path.name, row.line, row.raw, row.problem)
            else:
                yield LogRecord(path.name, row.line, *as_record(row.values, wanted.most))

    def _parquet(self, path: Path, kind: Kind, report: Report) -> Iterator[LogRecord]:
        try:
            with closing(pa.parquet.ParquetFile(path)) as file:
                reported, number = 0, 0
                size = path.stat().st_size
                columns = pa.schema(
                    [each.with_type(_readable(each.type)) for each in file.schema_arrow]
                )
                for batch in file.iter_batches(_PARQUET_ROWS):
                    table = pa.Table.from_batches([batch]).cast(columns, safe=False)
                    for row in table.to_pylist(maps_as_pydicts="lossy"):
                        number += 1
                        yield LogRecord(path.name, number, *as_record(row, self._wanted.most))
                    done = size * number // file.metadata.num_rows
                    report(done - reported)
                    reported = done
        except (OSError, pa.ArrowException) as error:
            raise UnusableDataError(f"{path} is damaged: {first_line(error)}") from error


def _readable(kind: pa.DataType) -> pa.DataType:
    """The type that Python has values of: none of its times has nanoseconds."""
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    if pa.types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    if pa.types.is_struct(kind):
        return pa.struct([each.with_type(_readable(each.type)) for each in kind])
    if pa.types.is_large_list(kind):
        return pa.large_list(kind.value_field.with_type(_readable(kind.value_type)))
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_readable(kind.value_type)))
    return kind


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks of a text without a byte order mark."""
    first = next(chunks, b"")
    yield first.removeprefix(BYTE_ORDER_MARK)
    yield from chunks
