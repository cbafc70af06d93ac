"""Writing the audit trail as CSV or Parquet: to a local file, or to any URL of fsspec."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from footfall.credentials import url_fault
from footfall.errors import UserError
from footfall.export.trail import SCHEMA

Format = Literal["csv", "parquet"]

# what a spreadsheet takes for a formula, in the letters of East Asian keyboards too
_FORMULA = "^[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"
# shown by spreadsheets as the sign of a text
_TEXT_SIGN = "'"
# rows of a group in a Parquet file: smaller ones compress badly and are slow to read
_GROUP_ROWS = 50_000


def chosen_format(target: str, wanted: str | None) -> Format:
    """What to write: what is asked for, else what the target's name ends in, else CSV."""
    is_parquet = wanted == "parquet" if wanted else target.lower().endswith((".parquet", ".pq"))
    return "parquet" if is_parquet else "csv"


def is_url(target: str) -> bool:
    """Whether a target is a URL of fsspec, and not a path."""
    return "://" in target or "::" in target


def write(target: str, file_format: Format, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches of one schema; the number of rows.

    The target is whole or untouched: a local file is written beside it and put in its place, and
    what goes to a URL is sent when it is complete.
    Raises UserError where the target cannot be written.
    """
    if not is_url(target):
        return _write_path(Path(target).expanduser(), file_format, batches)
    put = _UrlWriter(target)
    with tempfile.TemporaryDirectory(prefix="footfall_export_") as folder:
        path = Path(folder) / f"audit_trail.{file_format}"
        with path.open("wb") as stream:
            rows = _write_stream(stream, file_format, batches)
        put(path)
    return rows


def _write_path(path: Path, file_format: Format, batches: Iterable[pa.RecordBatch]) -> int:
    if not path.parent.is_dir():
        raise UserError(f"The folder {path.parent} does not exist.")
    if path.is_dir():
        raise UserError(f"{path} is a folder: name a file in it.")
    with _swapped_in(path) as stream:
        return _write_stream(stream, file_format, batches)


@contextmanager
def _swapped_in(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of a file at the end; for its owner's eyes only."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UserError(f"Cannot write into {path.parent}: {error.strerror}.") from error
    written = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        written.replace(path)
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}.") from error
    finally:
        written.unlink(missing_ok=True)


class _UrlWriter:
    """Puts a local file where a URL of fsspec points."""

    def __init__(self, url: str) -> None:
        """Raises UserError where nothing can speak to the URL."""
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise UserError("A URL needs fsspec: pip install 'footfall[export]'.") from error
        self._url = url
        try:
            self._filesystem, self._path = url_to_fs(url)
        # whatever a store calls it; fsspec's own sentence names the package that is missing
        except Exception as error:
            told = str(error) if isinstance(error, ImportError) else url_fault(error, url)
            raise UserError(f"Nothing here can write to {location_label(url)}: {told}.") from error

    def __call__(self, path: Path) -> None:
        """Raises UserError where the store refuses, whatever it calls that."""
        try:
            self._filesystem.put_file(str(path), self._path)
        except Exception as error:
            told = url_fault(error, self._url)
            raise UserError(f"Cannot write to {location_label(self._url)}: {told}") from error


def location_label(location: str) -> str:
    """A path, or of a URL what can hold no secret."""
    return f"{location.split('://', 1)[0]}://" if is_url(location) else location


def _write_stream(stream: BinaryIO, file_format: Format, batches: Iterable[pa.RecordBatch]) -> int:
    rows = 0
    if file_format == "parquet":
        with pyarrow.parquet.ParquetWriter(stream, SCHEMA, compression="zstd") as parquet:
            for table in _grouped(batches):
                parquet.write_table(table)
                rows += table.num_rows
        return rows
    with pyarrow.csv.CSVWriter(stream, SCHEMA) as csv:
        for batch in batches:
            csv.write_batch(without_formulas(batch))
            rows += batch.num_rows
    return rows


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(part.num_rows for part in held) >= _GROUP_ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def without_formulas(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch whose texts no spreadsheet takes for a formula: those get a sign in front.

    Names of objects and users come from whoever could name one.
    """
    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            is_formula = pc.match_substring_regex(column, _FORMULA)
            signed = pc.binary_join_element_wise(_TEXT_SIGN, column, "")
            column = pc.if_else(is_formula, signed, column)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
