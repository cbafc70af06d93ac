"""Datagrok's audit log: tables of its metadata database to raw tables of the same names.

Datagrok deletes old events, and forgets entities: what was loaded stays in the warehouse. Events
are read from some days before the newest loaded one, since clients send theirs late; the small
tables are compared whole.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import psycopg2
from psycopg2 import sql

from footfall.errors import UserError, first_line
from footfall.loading import (
    RawTable,
    count_rows,
    in_batches,
    load_batches,
    load_small_tables,
    read_loaded,
)
from footfall.systems.datagrok_tables import (
    CORE_COLUMNS,
    EVENT_PARAMETER_VALUES,
    EVENTS,
    TABLES,
    USERS_SESSIONS,
    is_flag,
    is_time,
)
from footfall.systems.postgres_source import (
    Connection,
    RowSummary,
    connect,
    read_rows,
    reported,
)
from footfall.warehouse import Warehouse

OWNER = "Datagrok"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class DatabaseSummary:
    """What became of one load: by table, and the tables that the source does not have."""

    tables: dict[str, RowSummary]
    missing: list[str]


@dataclass(frozen=True)
class _Window:
    """Which events a load looks at.

    since: the earliest time, in UTC without a zone; null: all. is_first: none were loaded before.
    """

    since: datetime | None
    is_first: bool


@dataclass(frozen=True)
class _Source:
    """Datagrok's database, and the columns of ours that can be read there, by table."""

    connection: Connection
    schema: str
    columns: dict[str, set[str]]

    def rows(self, table: RawTable, since: datetime | None, unfinished: list[str]) -> Iterator[Row]:
        """Rows with the raw table's columns, a missing one as null.

        since: as in _Window. unfinished: ids of sessions that are wanted however old they are.
        """
        found = self.columns[table.name]
        has_times = table is not USERS_SESSIONS or {"started", "ended"} <= found
        events = sql.Identifier(self.schema, EVENTS.name).as_string(self.connection)
        wanted = _recent(table, events, since if has_times else None)
        if table is USERS_SESSIONS:
            wanted += " or id::text = any(%(unfinished)s)"
        query = sql.SQL("select {columns} from {table} where {wanted}{order}").format(
            columns=sql.SQL(", ").join(
                _value(name) if name in found else sql.SQL("null") for name in table.columns.names
            ),
            table=sql.Identifier(self.schema, table.name),
            wanted=sql.SQL(wanted),
            # a load that was cut short must have all events up to its newest
            order=sql.SQL(" order by event_time" if table is EVENTS else ""),
        )
        return read_rows(self.connection, OWNER, query, {"unfinished": unfinished})


def load_database(
    warehouse: Warehouse,
    url: str,
    source_schema: str,
    schema: str,
    lookback: timedelta,
    first_days: int | None = None,
    report: Callable[[int], None] = lambda rows: None,
) -> DatabaseSummary:
    """Bring a warehouse up to date with Datagrok's database, as it is at one moment.

    url: a PostgreSQL URL or connection string. source_schema: where Datagrok's tables are.
    lookback: events at most so much older than the newest loaded one are looked at again.
    first_days: how many days of events the first load takes; null: all. report: called with the
    number of rows loaded since the last call.
    Raises UserError where the database or one of the core tables is missing.
    """
    with closing(connect(url, OWNER)) as connection:
        source = _open_source(connection, source_schema)
        window = _open_window(warehouse, schema, lookback, first_days)
        tables = [table for table in TABLES if table.name in source.columns]
        summaries = {table: RowSummary() for table in tables}
        batches = {
            table: reported(
                in_batches(
                    _changed_rows(warehouse, source, table, schema, window, summaries[table]),
                    table.columns,
                ),
                report,
            )
            for table in tables
        }
        small = {table: each for table, each in batches.items() if table.is_small}
        for table, counts in load_small_tables(warehouse, schema, small).items():
            summaries[table].new = counts.new
        for table in tables:
            if not table.is_small:
                counts = load_batches(warehouse, table, schema, batches[table])
                summaries[table].new = counts.new
    return DatabaseSummary(
        tables={table.name: summary for table, summary in summaries.items()},
        missing=[table.name for table in TABLES if table not in summaries],
    )


