"""Loading Datagrok's tables from a PostgreSQL database of its own, into both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import psycopg2
import psycopg2.extras
import pytest

from footfall.simulate import SIMULATORS, Plan
from footfall.systems.datagrok_tables import TABLES
from integration_tests.command_line import CommandLine
from integration_tests.harness import DATA, Warehouse
from integration_tests.postgres import PostgresServer

Row = tuple[Any, ...]

# the newest of these events is of the last day, so that the lookback begins on the 28th
PLAN = Plan(seed=5, days=12, end_date=date(2026, 3, 31), users=8)
NEW_ID = "00000000-0000-4000-8000-00000000000{}"
RAW_TYPES = {"string": "text", "bool": "boolean", "timestamp[us]": "timestamp"}


@lru_cache
def simulated() -> dict[str, list[dict[str, Any]]]:
    """The records of the plan, by table."""
    tables = SIMULATORS["datagrok"].records(PLAN)
    return {name: list(records) for name, records in tables.items()}


class DatagrokDatabase:
    """A database with Datagrok's own tables, filled by the simulator."""

    def __init__(self, url: str) -> None:
        """Create the tables and fill them."""
        self.url = url
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        self.execute((DATA / "datagrok.sql").read_text())
        tables = [table for table in TABLES if table.name != "event_parameter_values"]
        tables += [table for table in TABLES if table.name == "event_parameter_values"]
        with self._connection.cursor() as cursor:
            for table in tables:
                names = table.columns.names
                psycopg2.extras.execute_values(
                    cursor,
                    f"insert into {table.name} ({', '.join(names)}) values %s",
                    [[record[name] for name in names] for record in simulated()[table.name]],
                )
        self.execute("update users_sessions set token = 'secret', ip = '10.0.0.7'")

    def execute(self, statement: str) -> None:
        """Run statements and commit them."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def query(self, statement: str) -> list[Row]:
        """The rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def log(self, number: int, at: str) -> None:
        """Append an event with a parameter value, both with ids made of a number."""
        ((kind, parameter),) = self.query(
            "select event_type_id, id from event_parameters where name = 'commit'"
        )
        event, value = NEW_ID.format(number), NEW_ID.format(number + 1)
        self.execute(
            "insert into events (id, event_type_id, event_time)"
            f" values ('{event}', '{kind}', '{at}');"
            "insert into event_parameter_values (id, event_id, parameter_id, value)"
            f" values ('{value}', '{event}', '{parameter}', 'abc')"
        )

    def close(self) -> None:
        """Let the database be dropped."""
        self._connection.close()


@pytest.fixture
def datagrok(
    postgres_server: PostgresServer, postgres_database: Callable[[], str]
) -> Iterator[DatagrokDatabase]:
    """Datagrok's database with twelve simulated days in it."""
    with closing(DatagrokDatabase(postgres_server.url(postgres_database()))) as database:
        yield database


def rows_of(warehouse: Warehouse, table: str, columns: str = "*") -> list[Row]:
    """The rows of a raw table, sorted by their first column, the id."""
    rows = warehouse.query(f"select {columns} from datagrok.{table}")
    return sorted(rows, key=lambda row: str(row[0]))


def expected_rows(table: str) -> list[Row]:
    """The simulated rows of a table, as a warehouse should give them."""
    (raw,) = (each for each in TABLES if each.name == table)
    times = {column.name for column in raw.columns if str(column.type) == "timestamp[us]"}
    rows = [
        tuple(
            datetime.fromisoformat(record[name]) if name in times and record[name] else record[name]
            for name in raw.columns.names
        )
        for record in simulated()[table]
    ]
    return sorted(rows, key=lambda row: str(row[0]))


