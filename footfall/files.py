"""Reading log files, plain or gzipped, and keeping the records that cannot be loaded."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

import orjson

from footfall.errors import UserError

REFUSED_SUFFIX = ".refused.jsonl"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# lines between two reports of progress
_REPORT_EVERY = 1_000


class RefusedRecordError(Exception):
    """A record that no warehouse could store; the message is the reason, without the data."""


@dataclass
class FilesSummary:
    """What became of the records of one load, in records."""

    read: int = 0
    new: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refused_files: list[Path] = field(default_factory=list)
    skipped_files: list[Path] = field(default_factory=list)

    @property
    def already_there(self) -> int:
        """Records whose content was in the table before, or earlier in the same load."""
        return self.read - self.new - self.refused.total()

    def choose_inputs(self, files: Sequence[Path], refused_dir: Path | None) -> list[Path]:
        """The files to read, each once; those with refused records are noted as skipped.

        Raises UserError where a file or the folder for refused records cannot be used.
        """
        inputs: list[Path] = []
        for path in dict.fromkeys(files):
            check_readable(path)
            # a pattern such as *.jsonl also matches what an earlier load refused
            is_refused = path.name.endswith(REFUSED_SUFFIX)
            (self.skipped_files if is_refused else inputs).append(path)
        _check_refused_dir(inputs, refused_dir)
        return inputs

    def add_refused(self, refused: RefusedLines) -> None:
        """Note what was refused of one file."""
        if refused.reasons:
            self.refused.update(refused.reasons)
            self.refused_files.append(refused.path)


def check_readable(path: Path) -> None:
    """Raises UserError where a file is missing or cannot be read."""
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise UserError(f"The file {path} may not be read.")


@dataclass(frozen=True)
class UnpackedFile:
    """An open file and its content, which is the file itself where it is not gzipped."""

    content: BinaryIO
    is_gzip: bool
    raw: BinaryIO
    report: Callable[[int], None]

    def lines(self) -> Iterator[bytes]:
        """The lines from here on, as they are, with their ends."""
        position = self.raw.tell()
        self.report(position)
        for number, line in enumerate(self.content, start=1):
            yield line
            if number % _REPORT_EVERY == 0:
                self.report(self.raw.tell() - position)
                position = self.raw.tell()
        self.report(self.raw.tell() - position)


@contextmanager
def open_unpacked(path: Path, report: Callable[[int], None]) -> Iterator[UnpackedFile]:
    """Open a plain or gzipped file.

    report: called with the number of bytes read from disk since the last call.
    Raises UserError where a gzipped file is damaged.
    """
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        is_gzip = raw.peek(2)[:2] == b"\x1f\x8b"
        unpacked = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        content = stack.enter_context(io.BufferedReader(unpacked, 1 << 20))
        try:
            yield UnpackedFile(content, is_gzip, raw, report)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UserError(f"{path} is damaged and cannot be unpacked: {error}.") from error


def read_lines(path: Path, report: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
    """The lines of a plain or gzipped file that are not blank, with their numbers from 1.

    report: called with the number of bytes read from disk since the last call.
    Raises UserError where a gzipped file is damaged.
    """
    with open_unpacked(path, report) as file:
        for number, line in enumerate(file.lines(), start=1):
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            if line := line.strip():
                yield number, line


class RefusedLines:
    """Writes refused lines, as they were, to a file beside their input, and counts the reasons.

    The file is made with the first refused line.
    """

    def __init__(self, source: Path, folder: Path | None = None) -> None:
        """Remove what an earlier load of the file has left."""
        self.path = refused_path(source, folder)
        self.reasons: Counter[str] = Counter()
        self._source = source
        self._stream: IO[bytes] | None = None
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._stream:
            self._stream.close()

    def add(self, number: int, line: bytes, reason: str) -> None:
        """Keep a line. Raises UserError where the file cannot be written."""
        self.reasons[reason] += 1
        if self._stream is None:
            try:
                self._stream = self.path.open("wb")
            except OSError as error:
                raise UserError(
                    f"Refused lines cannot be written to {self.path}: say --refused-dir."
                ) from error
        record = {
            "file": str(self._source),
            "line": number,
            "reason": reason,
            "raw": line.decode(errors="backslashreplace"),
        }
        self._stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


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
