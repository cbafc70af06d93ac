"""Two roles of a PostgreSQL server, what each can read, and who watches while dbt builds."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg2

from integration_tests.engines import PostgresWarehouse

DOORS = ("staging", "intermediate", "audit", "marts")
# A few of each side, looked at many times a second.
WATCHED_MARTS = ("marts.top_users", "marts.fct_activities", "marts.active_users_daily")
WATCHED_OTHERS = (
    *("staging.stg_footfall__pseudonym_salt", "staging.footfall_builds"),
    *("intermediate.int_user_identities", "audit.user_identities", "clutch.audit_events"),
)


@dataclass(frozen=True)
class Role:
    """A role that may log in to the server, and nothing else."""

    name: str
    warehouse: PostgresWarehouse

    def connect(self) -> Any:
        """A connection of its own that commits each statement."""
        server = replace(self.warehouse.server, user=self.name, password="secret")
        connection = psycopg2.connect(server.url(self.warehouse.database))
        connection.autocommit = True
        return connection

    def readable(self) -> set[str]:
        """All relations of the database that it can read."""
        relations = [
            f'{schema}."{name}"'
            for schema, name in self.warehouse.query(
                "select table_schema, table_name from information_schema.tables"
                " where table_schema not in ('pg_catalog', 'information_schema')"
            )
        ]
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                found = {each for each in relations if can_read(cursor, each)}
        finally:
            connection.close()
        return {each.replace('"', "") for each in found}


def can_read(cursor: Any, relation: str) -> bool | None:
    """Whether a role can read a relation; none where it is not there.

    Raises:
        psycopg2.Error: for any other reason than that it may not.
    """
    try:
        cursor.execute(f"select * from {relation} limit 0")
    except psycopg2.errors.InsufficientPrivilege:
        return False
    except (psycopg2.errors.UndefinedTable, psycopg2.errors.InvalidSchemaName):
        return None
    return True


@contextmanager
def new_roles(warehouse: PostgresWarehouse, *names: str) -> Iterator[list[Role]]:
    """Roles with names that have to be quoted; dropped at the end, with their rights."""
    roles = [Role(f"{name}-{uuid.uuid4().hex[:8]}", warehouse) for name in names]
    for role in roles:
        warehouse.execute(f"create role \"{role.name}\" login password 'secret'")
    try:
        yield roles
    finally:
        for role in roles:
            warehouse.execute(f'drop owned by "{role.name}"')
            warehouse.execute(f'drop role "{role.name}"')


@dataclass
class Watch:
    """What a reader met while dbt built: how often it looked, and what was not as it must be."""

    looks: int = 0
    refused_marts: set[str] = field(default_factory=set)
    open_others: set[str] = field(default_factory=set)


@contextmanager
def watched(role: Role, watch: Watch) -> Iterator[None]:
    """Look at marts and other relations all the time, as a role, in a thread of its own."""
    over = threading.Event()

    def look() -> None:
        connection = role.connect()
        with connection.cursor() as cursor:
            while not over.wait(0.01):
                watch.looks += 1
                for mart in WATCHED_MARTS:
                    if can_read(cursor, mart) is False:
                        watch.refused_marts.add(mart)
                for other in WATCHED_OTHERS:
                    if can_read(cursor, other):
                        watch.open_others.add(other)
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
