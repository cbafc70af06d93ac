"""Reading files of JSON lines, and keeping the lines that cannot be loaded."""

import gzip
import io
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import orjson

from footfall.errors import UserError

REFUSED_SUFFIX = ".refused.jsonl"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# lines between two reports of progress
_REPORT_EVERY = 1_000


def check_readable(path: Path) -> None:
    """Raises UserError where a file is missing or cannot be read."""
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise UserError(f"The file {path} may not be read.")


def read_lines(path: Path, report: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
    """The lines of a plain or gzipped file that are not blank, with their numbers from 1.

    report: called with the number of bytes read from disk since the last call.
    Raises UserError where a gzipped file is damaged.
    """
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        is_gzip = raw.peek(2)[:2] == b"\x1f\x8b"
        unpacked = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        stream = stack.enter_context(io.BufferedReader(unpacked, 1 << 20))
        position = 0
        try:
            for number, line in enumerate(stream, start=1):
                if number == 1:
                    line = line.removeprefix(_BYTE_ORDER_MARK)
                if line := line.strip():
                    yield number, line
                if number % _REPORT_EVERY == 0:
                    report(raw.tell() - position)
                    position = raw.tell()
            report(raw.tell() - position)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UserError(f"{path} is damaged and cannot be unpacked: {error}.") from error


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
