"""Clutch's security audit: rows of its own database to rows of clutch.audit_events.

Clutch writes each row twice, before and after the call, and rows may commit after rows with
greater ids. So a load reads what is new, what was unfinished when it was last read, and what is
recent; a row deleted in Clutch stays in the warehouse. A call that had not ended for long when the
newest row was written never will: its client has gone, or its gateway, and it is left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import md5
from typing import Any

import orjson
import psycopg2
import pyarrow as pa
from psycopg2 import sql

from footfall.errors import UnusableDataError, UserError, first_line
from footfall.loading import RawTable, count_rows, in_batches, load_batches
from footfall.systems.postgres_source import (
    Connection,
    RowSummary,
    connect,
    identifier,
    read_rows,
    reported,
)
from footfall.warehouse import Warehouse

_COLUMNS: dict[str, pa.DataType] = {
    "id": pa.int64(),
    "occurred_at": pa.timestamp("us", tz="UTC"),
    "details": pa.string(),
    "sent": pa.bool_(),
}
AUDIT_EVENTS = RawTable(
    system="clutch",
    name="audit_events",
    columns=pa.schema(_COLUMNS),
    key="id",
    strategy="upsert",
    postgres_format="csv",
    json_columns=("details",),
)
REQUIRED_COLUMNS = {"id", "occurred_at", "details"}
# by which the details of a call are told from those of anything else
RECOGNISED_BY = ("service_name", "method_name", "user_name", "request_body", "response_body")
# newest rows that are looked at before the first load
_ROWS_LOOKED_AT = 1_000

# id, occurred_at in microseconds since 1970, details as JSON text, sent
Row = tuple[int, int | None, str | None, bool | None]
# a row without its id, its details as md5 of the text
Fingerprint = tuple[int | None, str | None, bool | None]
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# outside these years no engine but PostgreSQL has a timestamp: null, which the models quarantine
_MICROS = sql.SQL(
    "case when occurred_at >= '0001-01-01' and occurred_at < '9999-12-31'"
    " then (extract(epoch from occurred_at) * 1000000)::bigint end"
)


@dataclass(frozen=True)
class Loaded:
    """What the warehouse holds: how far it got, and the rows that may have changed since.

    since: microseconds since 1970; null where no row has a time.
    """

    greatest_id: int | None = None
    since: int | None = None
    unfinished: list[int] = field(default_factory=list)
    fingerprints: dict[int, Fingerprint] = field(default_factory=dict)


def load_database(
    warehouse: Warehouse,
    url: str,
    table: str,
    schema: str,
    lookback: timedelta,
    unfinished_after: timedelta,
    report: Callable[[int], None] = lambda rows: None,
) -> RowSummary:
    """Bring a warehouse up to date with Clutch's table.

    url: a PostgreSQL URL or connection string. table: its name, with its schema. lookback: rows
    at most so much older than the newest loaded one are compared again. unfinished_after: likewise
    for rows whose call had not ended. report: called with the number of rows read since the last
    call.
    Raises UserError where the database, the table or a column is missing, UnusableDataError
    where the rows of the table are something else.
    """
    summary = RowSummary()
    with closing(connect(url, "Clutch")) as connection:
        has_sent = _check_table(connection, table)
        loaded = _read_loaded(warehouse, schema, lookback, unfinished_after)
        if loaded.greatest_id is None:
            _check_details(connection, table)
        rows = _changed_rows(_read_source(connection, table, has_sent, loaded), loaded, summary)
        batches = reported(in_batches(rows, AUDIT_EVENTS.columns), report)
        summary.new = load_batches(warehouse, AUDIT_EVENTS, schema, batches).new
    return summary


def to_batches(records: Iterable[Mapping[str, Any]]) -> Iterator[pa.Table]:
    """Tables of records: id, occurred_at as ISO 8601 with offset, details as object, sent."""
    return in_batches(map(_to_row, records), AUDIT_EVENTS.columns)


def _check_table(connection: Connection, table: str) -> bool:
    """Whether the table has the column sent, which old versions of Clutch lack."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql.SQL("select * from {} limit 0").format(identifier(table)), ())
        except psycopg2.Error as error:
            connection.rollback()
            raise UserError(
                f"Clutch's table cannot be read: {first_line(error)}. Say --table."
            ) from error
        columns = {column.name for column in cursor.description or ()}
    if missing := sorted(REQUIRED_COLUMNS - columns):
        raise UserError(f"{table} is not Clutch's table: it lacks {', '.join(missing)}.")
    return "sent" in columns


