"""Reading log files, plain or gzipped, as far as they can be read, and keeping what is refused."""

from __future__ import annotations

import codecs
import io
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

import orjson

from footfall.errors import UnusableDataError, UserError

REFUSED_SUFFIX = ".refused.jsonl"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# lines between two reports of progress
_REPORT_EVERY = 1_000
# reasons that are counted apart: text of a file is in some
_MOST_REASONS = 50
_OTHER_REASONS = "other reasons, see the refused lines"

_GZIP_MAGIC = b"\x1f\x8b"
# of zlib: with the header and the checksum of gzip
_GZIP = 31
_HEAD_BYTES = 4_096
_PACKED_BYTES = 1 << 17
_FOREIGN = {
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ\0": "packed with xz",
    b"\x04\x22\x4d\x18": "packed with lz4",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"PK\x03\x04": "a zip archive, as spreadsheets are too",
    b"PAR1": "a Parquet file",
    b"\xff\xfe": "in UTF-16",
    b"\xfe\xff": "in UTF-16",
}


class RefusedRecordError(Exception):
    """A record that no warehouse could store; the message is the reason, without the data."""


@dataclass(frozen=True)
class FileProblem:
    """A file that was not loaded as a whole, or of which nothing was loaded.

    read: its records that were read. refused: those of them that were refused.
    """

    file: Path
    problem: str
    read: int
    refused: int

    def told(self, records: str) -> str:
        """The same for people; records: what the file holds, in the plural."""
        problem = self.problem.rstrip(".")
        return f"{problem}. {records.capitalize()} read: {self.read:,}, refused: {self.refused:,}."

    def as_document(self) -> dict[str, Any]:
        """The same for programs."""
        return asdict(self) | {"file": str(self.file)}


@dataclass
class FilesSummary:
    """What became of the records of one load, in records.

    problems: of files that were not loaded, or not to their end; the others were.
    """

    read: int = 0
    new: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refused_files: list[Path] = field(default_factory=list)
    skipped_files: list[Path] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def already_there(self) -> int:
        """Records whose content was in the table before, or earlier in the same load."""
        return self.read - self.new - self.refused.total()

    def choose_inputs(self, files: Sequence[Path], refused_dir: Path | None) -> list[Path]:
        """The files to read, each once; those with refused records are noted as skipped.

        Raises UserError where a file is missing, or the folder for refused records cannot be used.
        """
        inputs: list[Path] = []
        for path in dict.fromkeys(files):
            check_is_file(path)
            # a pattern such as *.jsonl also matches what an earlier load refused
            is_refused = path.name.endswith(REFUSED_SUFFIX)
            (self.skipped_files if is_refused else inputs).append(path)
        _check_refused_dir(inputs, refused_dir)
        return inputs

    def add_file(
        self, path: Path, read: int, refused: RefusedLines, problem: str = "", known: int = 0
    ) -> None:
        """Note what became of a file.

        problem: why it was not read to its end. known: records of it that an earlier load read.
        """
        refused.close()
        self.read += read
        count = refused.reasons.total()
        self.refused.update(refused.reasons)
        problems = [problem] if problem else []
        if count and refused.is_kept:
            self.refused_files.append(refused.path)
        elif count:
            problems.append(f"Refused lines cannot be written to {refused.path}: say --refused-dir")
        if count and count == read and not known and not problem:
            (reason, _), *_ = refused.reasons.most_common(1)
            problems.append(f"Nothing of {path} was loaded, all of it was refused: {reason}")
        self.problems += [FileProblem(path, text, read, count) for text in problems]


def check_is_file(path: Path) -> None:
    """Raises UserError where a file is missing."""
    if not path.is_file():
        raise UserError(f"There is no file {path}.")


class _Content(io.RawIOBase):
    """What a file holds, unpacked where it is gzipped. It ends where the file is damaged.

    damage: what is wrong there, else empty.
    """

    def __init__(self, raw: BinaryIO, is_gzip: bool) -> None:
        self.damage = ""
        self._raw = raw
        self._is_gzip = is_gzip
        self._rewind()

    def _rewind(self) -> None:
        self._raw.seek(0)
        self.damage = ""
        self._position = 0
        self._inflater = zlib.decompressobj(_GZIP)
        self._packed = b""
        self._rescued = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET:
            raise io.UnsupportedOperation("only from the beginning")
        if not self._is_gzip:
            self._raw.seek(offset)
            self._position = offset
            return offset
        if offset < self._position:
            self._rewind()
        while self._position < offset and self._read(min(offset - self._position, 1 << 20)):
            pass
        return self._position

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            data = self._unpack(size) if self._is_gzip else self._raw.read(size)
        except OSError as error:
            self.damage = f"cannot be read to its end: {error.strerror}"
            data = b""
        self._position += len(data)
        return data

    def _unpack(self, size: int) -> bytes:
        while not self.damage:
            packed = self._packed or self._raw.read(_PACKED_BYTES)
            self._packed = b""
            if self._inflater.eof:
                # another archive may follow; zeros fill up the last block of a tape
                if not packed:
                    return b""
                packed = packed.lstrip(b"\0")
                if not packed:
                    continue
                self._inflater = zlib.decompressobj(_GZIP)
            before = self._inflater.copy()
            try:
                data = self._inflater.decompress(packed, size)
            except zlib.error as error:
                self._rescued = _rescued(before, packed)
                self.damage = f"is damaged: {_damage(error)}"
                break
            self._packed = self._inflater.unconsumed_tail or self._inflater.unused_data
            if data:
                return data
            if not packed:
                self.damage = "is damaged: it ends too early"
        data, self._rescued = self._rescued[:size], self._rescued[size:]
        return data


