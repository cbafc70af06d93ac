"""A tiny log whose days change from round to round, built undisturbed, killed or twice at once."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2

from integration_tests.depth import by_depth
from integration_tests.engines import PostgresWarehouse
from integration_tests.forked_dbt import RunningCommand
from integration_tests.harness import Warehouse
from integration_tests.tables import Row, Table, snapshot
from integration_tests.warm_dbt import WarmDbt

SYSTEMS = ("clutch", "liblab")
VARS: dict[str, Any] = {"as_of_date": "2026-03-31", "enabled_systems": list(SYSTEMS)}
# The first one builds all; before each of the others rows of one day come or go.
ROUNDS = by_depth(2, 5)

_FIRST_DAY = 26
_SIMULATED = ("--end-date", "2026-03-31", "--days", "6", "--users", "3")
# Raw tables: their time, and which rows of a day come or go.
_CHANGED = {
    "clutch.audit_events": ("occurred_at", "id % 2 = 0"),
    "liblab.audit_trail": ('"time"', """left(md5(event || cast("time" as text)), 1) < '8'"""),
}
_BUILT = ("staging", "intermediate", "marts", "audit")


@dataclass(frozen=True)
class Round:
    """What a round has come to.

    ``relations`` are the names in all schemas. ``rebuilt`` are the tables that one more run has
    rebuilt. ``seconds`` is how long the run took from its first model on.
    """

    tables: dict[str, Table]
    relations: list[str]
    rebuilt: set[str]
    seconds: float


class TinyLog:
    """A warehouse that goes through the rounds, from the same raw rows each time."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Simulate the logs in an empty warehouse."""
        self.warehouse = warehouse
        warehouse.footfall("simulate", "--systems", ",".join(SYSTEMS), *_SIMULATED)
        warehouse.execute("create schema original")
        for table in _CHANGED:
            warehouse.execute(f"create table {_original(table)} as select * from {table}")

    def reset(self) -> None:
        """Back to a warehouse in which nothing was built."""
        for schema in _BUILT:
            self.warehouse.execute(f"drop schema if exists {schema} cascade")
        self.warehouse.set_salt()
        for table in _CHANGED:
            self.warehouse.execute(f"delete from {table}")
            self.warehouse.execute(f"insert into {table} select * from {_original(table)}")
        for number in range(1, ROUNDS, 2):
            self._delete(number)

    def change(self, number: int) -> None:
        """In odd rounds half of a day's rows arrive late; in even ones they vanish."""
        if number % 2 == 1:
            for table in _CHANGED:
                late = f"select * from {_original(table)} where {_of_round(table, number)}"
                self.warehouse.execute(f"insert into {table} {late}")
        elif number > 0:
            self._delete(number)

    def read(self, dbt: WarmDbt, seconds: float = 0.0, again: bool = True) -> Round:
        """What there is now; ``again``: after which another run looks for more to do."""
        tables = snapshot(self.warehouse) | snapshot(self.warehouse, "audit")
        relations = [
            f"{schema}.{name}" for schema in _BUILT for name in self.warehouse.relations(schema)
        ]
        builds = self._builds()
        if again:
            dbt.run("build")
        rebuilt = {str(node).split(".")[-1] for node, *_ in self._builds() ^ builds}
        return Round(tables, relations, rebuilt, seconds)

    def _builds(self) -> set[Row]:
        # but the row that names the last run, which every run writes anew
        return set(
            self.warehouse.query(
                "select node, activity_date, build_id, built_at from staging.footfall_builds"
                " where node <> 'footfall build'"
            )
        )

    def _delete(self, number: int) -> None:
        for table in _CHANGED:
            self.warehouse.execute(f"delete from {table} where {_of_round(table, number)}")


def build_in_rounds(
    log: TinyLog,
    dbt: WarmDbt,
    kills: Sequence[int] = (0,) * ROUNDS,
    seconds: Sequence[float] = (0.0,) * ROUNDS,
    seed: int = 0,
) -> list[Round]:
    """Build in every round, from the first on, until a run has not been killed.

    Args:
        kills: how many runs are killed, by round.
        seconds: how long a run works at most before it is killed, by round.
        seed: of the moments at which they are killed.
    """
    chance = random.Random(seed)
    log.reset()
    rounds = []
    for number in range(ROUNDS):
        log.change(number)
        killed = 0
        while killed < kills[number]:
            command = _start(dbt)
            time.sleep(chance.uniform(0, seconds[number]))
            if not command.has_ended:
                command.kill()
                killed += 1
        command = _start(dbt)
        started = time.monotonic()
        assert command.wait() == 0, command.output
        rounds.append(log.read(dbt, time.monotonic() - started, again=killed > 0))
    return rounds


def build_twice_at_once(log: TinyLog, dbt: WarmDbt) -> tuple[list[Round], list[str]]:
    """Start two runs at once, of the whole warehouse and then of a changed day.

    Returns:
        What came of it, and what runs that failed have printed.
    """
    log.reset()
    rounds = []
    complaints = []
    for number in range(2):
        log.change(number)
        runs = [dbt.start("build")]
        if number == 0:
            # dbt itself makes the schemas, and two runs may not do that at once.
            runs[0].wait_for(" START h")
        runs.append(dbt.start("build"))
        codes = [run.wait() for run in runs]
        assert 0 in codes, "\n".join(run.output for run in runs)
        complaints += [run.output for run, code in zip(runs, codes, strict=True) if code != 0]
        rounds.append(log.read(dbt))
    return rounds, complaints


def erase_and_kill(warehouse: PostgresWarehouse, dbt: WarmDbt) -> tuple[str, int]:
    """Erase somebody beside a run that waits for a raw table, which stays locked; kill the run.

    Returns:
        What the erasure, which must fail, said; how many of the run's statements still wait a few
        seconds later.
    """
    waiting = (
        "select count(*) from pg_stat_activity "
        "where datname = current_database() and wait_event_type = 'Lock'"
    )
    connection = psycopg2.connect(warehouse.url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("lock table clutch.audit_events in access exclusive mode")
            command = dbt.start("build")
            while warehouse.query(waiting) == [(0,)]:
                assert not command.has_ended, command.output
                time.sleep(0.1)
            erasure = dbt.run(
                *("run-operation", "erase_users", "--args", "{emails: [ann@example.org]}"),
                succeeds=False,
            )
            command.kill()
            deadline = time.monotonic() + 5
            while (found := warehouse.query(waiting)[0][0]) > 0 and time.monotonic() < deadline:
                time.sleep(0.1)
        return erasure, int(found)
    finally:
        connection.close()


def _start(dbt: WarmDbt) -> RunningCommand:
    """Start a build and wait until its first model, seed or snapshot starts."""
    command = dbt.start("build")
    command.wait_for(" START s")
    return command


def _original(table: str) -> str:
    return f"original.{table.split('.')[0]}"


def _of_round(table: str, number: int) -> str:
    """A predicate: the rows that come or go in a round."""
    time_column, chosen = _CHANGED[table]
    day = _FIRST_DAY + number - 1
    return (
        f"{time_column} >= timestamptz '2026-03-{day} 00:00:00+00' "
        f"and {time_column} < timestamptz '2026-03-{day + 1} 00:00:00+00' and {chosen}"
    )