def _open_source(connection: Connection, schema: str) -> _Source:
    """Find the tables and columns that may be read."""
    columns: dict[str, set[str]] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("set time zone 'UTC'")
            cursor.execute(
                "select c.relname, a.attname from pg_catalog.pg_class as c"
                " join pg_catalog.pg_namespace as n on n.oid = c.relnamespace"
                " join pg_catalog.pg_attribute as a on a.attrelid = c.oid"
                " where n.nspname = %s and c.relname = any(%s) and c.relkind = any('{r,p,v,m,f}')"
                " and a.attnum > 0 and not a.attisdropped"
                " and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')",
                (schema, [table.name for table in TABLES]),
            )
            for table, column in cursor:
                columns.setdefault(table, set()).add(column)
    except psycopg2.Error as error:
        raise UserError(f"Cannot read {OWNER}'s database: {first_line(error)}") from error
    if missing := [name for name in CORE_COLUMNS if name not in columns]:
        raise UserError(
            f"Datagrok's {', '.join(missing)} cannot be read in schema {schema}: no such table, or"
            " no right to select from it. Say --source-schema."
        )
    for name, found in columns.items():
        if lacking := sorted(CORE_COLUMNS.get(name, {"id"}) - found):
            raise UserError(
                f"{schema}.{name} is not Datagrok's table: it lacks {', '.join(lacking)}."
            )
    return _Source(connection, schema, columns)


def _value(column: str) -> sql.Composable:
    """A column as text, boolean or timestamp."""
    name = sql.Identifier(column)
    if is_time(column):
        # outside these years no engine but PostgreSQL has a timestamp
        return sql.SQL(
            "case when {0} >= '0001-01-01' and {0} < '9999-12-31' then {0}::timestamp end"
        ).format(name)
    return sql.SQL("{}::boolean" if is_flag(column) else "{}::text").format(name)


def _open_window(
    warehouse: Warehouse, schema: str, lookback: timedelta, first_days: int | None
) -> _Window:
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    if not count_rows(warehouse, EVENTS, schema):
        return _Window(None if first_days is None else now - timedelta(first_days), is_first=True)
    # a client whose clock runs ahead must not end the lookback
    ((newest,),) = warehouse.query(
        f'select max(event_time) from "{schema}"."{EVENTS.name}"'
        f" where event_time <= timestamp '{now}'"
    )
    since = None if newest is None else newest - min(lookback, newest - datetime.min)
    return _Window(since, is_first=False)


def _changed_rows(
    warehouse: Warehouse,
    source: _Source,
    table: RawTable,
    schema: str,
    window: _Window,
    summary: RowSummary,
) -> Iterator[Row]:
    """Rows that the warehouse lacks, or has with another content."""
    # of what never changes, the id says that it is there
    compared = table.columns.names if table.strategy == "upsert" else [table.key]
    known: dict[str, int] = {}
    unfinished: list[str] = []
    if table.is_small or not window.is_first:
        wanted = _recent(table, f'"{schema}"."{EVENTS.name}"', window.since)
        if table is USERS_SESSIONS:
            wanted += " or ended is null"
        for row in read_loaded(warehouse, table, schema, compared, wanted):
            known[row[0]] = hash(row)
            if table is USERS_SESSIONS and row[compared.index("ended")] is None:
                unfinished.append(row[0])
    for row in source.rows(table, window.since, unfinished):
        summary.read += 1
        if known.get(row[0]) == hash(row[: len(compared)]):
            summary.unchanged += 1
        else:
            yield row


def _recent(table: RawTable, events: str, since: datetime | None) -> str:
    """The condition on rows that are looked at again, for the warehouse and for the source.

    events: the name of the table of events, as SQL.
    """
    if since is None or table.is_small:
        return "true"
    start = f"timestamp '{since}'"
    is_recent = f"event_time >= {start} or event_time is null"
    if table is EVENTS:
        return is_recent
    if table is EVENT_PARAMETER_VALUES:
        return f"event_id in (select id from {events} where {is_recent})"
    return (
        f"started >= {start} or started is null or ended >= {start}"
        f" or id in (select session_id from {events} where {is_recent})"
    )