def test_rows_arrive_as_they_are_and_once(
    warehouse: Warehouse, footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    total = sum(map(len, simulated().values()))
    counts = footfall("load", "datagrok", "--from", datagrok.url)
    assert counts == {
        "rows read": total,
        "new": total,
        "updated": 0,
        "unchanged": 0,
        **{f"new in {table.name}": len(simulated()[table.name]) for table in TABLES},
    }
    for table in TABLES:
        assert warehouse.columns(f"datagrok.{table.name}") == {
            column.name: RAW_TYPES[str(column.type)] for column in table.columns
        }
        assert rows_of(warehouse, table.name) == expected_rows(table.name), table.name

    again = footfall("load", "datagrok", "--from", datagrok.url)
    assert list(again) == ["rows read", "new", "updated", "unchanged"]
    assert again["new"] == again["updated"] == 0
    assert 0 < again["unchanged"] == again["rows read"] < total
    for table in TABLES:
        assert rows_of(warehouse, table.name) == expected_rows(table.name), table.name


def test_datagrok_is_read_incrementally(
    warehouse: Warehouse, footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    footfall("load", "datagrok", "--from", datagrok.url)
    events = warehouse.query("select count(*) from datagrok.events")[0][0]
    datagrok.log(1, "2026-03-29 10:00:00")
    datagrok.log(3, "2026-03-26 10:00:00")
    # the newest client's clock runs ahead; another one has no idea of the time
    datagrok.log(5, "2999-01-01 00:00:00")
    datagrok.log(7, "infinity")
    ((user,),) = datagrok.query("select min(id::text) from users where email is not null")
    datagrok.execute(f"update users set email = 'new@example.com' where id = '{user}'")
    # a session of the first day that was left open, which the server ends at last
    ((session,),) = datagrok.query(
        "select id::text from users_sessions where ended is not null order by started limit 1"
    )
    warehouse.execute(f"update datagrok.users_sessions set ended = null where id = '{session}'")
    # what Datagrok has deleted stays
    datagrok.execute("delete from events where event_time < '2026-03-25'")
    datagrok.execute("delete from project_relations")
    counts = footfall("load", "datagrok", "--from", datagrok.url)
    assert counts["new"] == 6
    assert counts["updated"] == 2
    assert counts["new in events"] == counts["new in event_parameter_values"] == 3

    new = f"id like '{NEW_ID[:-2]}%'"
    assert warehouse.query(
        f"select id, event_time from datagrok.events where {new} order by id"
    ) == [
        (NEW_ID.format(1), datetime(2026, 3, 29, 10)),
        (NEW_ID.format(5), datetime(2999, 1, 1)),
        (NEW_ID.format(7), None),
    ]
    assert warehouse.query("select count(*) from datagrok.events") == [(events + 3,)]
    assert rows_of(warehouse, "project_relations") == expected_rows("project_relations")
    assert rows_of(warehouse, "users_sessions") == expected_rows("users_sessions")
    email = f"select email from datagrok.users where id = '{user}'"
    assert warehouse.query(email) == [("new@example.com",)]

    counts = footfall("load", "datagrok", "--from", datagrok.url, "--lookback-days", "20")
    assert counts["new"] == counts["new in events"] + counts["new in event_parameter_values"] == 2


def test_a_load_that_was_cut_short_is_completed(
    warehouse: Warehouse, footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    footfall("load", "datagrok", "--from", datagrok.url)
    warehouse.execute("delete from datagrok.events where event_time >= '2026-03-22'")
    footfall("load", "datagrok", "--from", datagrok.url)
    assert rows_of(warehouse, "events") == expected_rows("events")
    values = expected_rows("event_parameter_values")
    assert rows_of(warehouse, "event_parameter_values") == values


def test_the_first_load_can_be_bounded(
    warehouse: Warehouse, footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    datagrok.execute(
        "update events set event_time = now() at time zone 'UTC' - interval '1 hour'"
        " where event_time >= '2026-03-31'"
    )
    ((recent,),) = datagrok.query("select count(*) from events where event_time > '2026-04-01'")
    counts = footfall("load", "datagrok", "--from", datagrok.url, "--days", "2")
    assert counts["new in events"] == recent
    # the events' own sessions come along, however old
    ((orphans,),) = warehouse.query(
        "select count(*) from datagrok.events where session_id is not null"
        " and session_id not in (select id from datagrok.users_sessions)"
    )
    assert orphans == 0
    assert 0 < counts["new in users_sessions"] < len(simulated()["users_sessions"])
    assert footfall("load", "datagrok", "--from", datagrok.url)["new"] == 0


def test_an_old_datagrok_with_fewer_tables_and_columns(
    warehouse: Warehouse, footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    datagrok.execute(
        "drop table project_relations, projects; alter table users drop column email;"
        " alter table event_types drop column name;"
        " alter table users_sessions drop column started;"
    )
    code, output = footfall.run("load", "datagrok", "--from", datagrok.url)
    assert code == 0, output
    assert "Not in the source: projects, project_relations" in output
    assert not {"projects", "project_relations"} & set(warehouse.relations("datagrok"))
    assert warehouse.query("select distinct email from datagrok.users") == [(None,)]
    assert footfall("load", "datagrok", "--from", datagrok.url)["updated"] == 0


def test_only_what_is_needed_must_be_readable(
    warehouse: Warehouse,
    footfall: CommandLine,
    datagrok: DatagrokDatabase,
    postgres_server: PostgresServer,
) -> None:
    """A role that may see no token, no address and no stack trace is enough."""
    database = datagrok.url.rsplit("/", 1)[1]
    role = f"reader_of_{database}"
    datagrok.execute(f"create role {role} login password 'reader'")
    try:
        for table in TABLES[1:]:
            names = ", ".join(table.columns.names)
            datagrok.execute(f"grant select ({names}) on {table.name} to {role}")
        reader = replace(postgres_server, user=role, password="reader").url(database)
        message = footfall.fails("load", "datagrok", "--from", reader)
        assert "Datagrok's event_types cannot be read in schema public" in message
        names = ", ".join(TABLES[0].columns.names)
        datagrok.execute(f"grant select ({names}) on {TABLES[0].name} to {role}")
        footfall("load", "datagrok", "--from", reader)
        assert rows_of(warehouse, "users_sessions") == expected_rows("users_sessions")
    finally:
        datagrok.execute(f"drop owned by {role}; drop role {role}")


def test_mistakes_with_datagroks_database(
    footfall: CommandLine, datagrok: DatagrokDatabase
) -> None:
    def fails(url: str, *options: str) -> str:
        return footfall.fails("load", "datagrok", "--from", url, *options)

    assert "is no PostgreSQL URL" in fails("mysql://ada:secret@host/db")
    assert "secret" not in fails("mysql://ada:secret@host/db")
    assert "Cannot connect to Datagrok's database" in fails("postgresql://u@127.0.0.1:1/db")
    missing = fails(datagrok.url, "--source-schema", "grok")
    assert "events, event_types, event_parameters, event_parameter_values cannot be read" in missing
    assert "Say --source-schema." in missing
    datagrok.execute("alter table event_parameter_values drop column value")
    lacking = "public.event_parameter_values is not Datagrok's table: it lacks value."
    assert lacking in fails(datagrok.url)
    datagrok.execute("drop table event_parameter_values, event_parameters")
    message = fails(datagrok.url)
    assert "Datagrok's event_parameters, event_parameter_values cannot be read" in message
