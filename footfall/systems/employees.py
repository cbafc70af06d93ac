"""The employee directory: a CSV file to rows of hr.employees."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from footfall.csv_files import CsvRecord, read_records
from footfall.errors import UnusableDataError
from footfall.files import check_is_file
from footfall.loading import RawTable, count_rows, in_batches, load_batches
from footfall.warehouse import Warehouse

DATES = ("employment_start", "employment_end", "valid_from", "valid_to")
REQUIRED_COLUMNS = (
    "email",
    "full_name",
    "department",
    "role",
    "manager_email",
    "employment_start",
    "employment_end",
)
OPTIONAL_COLUMNS = ("valid_from", "valid_to", "login")
COLUMNS = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)

EMPLOYEES = RawTable(
    system="hr",
    name="employees",
    columns=pa.schema(
        {"record_hash": pa.string()}
        | {name: pa.date32() if name in DATES else pa.string() for name in COLUMNS}
    ),
    key="record_hash",
    strategy="replace",
    postgres_format="parquet",
)

Row = tuple[str | date | None, ...]
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# problems that one message names
_SHOWN = 10


class WrongValueError(Exception):
    """A value that the directory cannot hold; the message says which and why."""


@dataclass
class DirectorySummary:
    """Rows and people of the new directory, and the rows that it replaced."""

    rows: int = 0
    people: int = 0
    replaced: int = 0


def load_file(
    warehouse: Warehouse,
    path: Path,
    schema: str,
    report: Callable[[int], None] = lambda size: None,
) -> DirectorySummary:
    """Replace the directory by a CSV file, plain or gzipped.

    report: called with the number of bytes read since the last call.
    Raises UserError, and changes nothing, where the file is missing and where the warehouse cannot
    be loaded; UnusableDataError where it is damaged, is empty or has wrong values.
    """
    check_is_file(path)
    rows = _read_rows(path, report)
    replaced = count_rows(warehouse, EMPLOYEES, schema) or 0
    load_batches(warehouse, EMPLOYEES, schema, in_batches(rows, EMPLOYEES.columns))
    people = {_person(row[1]) for row in rows}
    return DirectorySummary(rows=len(rows), people=len(people), replaced=replaced)


def to_row(record: Mapping[str, str | None]) -> Row:
    """A row in the order of the table's columns; blanks around values are dropped.

    Raises WrongValueError where there is no e-mail or a date is none.
    """
    texts = {name: (record.get(name) or "").strip() or None for name in COLUMNS}
    if texts["email"] is None:
        raise WrongValueError("the e-mail is empty")
    values: list[str | date | None] = []
    for name, text in texts.items():
        values.append(_to_date(name, text) if text and name in DATES else text)
    return (sha256(orjson.dumps(values)).hexdigest(), *values)


def to_batches(records: Iterable[Mapping[str, Any]]) -> Iterator[pa.Table]:
    """Tables of records by column names, dates as ISO 8601."""
    return in_batches(map(to_row, records), EMPLOYEES.columns)


def _read_rows(path: Path, report: Callable[[int], None]) -> list[Row]:
    rows: list[Row] = []
    problems: list[str] = []
    first_rows: dict[tuple[str, date | None], int] = {}
    for record in read_records(path, REQUIRED_COLUMNS, OPTIONAL_COLUMNS, report):
        try:
            row = _to_checked_row(record, first_rows)
        except WrongValueError as error:
            problems.append(f"Row {record.row}: {error}.")
        else:
            rows.append(row)
    if problems:
        shown = problems[:_SHOWN]
        if further := len(problems) - len(shown):
            shown.append(f"Further problems: {further:,}.")
        raise UnusableDataError("\n".join([f"{path} was not loaded.", *shown]))
    if not rows:
        raise UnusableDataError(f"{path} has no employees: it would empty the directory.")
    return rows


def _to_checked_row(record: CsvRecord, first_rows: dict[tuple[str, date | None], int]) -> Row:
    if record.problem:
        raise WrongValueError(record.problem)
    row = to_row(record.values)
    values = dict(zip(EMPLOYEES.columns.names, row, strict=True))
    valid_from = values["valid_from"]
    key = (_person(values["email"]), valid_from if isinstance(valid_from, date) else None)
    if (first := first_rows.setdefault(key, record.row)) != record.row:
        raise WrongValueError(
            f"the e-mail {values['email']} stands in row {first} with the same valid_from"
        )
    return row


def _person(email: object) -> str:
    return str(email).lower()


def _to_date(name: str, text: str) -> date:
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongValueError(f"{name} is {text!r}, which is no date such as 2026-03-31")
