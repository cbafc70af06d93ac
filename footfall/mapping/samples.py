"""The first records of a log: of a file of any format, or of a table of the warehouse."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from footfall.errors import UnusableDataError, UserError
from footfall.files import RefusedRecordError, check_is_file
from footfall.logs.formats import Wanted
from footfall.logs.reading import LogFiles
from footfall.mapping.names import LOADED_COLUMNS
from footfall.systems.json_lines import parse_object
from footfall.warehouse import MissingTableError, Row, Warehouse, quoted

_TABLE = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*")


@dataclass
class Sample:
    """Records, and what could not be read among them, by reason.

    label: where they are from. is_loaded: whether a table of `footfall load log` has them, or will
    have: then their keys are no columns. problems: sentences about the file.
    """

    label: str
    records: list[dict[str, Any]]
    is_loaded: bool = True
    unreadable: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def is_table(given: str) -> bool:
    """Whether a text is the name of a table and not a file."""
    return not Path(given).exists() and _TABLE.fullmatch(given) is not None


def read_file(path: Path, most: int, wanted: Wanted | None = None) -> Sample:
    """The first records of a file of any format that `footfall load log` loads.

    Raises UserError where it is missing, UnusableDataError where it has no records.
    """
    check_is_file(path)
    reader = LogFiles(wanted or Wanted())
    sample = Sample(str(path), [])
    try:
        for _, text, record in islice(reader.read(path, lambda size: None), most):
            try:
                if record.problem:
                    raise RefusedRecordError(record.problem)
                sample.records.append(parse_object(text))
            except RefusedRecordError as error:
                sample.unreadable[str(error)] += 1
    except UnusableDataError as error:
        if not sample.records:
            raise
        sample.problems.append(str(error))
    sample.problems += reader.guesses
    return _with_records(sample)


def read_table(warehouse: Warehouse, name: str, most: int) -> Sample:
    """The first rows of a table or a view; of a log that was loaded as it is, its records.

    Raises UserError where it is missing, cannot be read or is empty.
    """
    schema, table = name.split(".", 1)
    relation = f"{quoted(schema)}.{quoted(table)}"
    try:
        with warehouse.reader() as reader:
            columns, _ = reader.table(f"select * from {relation} limit 0")
        is_loaded = set(columns) >= LOADED_COLUMNS
        if is_loaded:
            order = "loaded_at, file_name, line_number"
            rows = _first(warehouse, f"select record from {relation}", order, most)
        else:
            rows = _first_rows(warehouse, relation, quoted(columns[0]), most)
    except MissingTableError as error:
        raise UserError(
            f"{name} is neither a file nor a table of {warehouse.label}: check the name."
        ) from error
    label = f"{name} in {warehouse.label}"
    if not is_loaded:
        records = [
            {column: _as_json(value) for column, value in zip(columns, row, strict=True)}
            for row in rows
        ]
        return _with_records(Sample(label, records, is_loaded=False))
    sample = Sample(label, [])
    for (text,) in rows:
        try:
            sample.records.append(parse_object(str(text).encode()))
        except RefusedRecordError as error:
            sample.unreadable[str(error)] += 1
    return _with_records(sample)


def _first_rows(warehouse: Warehouse, relation: str, column: str, most: int) -> list[Row]:
    """The first rows by a column; by its text where its type has no order, such as json."""
    query = f"select * from {relation}"
    try:
        return _first(warehouse, query, column, most)
    except MissingTableError:
        raise
    except UserError:
        return _first(warehouse, query, f"cast({column} as varchar)", most)


def _first(warehouse: Warehouse, query: str, order: str, most: int) -> list[Row]:
    with warehouse.reader() as reader:
        return reader.table(f"{query} order by {order} limit {most}")[1]


def _with_records(sample: Sample) -> Sample:
    if not sample.records:
        reasons = "; ".join(sample.unreadable) or "it is empty"
        raise UnusableDataError(f"{sample.label} has no records to look at: {reasons}.")
    return sample


def _as_json(value: Any) -> Any:
    """A value of a column as JSON would have it; text that is JSON is opened."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    return value