def _rescued(inflater: Any, packed: bytes) -> bytes:
    """What can be unpacked up to the byte that is wrong."""
    unpacked = []
    try:
        for position in range(len(packed)):
            unpacked.append(inflater.decompress(packed[position : position + 1]))
    except zlib.error:
        pass
    return b"".join(unpacked)


def _damage(error: zlib.error) -> str:
    told = str(error)
    if "data check" in told or "length check" in told:
        return "its checksum does not match its content"
    if "header check" in told:
        return "something else follows the end of the archive"
    return "it cannot be unpacked any further"


@dataclass(frozen=True)
class UnpackedFile:
    """An open file and its content, which is the file itself where it is not gzipped."""

    path: Path
    content: BinaryIO
    is_gzip: bool
    raw: BinaryIO
    source: _Content
    report: Callable[[int], None]

    def lines(self) -> Iterator[bytes]:
        """The lines from here on, as they are, with their ends.

        Raises UnusableDataError behind the last whole line of a file that is damaged.
        """
        position = self.raw.tell()
        self.report(position)
        for number, line in enumerate(self.content, start=1):
            if self.source.damage and not line.endswith(b"\n"):
                break
            yield line
            if number % _REPORT_EVERY == 0:
                self.report(self.raw.tell() - position)
                position = self.raw.tell()
        self.report(self.raw.tell() - position)
        if self.source.damage:
            raise UnusableDataError(f"{self.path} {self.source.damage}")


@contextmanager
def open_unpacked(path: Path, report: Callable[[int], None]) -> Iterator[UnpackedFile]:
    """Open a plain or gzipped file.

    report: called with the number of bytes read from disk since the last call.
    Raises UnusableDataError where it cannot be read, or is packed in another way.
    """
    with ExitStack() as stack:
        try:
            raw: Any = stack.enter_context(path.open("rb", buffering=0))
            head = raw.read(_HEAD_BYTES)
            raw.seek(0)
        except OSError as error:
            raise UnusableDataError(f"{path} cannot be read: {error.strerror}") from error
        is_gzip = head.startswith(_GZIP_MAGIC)
        _check_format(path, head, is_gzip)
        source = _Content(raw, is_gzip)
        content: Any = stack.enter_context(io.BufferedReader(source, 1 << 20))
        yield UnpackedFile(path, content, is_gzip, raw, source, report)


def _check_format(path: Path, head: bytes, is_gzip: bool) -> None:
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            mend = "save it as text in UTF-8, plain or gzipped"
            raise UnusableDataError(f"{path} is {name}: {mend}")
    if path.suffix == ".gz" and not is_gzip and not _is_text(head):
        raise UnusableDataError(f"{path} is damaged: it does not begin as a gzipped file does")


def _is_text(head: bytes) -> bool:
    """Whether a file begins as text does; an empty one does not."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(head) and b"\0" not in head


def read_lines(path: Path, report: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
    """The lines of a plain or gzipped file that are not blank, with their numbers from 1.

    report: called with the number of bytes read from disk since the last call.
    Raises UnusableDataError where the file cannot be read, and behind the last line of one that is
    damaged.
    """
    with open_unpacked(path, report) as file:
        for number, line in enumerate(file.lines(), start=1):
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            if line := line.strip():
                yield number, line


class RefusedLines:
    """Writes refused lines, as they were, to a file beside their input, and counts the reasons.

    The file is made with the first refused line. is_kept: it could be written.
    """

    def __init__(self, source: Path, folder: Path | None = None) -> None:
        """Remove what an earlier load of the file has left."""
        self.path = refused_path(source, folder)
        self.reasons: Counter[str] = Counter()
        self.is_kept = True
        self._source = source
        self._stream: IO[bytes] | None = None
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._stream:
            try:
                self._stream.close()
            except OSError:
                self.is_kept = False

    def add(self, number: int, line: bytes, reason: str) -> None:
        """Keep a line."""
        is_counted = reason in self.reasons or len(self.reasons) < _MOST_REASONS
        self.reasons[reason if is_counted else _OTHER_REASONS] += 1
        if not self.is_kept:
            return
        record = {
            "file": str(self._source),
            "line": number,
            "reason": reason,
            "raw": line.decode(errors="backslashreplace"),
        }
        try:
            if self._stream is None:
                self._stream = self.path.open("wb")
            self._stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        except OSError:
            self.is_kept = False


def refused_path(source: Path, folder: Path | None = None) -> Path:
    """Where the refused lines of a file go."""
    return (folder or source.parent) / f"{source.name}{REFUSED_SUFFIX}"


def _check_refused_dir(inputs: Sequence[Path], refused_dir: Path | None) -> None:
    if refused_dir and not refused_dir.is_dir():
        raise UserError(f"The folder {refused_dir} for refused lines does not exist.")
    outputs = Counter(refused_path(path, refused_dir) for path in inputs)
    if clashes := [path.name for path, files in outputs.items() if files > 1]:
        raise UserError(
            f"Two files would share the refused lines' file {clashes[0]}: load them one by one."
        )
