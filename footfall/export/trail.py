"""Reading the audit trail, a day at a time, so that no more than a day has to be sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from footfall.errors import UserError
from footfall.warehouse import MissingTableError, Reader

OUTCOMES = ("succeeded", "failed", "denied", "unknown")
# in the order in which people look for them
SCHEMA = pa.schema(
    [
        ("occurred_at", pa.timestamp("us")),
        ("activity_date", pa.date32()),
        ("system", pa.string()),
        ("event_type", pa.string()),
        ("activity_type", pa.string()),
        ("workflow", pa.string()),
        ("email", pa.string()),
        ("full_name", pa.string()),
        ("native_user", pa.string()),
        ("is_person", pa.bool_()),
        ("object_type", pa.string()),
        ("object_id", pa.string()),
        ("object_name", pa.string()),
        ("outcome", pa.string()),
        ("duration_ms", pa.int64()),
        ("link", pa.string()),
        ("user_key", pa.string()),
        ("activity_id", pa.string()),
        ("source_event_id", pa.string()),
    ]
)
# event types that a sentence names
_SHOWN_TYPES = 30
_DAYS = pa.schema([("activity_date", pa.date32())])


@dataclass(frozen=True)
class Position:
    """The last activity that was exported, oldest first."""

    occurred_at: datetime
    activity_id: str


@dataclass(frozen=True)
class Selection:
    """Which activities to export; nothing chosen means all.

    first, last: dates in the reporting time zone, both included. emails: in any case.
    """

    first: date | None = None
    last: date | None = None
    emails: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises UserError where nothing could ever fit."""
        if self.first and self.last and self.first > self.last:
            raise UserError(f"--from {self.first} is after --until {self.last}.")
        if wrong := [outcome for outcome in self.outcomes if outcome not in OUTCOMES]:
            raise UserError(f"--outcome is one of {', '.join(OUTCOMES)}; not {wrong[0]!r}.")

    def conditions(self) -> tuple[list[str], list[Any]]:
        """SQL, and its parameters in order."""
        chosen: list[tuple[str, Sequence[Any]]] = []
        if self.first:
            chosen.append(("activity_date >= ?", [self.first]))
        if self.last:
            chosen.append(("activity_date <= ?", [self.last]))
        for column, values in (
            ("lower(email)", [email.strip().lower() for email in self.emails]),
            ("event_type", self.events),
            ("outcome", self.outcomes),
        ):
            if values:
                marks = ", ".join("?" for _ in values)
                chosen.append((f"{column} in ({marks})", values))
        return [sql for sql, _ in chosen], [value for _, values in chosen for value in values]


def reported(
    batches: Iterable[pa.RecordBatch], report: Callable[[int], None]
) -> Iterator[pa.RecordBatch]:
    """The same batches; `report` is called with the number of rows of each."""
    for batch in batches:
        report(batch.num_rows)
        yield batch


def describe(reader: Reader, schema_name: str) -> str:
    """What there is to choose from, in a sentence."""
    relation = f"{schema_name}.audit_trail"
    _, ((first, last),) = reader.table(
        f"select min(activity_date), max(activity_date) from {relation}"
    )
    if first is None:
        return "The audit trail is empty."
    _, rows = reader.table(f"select distinct event_type from {relation} order by event_type")
    types = [str(event_type) for (event_type,) in rows]
    shown = ", ".join(types[:_SHOWN_TYPES])
    more = f" and {len(types) - _SHOWN_TYPES} more" if len(types) > _SHOWN_TYPES else ""
    return f"Nothing fits: there are activities from {first} to {last}, of the types {shown}{more}."


def newest_first(
    reader: Reader, selection: Selection, schema_name: str
) -> Iterator[pa.RecordBatch]:
    """The chosen activities, the most recent first."""
    yield from _rows(reader, selection, schema_name, "desc", None)


def oldest_first(
    reader: Reader, selection: Selection, schema_name: str, after: Position | None = None
) -> Iterator[pa.RecordBatch]:
    """The chosen activities, the oldest first, from after a position on."""
    yield from _rows(reader, selection, schema_name, "asc", after)


def _rows(
    reader: Reader,
    selection: Selection,
    schema_name: str,
    direction: str,
    after: Position | None,
) -> Iterator[pa.RecordBatch]:
    """Raises UserError where the audit trail is not built."""
    relation = f"{schema_name}.audit_trail"
    conditions, parameters = selection.conditions()
    if after:
        conditions.append("(occurred_at > ? or (occurred_at = ? and activity_id > ?))")
        parameters += [after.occurred_at, after.occurred_at, after.activity_id]
    chosen = " and ".join(conditions) or "true"
    columns = ", ".join(SCHEMA.names)
    try:
        days = [
            day
            for batch in reader.batches(
                f"select activity_date from {relation} where {chosen}"
                f" group by activity_date order by activity_date {direction}",
                parameters,
                _DAYS,
            )
            for day in batch.column(0).to_pylist()
        ]
        for day in days:
            yield from reader.batches(
                f"select {columns} from {relation} where {chosen} and activity_date = ?"
                f" order by occurred_at {direction}, activity_id {direction}",
                [*parameters, day],
                SCHEMA,
            )
    except MissingTableError as error:
        raise UserError(
            f"There is no {relation} in the warehouse: run dbt build, or say --audit-schema."
        ) from error
