"""Reading CSV files, plain or packed, whose columns are named in their header."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from footfall.errors import UnusableDataError
from footfall.files import BYTE_ORDER_MARK, CutLine, open_unpacked, too_large

# documents in a cell may be longer than the default of 131,072 characters
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class CsvRecord:
    """A record of a CSV file, as the text of each column that was asked for; no text is null.

    row: its number as in a spreadsheet, where the header is row 1. line: where it begins in the
    file, from 1. problem: why its values cannot be told, else empty.
    """

    row: int
    line: int
    raw: bytes
    values: dict[str, str | None]
    problem: str = ""


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written. escape: what stands before a quote in a value, if not a quote."""

    separator: str = ","
    quote: str = '"'
    escape: str | None = None


class _Lines:
    """Hands on lines as text and keeps those of the current record.

    most: bytes of a record. too_large: bytes of the current one where it is larger, else 0.
    """

    def __init__(self, path: Path, lines: Iterator[bytes], most: int | None) -> None:
        self.number = 0
        self.is_finished = False
        self.too_large = 0
        self._path = path
        self._lines = lines
        self._most = most
        self._record: list[bytes] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self._record.append(line)
            if isinstance(line, CutLine):
                self.too_large = self._size + line.size
                # a record that has begun goes on, one that is this line ends
                yield "\n"
                continue
            self._size += len(line)
            if self._most and self._size > self._most:
                raise UnusableDataError(
                    f"{self._path}: the record that ends in line {self.number:,} or later is larger"
                    f" than {self._most:,} bytes: most often a quote in it has no end"
                )
            text = line if self.number > 1 else line.removeprefix(BYTE_ORDER_MARK)
            yield text.decode(errors="surrogateescape")
        self.is_finished = True

    def take_record(self) -> bytes:
        """The lines read since the last call."""
        record = b"".join(self._record)
        self._record.clear()
        self._size = self.too_large = 0
        return record


def read_records(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str],
    report: Callable[[int], None] = lambda size: None,
) -> Iterator[CsvRecord]:
    """The records of a CSV file that are not blank.

    required, optional: column names; case and blanks around them do not matter, nor does their
    order, and further columns are ignored. An optional column that is missing is null.
    report: called with the number of bytes read from disk since the last call.
    Raises UnusableDataError where the header lacks a column or names it twice, where the file
    cannot be read, and behind the last record before damage or a quoted value without an end.
    """
    with open_unpacked(path, report) as file:
        lines = _Lines(path, file.lines(), most=None)
        reader = csv.reader(lines, strict=True)
        header = [_normalised(cell) for cell in _read_header(path, reader)]
        places = _find_columns(path, header, required, optional)
        lines.take_record()
        yield from _read_rows(path, lines, reader, places, len(header), row=1)


def read_all_columns(
    path: Path,
    dialect: Dialect,
    names: Sequence[str] | None,
    encoding: str,
    most: int,
    report: Callable[[int], None] = lambda size: None,
) -> Iterator[CsvRecord]:
    """The records of a CSV file that are not blank, with all of their columns.

    names: of the columns of a file without a header; default: its first row names them.
    most: bytes of a record; one in a longer line has a problem.
    report and errors as of read_records; a record over many lines that is too large ends the file.
    """
    with open_unpacked(path, report, encoding) as file:
        lines = _Lines(path, file.lines(most), most)
        reader = csv.reader(
            lines,
            strict=True,
            delimiter=dialect.separator,
            quotechar=dialect.quote,
            escapechar=dialect.escape,
        )
        row = 0
        if names is None:
            names = [cell.strip() for cell in _read_header(path, reader)]
            lines.take_record()
            row = 1
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise UnusableDataError(
                f"The header of {path} names {', '.join(twice)} twice: rename a column."
            )
        places = {name: place for place, name in enumerate(names)}
        yield from _read_rows(path, lines, reader, places, len(names), row)


def _read_rows(
    path: Path,
    lines: _Lines,
    reader: Iterator[list[str]],
    places: Mapping[str, int | None],
    width: int,
    row: int,
) -> Iterator[CsvRecord]:
    """Records behind a header. places: of the columns in a row. width: cells of a row."""
    line = lines.number + 1
    while True:
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if lines.is_finished:
                raise UnusableDataError(
                    f"{path}: the quoted value that begins in line {line} has no end."
                ) from error
            cells, problem = [], "not CSV"
        row += 1
        if lines.too_large:
            problem = too_large(lines.too_large)
        raw, begin, line = lines.take_record(), line, lines.number + 1
        if problem or any(cell.strip() for cell in cells):
            problem = problem or _find_problem(raw, cells, width)
            values = {
                name: None if problem or place is None else cells[place] or None
                for name, place in places.items()
            }
            yield CsvRecord(row, begin, raw.rstrip(b"\r\n"), values, problem)


def _read_header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise UnusableDataError(f"{path} is no CSV file: its header cannot be read.") from error


def _find_columns(
    path: Path, header: list[str], required: Sequence[str], optional: Sequence[str]
) -> dict[str, int | None]:
    wanted = {name: _normalised(name) for name in (*required, *optional)}
    if missing := [name for name in required if wanted[name] not in header]:
        found = " It begins as JSON does." if header and header[0].startswith(("{", "[")) else ""
        raise UnusableDataError(
            f"The header of {path} lacks {', '.join(missing)}:"
            f" its first line must name {', '.join(required)}.{found}"
        )
    if twice := [name for name, column in wanted.items() if header.count(column) > 1]:
        raise UnusableDataError(f"The header of {path} names {', '.join(twice)} twice.")
    return {
        name: header.index(column) if column in header else None for name, column in wanted.items()
    }


def _find_problem(raw: bytes, cells: list[str], width: int) -> str:
    if len(cells) != width:
        return "not as many values as the header has columns"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "not UTF-8"
    return "holds the character U+0000" if b"\0" in raw else ""


def _normalised(name: str) -> str:
    return name.strip().lower()
