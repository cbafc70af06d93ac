"""Zoomdata's activity log: lines of its log files to rows of zoomdata.activity_log.

Log files grow, are rolled and are packed. So the warehouse remembers what was read of each, by
content and not by name: what was read before is only compared by its hash. From a line on that was
refused a file is read again by each load.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pyarrow as pa

from footfall.errors import UnusableDataError
from footfall.files import (
    BYTE_ORDER_MARK,
    FilesSummary,
    RefusedLines,
    RefusedRecordError,
    UnpackedFile,
    open_unpacked,
)
from footfall.loading import RawTable, count_rows, in_batches, load_batches
from footfall.systems.json_lines import check_recognised
from footfall.warehouse import MissingTableError, Warehouse

if TYPE_CHECKING:
    from hashlib import _Hash

_COLUMNS: dict[str, pa.DataType] = {
    "record_hash": pa.string(),
    "record": pa.string(),
    "file_name": pa.string(),
    "line_number": pa.int64(),
}
ACTIVITY_LOG = RawTable(
    system="zoomdata",
    name="activity_log",
    columns=pa.schema(_COLUMNS),
    key="record_hash",
    strategy="insert-only",
    postgres_format="parquet",
)
_FILE_COLUMNS: dict[str, pa.DataType] = {
    "file_id": pa.string(),
    "first_line_hash": pa.string(),
    "content_hash": pa.string(),
    "bytes_read": pa.int64(),
    "lines_read": pa.int64(),
    "file_name": pa.string(),
    "read_at": pa.timestamp("us", tz="UTC"),
}
LOG_FILES = RawTable(
    system="zoomdata",
    name="log_files",
    columns=pa.schema(_FILE_COLUMNS),
    key="file_id",
    strategy="upsert",
    postgres_format="parquet",
)

# record_hash, record, file_name, line_number
Row = tuple[str, str, str, int]
# every record has them; others, such as user and status, are in any log
RECOGNISED_BY = ("activityType", "eventDate")
# lines before a file's first record, such as the end of a stack trace, that wait for it
_MOST_WAITING = 1_000
_NO_RECORD = "not Zoomdata's: no record stands before it in the file"
# bytes hashed at a time
_CHUNK = 1 << 20
# lines of the first versions begin with a time, then comes the record
_LOGGED_AT = re.compile(r"[12]\d{3}-\d\d-\d\d[ T][^{]*")
# zoomdata-activity.log.1, zoomdata-activity-2018-01-29.1.log: nobody writes to them any more
_ROLLED_NAME = re.compile(r"\.log[.-]\d|\d{4}-\d{2}-\d{2}(\.\d+)?\.log$")


@dataclass(frozen=True)
class ReadPart:
    """The beginning of a log file that is in the warehouse, whole lines only.

    file_id: stays when the file grows. The hashes are of the first line and of the whole part,
    unpacked. file_name: where it was last seen.
    """

    file_id: str = ""
    first_line_hash: str = ""
    content_hash: str = ""
    bytes_read: int = 0
    lines_read: int = 0
    file_name: str = ""


@dataclass
class LogsSummary(FilesSummary):
    """What became of the lines of one load, in lines; `files` in files.

    resumed: lines of parts that were read before. unfinished: last lines that are still being
    written. nul_removed: lines that held the character U+0000, which no text column stores.
    """

    files: int = 0
    resumed: int = 0
    unfinished: int = 0
    nul_removed: int = 0


def load_files(
    warehouse: Warehouse,
    files: Sequence[Path],
    schema: str,
    refused_dir: Path | None = None,
    report: Callable[[int], None] = lambda size: None,
) -> LogsSummary:
    """Load what was appended to log files since the last load, and files not seen before.

    report: called with the number of bytes read since the last call.
    A file that cannot be read, or not to its end, does not keep the others from being loaded: the
    summary names it. Raises UserError where the warehouse cannot be loaded.
    """
    known = _read_known(warehouse, schema)
    if known and not count_rows(warehouse, ACTIVITY_LOG, schema):
        # the rows were deleted by hand: everything is read again
        load_batches(warehouse, replace(LOG_FILES, strategy="replace"), schema, [])
        known = []
    reader = _LogReader(known, refused_dir, report)
    inputs = reader.summary.choose_inputs(files, refused_dir)
    rows = (row for path in inputs for row in reader.rows(path))
    counts = load_batches(warehouse, ACTIVITY_LOG, schema, in_batches(rows, ACTIVITY_LOG.columns))
    reader.summary.new = counts.new
    if reader.grown:
        # after the rows: a load that breaks off is repeated, and repeated rows change nothing
        load_batches(warehouse, LOG_FILES, schema, _to_batches(reader.grown.values()))
    return reader.summary


def to_batches(records: Iterable[Mapping[str, Any]]) -> Iterator[pa.Table]:
    """Tables of records: record (the line), file_name, line_number."""
    rows = (
        (_hash(record["record"].encode()), *(record[name] for name in list(_COLUMNS)[1:]))
        for record in records
    )
    return in_batches(rows, ACTIVITY_LOG.columns)


class _LogReader:
    """Reads log files, each from where an equal beginning was read before."""

    def __init__(
        self,
        known: Iterable[ReadPart],
        refused_dir: Path | None,
        report: Callable[[int], None],
    ) -> None:
        self.summary = LogsSummary()
        self.grown: dict[str, ReadPart] = {}
        self._known = {part.file_id: part for part in known}
        self._used: set[str] = set()
        self._refused_dir = refused_dir
        self._report = report

    def rows(self, path: Path) -> Iterator[Row]:
        """The rows of the lines that are new in a file."""
        self.summary.files += 1
        with closing(RefusedLines(path, self._refused_dir)) as refused:
            reading = _FileReading(refused)
            problem = ""
            try:
                with open_unpacked(path, self._report) as file:
                    reading.resume(*self._resume(file))
                    self.summary.resumed += reading.part.lines_read
                    yield from self._rows(path, file, reading)
            except UnusableDataError as error:
                # the other files are loaded all the same
                problem = str(error)
            reading.refuse_waiting()
            self._note(path, reading)
            known = reading.part.lines_read
            self.summary.add_file(path, reading.read, refused, problem, known)

    def _rows(self, path: Path, file: UnpackedFile, reading: "_FileReading") -> Iterator[Row]:
        is_rolled = bool(file.packing) or bool(_ROLLED_NAME.search(path.name))
        number = reading.part.lines_read
        for line in file.lines():
            text = self._decode(line if number else line.removeprefix(BYTE_ORDER_MARK))
            if not (line.endswith(b"\n") or is_rolled or _is_complete(text)):
                self.summary.unfinished += bool(text.strip())
                break
            number += 1
            if text.strip():
                row = _hash(text.encode()), text, path.name, number
                yield from reading.judge(row, line)
            reading.advance(line)

    def _resume(self, file: UnpackedFile) -> tuple[ReadPart, "_Hash"]:
        """The longest part that the file begins with, and its hash; the file stands behind it."""
        best, best_hasher = ReadPart(), sha256()
        first_line = file.content.readline()
        digest = _hash(first_line)
        candidates = [part for part in self._known.values() if part.first_line_hash == digest]
        hasher, position = sha256(first_line), len(first_line)
        for part in sorted(candidates, key=lambda part: part.bytes_read):
            while position < part.bytes_read:
                chunk = file.content.read(min(_CHUNK, part.bytes_read - position))
                if not chunk:
                    break
                hasher.update(chunk)
                position += len(chunk)
            if position == part.bytes_read and hasher.hexdigest() == part.content_hash:
                best, best_hasher = part, hasher.copy()
        file.content.seek(best.bytes_read)
        return best, best_hasher

    def _note(self, path: Path, reading: "_FileReading") -> None:
        """Remember how far a file was read."""
        part = reading.part
        # of a file and its copy that has grown each is remembered
        is_copy = not part.file_id or part.file_id in self._used
        file_id = uuid4().hex if is_copy else part.file_id
        self._used.add(file_id)
        if grown := reading.grown(file_id, path.name):
            self._known[file_id] = grown
            self.grown[file_id] = grown

    def _decode(self, line: bytes) -> str:
        text = line.decode(errors="replace").rstrip("\r\n")
        if "\0" in text:
            self.summary.nul_removed += 1
            text = text.replace("\0", "")
        return text


class _FileReading:
    """One log file while it is read: what becomes of its lines, and how far it counts as read."""

    def __init__(self, refused: RefusedLines) -> None:
        self.part = ReadPart()
        self.read = 0
        self._refused = refused
        self._hasher = sha256()
        self._first_line_hash = ""
        self._size = self._lines = 0
        # whether a record has shown that the file is Zoomdata's
        self._is_known = False
        self._waiting: list[tuple[Row, bytes]] = []

    def resume(self, part: ReadPart, hasher: "_Hash") -> None:
        """Go on behind a part that was read before."""
        self.part, self._hasher = part, hasher
        self._first_line_hash = part.first_line_hash
        self._size, self._lines = part.bytes_read, part.lines_read
        self._is_known = part.lines_read > 0

    def judge(self, row: Row, line: bytes) -> Iterator[Row]:
        """The rows that can be loaded now that a further line is there."""
        self.read += 1
        try:
            if _is_record(row[1]) and not self._is_known:
                self._is_known = True
                yield from (waiting for waiting, _ in self._waiting)
                self._waiting.clear()
        except RefusedRecordError as error:
            self._refuse(row, line, str(error))
            return
        if self._is_known:
            yield row
        else:
            self._waiting.append((row, line))
            if len(self._waiting) > _MOST_WAITING:
                self.refuse_waiting()

    def refuse_waiting(self) -> None:
        """Refuse the lines for which no record has come."""
        for row, line in self._waiting:
            self._refuse(row, line, _NO_RECORD)
        self._waiting.clear()

    def advance(self, line: bytes) -> None:
        """Count a line as read, unless one before it was refused."""
        # one without an end may still grow, or get its end
        if not self._refused.reasons and line.endswith(b"\n"):
            self._first_line_hash = self._first_line_hash or _hash(line)
            self._hasher.update(line)
            self._size += len(line)
            self._lines += 1

    def grown(self, file_id: str, file_name: str) -> ReadPart | None:
        """The part that has been read by now; none where it is the same as before."""
        if not self._is_known or self._size == self.part.bytes_read:
            return None
        return ReadPart(
            file_id=file_id,
            first_line_hash=self._first_line_hash,
            content_hash=self._hasher.hexdigest(),
            bytes_read=self._size,
            lines_read=self._lines,
            file_name=file_name,
        )

    def _refuse(self, row: Row, line: bytes, reason: str) -> None:
        self._refused.add(row[3], line.rstrip(b"\r\n"), reason)


def _read_known(warehouse: Warehouse, schema: str) -> list[ReadPart]:
    columns = "file_id, first_line_hash, content_hash, bytes_read, lines_read, file_name"
    try:
        rows = warehouse.query(f'select {columns} from "{schema}"."{LOG_FILES.name}"')
    except MissingTableError:
        return []
    return [ReadPart(*row) for row in rows]


def _to_batches(parts: Iterable[ReadPart]) -> Iterator[pa.Table]:
    now = datetime.now(timezone.utc)
    rows = (
        (
            part.file_id,
            part.first_line_hash,
            part.content_hash,
            part.bytes_read,
            part.lines_read,
            part.file_name,
            now,
        )
        for part in parts
    )
    return in_batches(rows, LOG_FILES.columns)


def _is_record(text: str) -> bool:
    """Whether a line is a record, and not, say, one of a stack trace.

    Raises RefusedRecordError where it is a record of something else.
    """
    line = text.strip(" ")
    begin = _LOGGED_AT.match(line)
    document = line[begin.end() :] if begin else line
    if not document.startswith("{"):
        return False
    try:
        record = orjson.loads(document)
    except orjson.JSONDecodeError:
        return False
    check_recognised(record, RECOGNISED_BY, "Zoomdata")
    return True


def _is_complete(text: str) -> bool:
    """Whether a line without an end is a whole record, also behind the older form's time."""
    try:
        return isinstance(orjson.loads(text[max(text.find("{"), 0) :]), dict)
    except orjson.JSONDecodeError:
        return False


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
