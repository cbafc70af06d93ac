"""Loading Clutch's audit events from a PostgreSQL database of its own, into both engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from footfall.errors import FAILED
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse
from integration_tests.postgres import PostgresServer


class ClutchDatabase:
    """A database with Clutch's own table in it."""

    def __init__(self, url: str) -> None:
        """Create the table as Clutch does."""
        self.url = url
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        self.execute(
            "create table audit_events (id bigserial primary key, occurred_at timestamptz,"
            " details jsonb, sent boolean default false)"
        )

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> None:
        """Run one statement and commit it."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def insert(self, number: int, at: str | None, finished: bool = True) -> None:
        """Append an event; an unfinished one has no response yet."""
        details = {"user_name": "ada@example.com", "status": {"code": 0}}
        if finished:
            details["response_body"] = {}
        self.execute(
            "insert into audit_events values (%s, %s, %s)", (number, at, json.dumps(details))
        )

    def close(self) -> None:
        """Let the database be dropped."""
        self._connection.close()


@pytest.fixture
def clutch(
    postgres_server: PostgresServer, postgres_database: Callable[[], str]
) -> Iterator[ClutchDatabase]:
    """Clutch's database with three finished events and one in flight."""
    with closing(ClutchDatabase(postgres_server.url(postgres_database()))) as database:
        for number in (1, 2, 3):
            database.insert(number, f"2026-03-0{number} 10:00:00.123456+00")
        database.insert(5, "2026-03-05 10:00:01+00", finished=False)
        yield database


def test_clutch_rows_arrive_as_they_are(
    warehouse: Warehouse, footfall: CommandLine, clutch: ClutchDatabase
) -> None:
    clutch.insert(6, None)
    clutch.insert(7, "infinity")
    clutch.execute("insert into audit_events values (8, now(), null, null)")
    counts = footfall("load", "clutch", "--from", clutch.url)
    assert counts == {"rows read": 7, "new": 7, "updated": 0, "unchanged": 0}
    kind = {"duckdb": "json", "postgres": "jsonb"}[warehouse.engine]
    assert warehouse.columns("clutch.audit_events") == {
        "id": "bigint",
        "occurred_at": "timestamptz",
        "details": kind,
        "sent": "boolean",
    }
    seconds = "cast(extract(epoch from occurred_at) as double precision)"
    rows = warehouse.query(
        f"select id, {seconds}, details ->> 'user_name', sent from clutch.audit_events order by id"
    )
    assert rows[0] == (1, 1772359200.123456, "ada@example.com", False)
    assert rows[4:6] == [(6, None, "ada@example.com", False), (7, None, "ada@example.com", False)]
    assert rows[6][2:] == (None, None)


def test_clutch_is_read_incrementally(
    warehouse: Warehouse, footfall: CommandLine, clutch: ClutchDatabase
) -> None:
    footfall("load", "clutch", "--from", clutch.url)
    # of the last three days there are the third and the fifth, compared and found unchanged
    assert footfall("load", "clutch", "--from", clutch.url) == {
        "rows read": 2,
        "new": 0,
        "updated": 0,
        "unchanged": 2,
    }
    clutch.execute(
        "update audit_events set details = details || '{\"response_body\": {}}' where id = 5"
    )
    clutch.insert(4, "2026-03-04 10:00:00+00")
    clutch.insert(6, "2026-03-09 10:00:00+00")
    clutch.execute("delete from audit_events where id = 1")
    assert footfall("load", "clutch", "--from", clutch.url) == {
        "rows read": 4,
        "new": 2,
        "updated": 1,
        "unchanged": 1,
    }
    finished = "details ->> 'response_body' is not null"
    assert warehouse.query(f"select id, {finished} from clutch.audit_events order by id") == [
        (number, True) for number in range(1, 7)
    ]


def test_an_unfinished_row_is_read_again_for_a_day(
    footfall: CommandLine, clutch: ClutchDatabase
) -> None:
    clutch.insert(8, "2026-04-19 11:00:00+00", finished=False)
    clutch.insert(9, "2026-04-20 10:00:00+00")
    footfall("load", "clutch", "--from", clutch.url)
    clutch.execute(
        "update audit_events set details = details || '{\"response_body\": {}}' where id in (5, 8)"
    )
    recent = ("load", "clutch", "--from", clutch.url, "--lookback-days", "0")
    # the newest one, and what was not a day older than it
    assert footfall(*recent) == {"rows read": 2, "new": 0, "updated": 1, "unchanged": 1}
    assert footfall(*recent) == {"rows read": 1, "new": 0, "updated": 0, "unchanged": 1}
    # the fifth is 46 days older
    patient = (*recent, "--unfinished-after-hours", str(47 * 24))
    assert footfall(*patient) == {"rows read": 2, "new": 0, "updated": 1, "unchanged": 1}


def test_an_old_clutch_without_sent(
    warehouse: Warehouse, footfall: CommandLine, clutch: ClutchDatabase
) -> None:
    clutch.execute("alter table audit_events drop column sent")
    footfall("load", "clutch", "--from", clutch.url)
    assert footfall("load", "clutch", "--from", clutch.url)["updated"] == 0
    assert warehouse.query("select distinct sent from clutch.audit_events") == [(None,)]


def test_mistakes_with_clutchs_database(footfall: CommandLine, clutch: ClutchDatabase) -> None:
    def fails(url: str, *options: str) -> str:
        return footfall.fails("load", "clutch", "--from", url, *options)

    assert "is no PostgreSQL URL" in fails("mysql://ada:secret@host/db")
    assert "secret" not in fails("mysql://ada:secret@host/db")
    assert "Cannot connect to Clutch's database" in fails("postgresql://u@127.0.0.1:1/db")
    assert "Say --table" in fails(clutch.url, "--table", "public.nothing")
    clutch.execute("create table other (id int)")
    assert "lacks details, occurred_at" in fails(clutch.url, "--table", "other")


def test_a_table_of_other_records_is_not_loaded(
    warehouse: Warehouse, footfall: CommandLine, clutch: ClutchDatabase
) -> None:
    clutch.execute(
        "create table container_log as select id, occurred_at,"
        """ '{"log": "x", "user_name": ""}'::jsonb as details from audit_events"""
    )
    command = ("load", "clutch", "--from", clutch.url, "--table", "container_log")
    message = footfall.fails(*command, exit_code=FAILED)
    assert "Nothing of container_log was loaded: the details of its newest 4 rows have" in message
    assert warehouse.relations("clutch") == []
    # an empty table is none of another, and rows that are there already were Clutch's
    clutch.execute("create table nothing (like container_log)")
    assert footfall("load", "clutch", "--from", clutch.url, "--table", "nothing")["rows read"] == 0
    footfall("load", "clutch", "--from", clutch.url)
    assert footfall(*command)["rows read"] == 2
