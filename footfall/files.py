"""Reading log files, plain or packed, as far as they can be read, and keeping what is refused."""

from __future__ import annotations

import codecs
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from glob import glob, has_magic
from pathlib import Path
from typing import IO, Any, BinaryIO

import orjson

from footfall.errors import UnusableDataError, UserError
from footfall.unpacking import Content, Packing, Recoded, packing_of

REFUSED_SUFFIX = ".refused.jsonl"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# lines between two reports of progress
_REPORT_EVERY = 1_000
# reasons that are counted apart: text of a file is in some
_MOST_REASONS = 50
_OTHER_REASONS = "other reasons, see the refused lines"

_HEAD_BYTES = 4_096
# of a line that is too long so much is kept
_CUT_BYTES = 1_000
_FOREIGN = {
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ\0": "packed with xz",
    b"\x04\x22\x4d\x18": "packed with lz4",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"PK\x03\x04": "a zip archive, as spreadsheets are too",
    b"PAR1": "a Parquet file",
}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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


class CutLine(bytes):
    """The beginning of a line that is too long. size: bytes of the whole line."""

    size: int


def too_large(size: int) -> str:
    """Why a record is refused that would take too much memory. size: its bytes."""
    return f"larger than --max-record-mb allows: {size:,} bytes"


@dataclass(frozen=True)
class UnpackedFile:
    """An open file and its content, which is the file itself where it is plain UTF-8."""

    path: Path
    content: BinaryIO
    packing: Packing
    raw: BinaryIO
    sources: tuple[Content | Recoded, ...]
    report: Callable[[int], None]

    @property
    def damage(self) -> str:
        """What is wrong where the content has ended, else empty."""
        return next((source.damage for source in self.sources if source.damage), "")

    def lines(self, most: int | None = None) -> Iterator[bytes]:
        """The lines from here on, as they are, with their ends.

        most: bytes of a line; of a longer one there is a CutLine.
        Raises UnusableDataError behind the last whole line of a file that is damaged.
        """
        lines = self.content if most is None else self._cut_lines(most)
        position = self.raw.tell()
        self.report(position)
        for number, line in enumerate(lines, start=1):
            if self.damage and not line.endswith(b"\n"):
                break
            yield line
            if number % _REPORT_EVERY == 0:
                self.report(self.raw.tell() - position)
                position = self.raw.tell()
        self.report(self.raw.tell() - position)
        self._tell_damage()

    def chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        """The content from here on, so many bytes at a time.

        Raises UnusableDataError behind all that can be read of a file that is damaged.
        """
        position = 0
        while chunk := self.content.read(size):
            self.report(self.raw.tell() - position)
            position = self.raw.tell()
            yield chunk
        self._tell_damage()

    def _cut_lines(self, most: int) -> Iterator[bytes]:
        while line := self.content.readline(most + 1):
            if len(line) <= most or line.endswith(b"\n"):
                yield line
                continue
            cut = CutLine(line[:_CUT_BYTES])
            cut.size = len(line)
            while not line.endswith(b"\n") and (line := self.content.readline(1 << 20)):
                cut.size += len(line)
            yield cut

    def _tell_damage(self) -> None:
        if self.damage:
            raise UnusableDataError(f"{self.path} {self.damage}")


@contextmanager
def open_unpacked(
    path: Path, report: Callable[[int], None], encoding: str | None = None
) -> Iterator[UnpackedFile]:
    """Open a file, plain or packed with gzip or zstd.

    report: called with the number of bytes read from disk since the last call.
    encoding: of the text, which is read as UTF-8; default: it is UTF-8.
    Raises UnusableDataError where it cannot be read, or is packed in another way.
    """
    with ExitStack() as stack:
        try:
            raw: Any = stack.enter_context(path.open("rb", buffering=0))
            head = raw.read(_HEAD_BYTES)
            raw.seek(0)
        except OSError as error:
            raise UnusableDataError(f"{path} cannot be read: {error.strerror}") from error
        packing = packing_of(head)
        _check_format(path, head, packing, encoding)
        source = Content(raw, packing)
        sources: tuple[Content | Recoded, ...] = (source,)
        content: Any = stack.enter_context(io.BufferedReader(source, 1 << 20))
        if encoding and codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
            recoded = Recoded(content, encoding)
            sources = (source, recoded)
            content = stack.enter_context(io.BufferedReader(recoded, 1 << 20))
        yield UnpackedFile(path, content, packing, raw, sources, report)


def _check_format(path: Path, head: bytes, packing: Packing, encoding: str | None) -> None:
    mend = "save it as text in UTF-8, plain or gzipped"
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            raise UnusableDataError(f"{path} is {name}: {mend}")
    if head.startswith(_UTF_16) and encoding is None:
        raise UnusableDataError(f"{path} is in UTF-16: {mend}")
    if path.suffix == ".gz" and packing != "gzip" and not _is_text(head):
        raise UnusableDataError(f"{path} is damaged: it does not begin as a gzipped file does")


def _is_text(head: bytes) -> bool:
    """Whether a file begins as text does; an empty one does not."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(head) and b"\0" not in head


def read_lines(
    path: Path,
    report: Callable[[int], None],
    encoding: str | None = None,
    most: int | None = None,
) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1.

    report: called with the number of bytes read from disk since the last call.
    encoding: see open_unpacked. most: bytes of a line; of a longer one there is a CutLine.
    Raises UnusableDataError where the file cannot be read, and behind the last line of one that is
    damaged.
    """
    with open_unpacked(path, report, encoding) as file:
        for number, line in enumerate(file.lines(most), start=1):
            if isinstance(line, CutLine):
                yield number, line
                continue
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            if line := line.strip():
                yield number, line


def expand_patterns(patterns: Sequence[str]) -> list[Path]:
    """The files of paths and patterns such as `logs/*.log*`, each once.

    Raises UserError where a path is no file or a pattern matches none.
    """
    files: list[Path] = []
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            raise UserError(f"{path} is a folder: name its files, such as '{path}/*.log*'.")
        # a file may have square brackets in its name
        if path.exists() or not has_magic(pattern):
            found = [path]
        else:
            matches = map(Path, sorted(glob(pattern, recursive=True)))
            found = [file for file in matches if file.is_file()]
            if not found:
                raise UserError(f"No file matches {pattern}.")
        for file in found:
            check_is_file(file)
        files += found
    return list(dict.fromkeys(files))


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
