"""Tells what a log file is: its format, its encoding, and how its CSV is written."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb
import orjson

from footfall.csv_files import Dialect
from footfall.errors import UnusableDataError
from footfall.files import BYTE_ORDER_MARK, open_unpacked
from footfall.unpacking import PACKED_SUFFIXES

Format = Literal["lines", "json", "csv", "parquet"]

# looked at to tell what a file is
HEAD_BYTES = 1 << 20
_LINES_LOOKED_AT = 20
_LINE_SUFFIXES = {".jsonl", ".ndjson", ".jsonlines"}
_CSV_SUFFIXES = {".csv", ".tsv"}
_SEPARATORS = ",;\t|"
_JSON_LIST = re.compile(rb"\[\s*[{\[\]]")
_MARKS = {
    BYTE_ORDER_MARK: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# cp1250 reads most of what is cp1252, with other letters: it comes second
_ENCODINGS = (
    ("cp1252", "cp1251", "cp1253", "cp932", "gb18030", "big5", "cp949"),
    ("cp1250", "cp1254", "cp1255", "cp1256", "cp1257", "euc_jp"),
)
_OF_MOST_FILES = "cp1252"
_GUESSED_BYTES = 1 << 16


@dataclass(frozen=True)
class Kind:
    """What a file is. guess: what was concluded, and may be wrong, for people; else empty."""

    format: Format
    encoding: str = "utf-8"
    dialect: Dialect = field(default_factory=Dialect)
    guess: str = ""


@dataclass(frozen=True)
class Wanted:
    """What somebody says about files; none is to be found out.

    names: of the columns of CSV without a header. list_key: of the list in a JSON object.
    most: bytes of a record.
    """

    format: Format | None = None
    encoding: str | None = None
    separator: str | None = None
    names: Sequence[str] | None = None
    list_key: str | None = None
    most: int = 16_000_000


def kind_of(path: Path, wanted: Wanted) -> Kind:
    """What a file is.

    Raises UnusableDataError where it cannot be read, or is nothing that can be loaded.
    """
    head, is_whole = _read_head(path)
    if head.startswith(b"PAR1"):
        return Kind("parquet")
    if head.startswith(b"SQLite format 3\0"):
        raise UnusableDataError(f"{path} is an SQLite file: say --from {path} --table TABLE")
    suffix = _suffix(path)
    encoding = wanted.encoding or _encoding_by_mark(head)
    text = head if encoding is None else _as_utf_8(head, encoding)
    found = wanted.format or _format_of(text.strip(), suffix, is_whole)
    if found == "csv" or (found is None and suffix != ".json"):
        is_guess = found is None
        if encoding is None:
            encoding = _guessed_encoding(head)
            text = _as_utf_8(head, encoding)
            is_guess = is_guess or encoding != "utf-8"
        dialect, columns = _dialect_of(text, is_whole, wanted)
        if found == "csv" or columns > 1:
            guess = f"{path} was read as CSV in {encoding}: say --format or --encoding if it is not"
            return Kind("csv", encoding, dialect, guess if is_guess else "")
    if found is None:
        raise UnusableDataError(
            f"{path} is no JSON, CSV or Parquet: say --format where it is, else turn its lines into"
            " JSON first"
        )
    return Kind(found, encoding or "utf-8")


def _read_head(path: Path) -> tuple[bytes, bool]:
    """The unpacked beginning of a file, and whether it is all of it."""
    if path.suffix == ".parquet":
        return b"PAR1", False
    with open_unpacked(path, lambda size: None, encoding="utf-8") as file:
        head = b""
        while len(head) < HEAD_BYTES and (more := file.content.read(HEAD_BYTES - len(head))):
            head += more
        return head, len(head) < HEAD_BYTES


def _suffix(path: Path) -> str:
    """How the name ends, without what says that the file is packed."""
    suffixes = [each.lower() for each in path.suffixes]
    while suffixes and suffixes[-1] in PACKED_SUFFIXES:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _format_of(text: bytes, suffix: str, is_whole: bool) -> Format | None:
    """The format of a text of which the head is given, none where it may be CSV or nothing."""
    if not text:
        return "lines"
    if suffix in _CSV_SUFFIXES:
        return "csv"
    if _JSON_LIST.match(text):
        return "json"
    lines = [line for line in text.splitlines() if line.strip()]
    is_object = [_is_object(line) for line in lines[:_LINES_LOOKED_AT]]
    if text.startswith(b"{"):
        is_document = is_whole and len(lines) == 1 and suffix not in _LINE_SUFFIXES
        # a document over several lines may have an object in one of them
        is_lines = is_object[0] or 2 * sum(is_object) >= len(is_object)
        return "lines" if is_lines and not is_document else "json"
    return "lines" if any(is_object) or suffix in _LINE_SUFFIXES else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _encoding_by_mark(head: bytes) -> str | None:
    """The encoding where it is sure."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    # every other byte of plain words in UTF-16 is zero
    if len(head) > 3 and b"\0" in head[:4]:
        return "utf-16-le" if head[1] == 0 else "utf-16-be"
    return None


def _as_utf_8(head: bytes, encoding: str) -> bytes:
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    except LookupError as error:
        raise UnusableDataError(f"There is no encoding {encoding}: see --encoding") from error
    return decoder.decode(head).removeprefix("\ufeff").encode()


def _guessed_encoding(head: bytes) -> str:
    """UTF-8 where a text can be that, else what its letters look like."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in head.splitlines() if not line.isascii())
    for candidates in _ENCODINGS:
        found = from_bytes(telling[:_GUESSED_BYTES], cp_isolation=list(candidates))
        if best := found.best():
            equal = [each.encoding for each in found if each.chaos == best.chaos]
            return _OF_MOST_FILES if _OF_MOST_FILES in equal else str(best.encoding)
    return _OF_MOST_FILES


def _dialect_of(text: bytes, is_whole: bool, wanted: Wanted) -> tuple[Dialect, int]:
    """How CSV is written, as DuckDB sees it, and how many columns it then has."""
    if not is_whole:
        text = text[: text.rfind(b"\n") + 1]
    first = text.split(b"\n", 1)[0].decode(errors="replace")
    quote, escape = '"', None
    quoted = (wanted.separator or "").replace("'", "''")
    with tempfile.NamedTemporaryFile(prefix="footfall-", suffix=".csv") as sample:
        sample.write(text)
        sample.flush()
        options = "all_varchar = true, header = true, sample_size = -1"
        options += f", delim = '{quoted}'" if quoted else ""
        query = f"select Delimiter, Quote, Escape from sniff_csv('{sample.name}', {options})"
        try:
            with duckdb.connect() as connection:
                ((found, quoting, escaping),) = connection.execute(query).fetchall()
        except duckdb.Error:
            found, quoting, escaping = None, quote, quote
    separator = wanted.separator or found
    if separator is None or separator not in first:
        # rows of several lengths are no reason to take them for one column
        separator = max(_SEPARATORS, key=first.count)
    if len(str(quoting)) == 1:
        quote = str(quoting)
    if len(str(escaping)) == 1 and escaping != quote:
        escape = str(escaping)
    return Dialect(separator, quote, escape), first.count(separator) + 1