def _check_details(connection: Connection, table: str) -> None:
    """Raise UnusableDataError where a table has rows, and none of the newest is of a call."""
    query = sql.SQL(
        "select count(*), count(*) filter (where is_call) from ("
        "select coalesce({values}) is not null as is_call"
        " from (select details::jsonb as details from {table} order by id desc limit {rows})"
        " as newest) as looked_at"
    ).format(
        values=sql.SQL(", ").join(
            sql.SQL("nullif(details ->> {}, '')").format(sql.Literal(name))
            for name in RECOGNISED_BY
        ),
        table=identifier(table),
        rows=sql.Literal(_ROWS_LOOKED_AT),
    )
    with connection.cursor() as cursor:
        try:
            cursor.execute(query, ())
            ((rows, calls),) = cursor.fetchall()
        except psycopg2.Error as error:
            raise UserError(f"Cannot read Clutch's database: {first_line(error)}") from error
    if rows and not calls:
        raise UnusableDataError(
            f"Nothing of {table} was loaded: the details of its newest {rows:,} rows have none of"
            f" {', '.join(RECOGNISED_BY)}, which Clutch writes."
        )


def _read_loaded(
    warehouse: Warehouse, schema: str, lookback: timedelta, unfinished_after: timedelta
) -> Loaded:
    if not count_rows(warehouse, AUDIT_EVENTS, schema):
        return Loaded()
    relation = f'"{schema}"."{AUDIT_EVENTS.name}"'
    micros = warehouse.epoch_micros("occurred_at")
    is_finished = warehouse.has_json_key("details", "response_body")
    # a clock that ran ahead must not end the lookback
    ((greatest_id, newest),) = warehouse.query(
        f"select (select max(id) from {relation}),"
        f" (select max({micros}) from {relation} where occurred_at <= now())"
    )
    since = None if newest is None else newest - lookback // timedelta.resolution
    is_recent, is_unfinished = "false", "false"
    if newest is not None:
        is_recent = f"{micros} >= {since}"
        oldest = newest - unfinished_after // timedelta.resolution
        is_unfinished = f"({is_finished} is not true and {micros} >= {oldest})"
    rows = warehouse.query(
        f"select id, {micros}, md5(cast(details as text)), sent, {is_unfinished}"
        f" from {relation} where {is_recent} or {is_unfinished}"
    )
    return Loaded(
        greatest_id=greatest_id,
        since=since,
        unfinished=[row[0] for row in rows if row[4]],
        fingerprints={row[0]: row[1:4] for row in rows},
    )


def _read_source(
    connection: Connection, table: str, has_sent: bool, loaded: Loaded
) -> Iterator[Row]:
    query = sql.SQL(
        "select id, {micros}, details::jsonb::text, {sent} from {table} where {wanted}"
        # a load that was cut short must have all rows up to its greatest id
        " order by id"
    ).format(
        micros=_MICROS,
        sent=sql.SQL("sent" if has_sent else "null::boolean"),
        table=identifier(table),
        wanted=sql.SQL(
            "id is not null"
            if loaded.greatest_id is None
            else "id > %(greatest_id)s or id = any(%(unfinished)s)"
            " or occurred_at >= to_timestamp(%(since)s / 1000000.0)"
        ),
    )
    yield from read_rows(
        connection,
        "Clutch",
        query,
        {
            "greatest_id": loaded.greatest_id,
            "unfinished": loaded.unfinished,
            "since": loaded.since,
        },
    )


def _changed_rows(rows: Iterable[Row], loaded: Loaded, summary: RowSummary) -> Iterator[Row]:
    for row in rows:
        summary.read += 1
        number, micros, details, sent = row
        digest = None if details is None else md5(details.encode()).hexdigest()
        if loaded.fingerprints.get(number) == (micros, digest, sent):
            summary.unchanged += 1
        else:
            yield row


def _to_row(record: Mapping[str, Any]) -> Row:
    at, details = record["occurred_at"], record["details"]
    micros = None if at is None else (datetime.fromisoformat(at) - _EPOCH) // timedelta.resolution
    return (
        record["id"],
        micros,
        None if details is None else orjson.dumps(details).decode(),
        record["sent"],
    )
