"""Simulated logs: a made-up company whose people use the systems that footfall reads.

A system's simulator is one function and one entry in SIMULATORS.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from footfall.errors import UserError
from footfall.loading import RawTable
from footfall.simulate import amundsen, clutch, datagrok
from footfall.simulate.people import Calendar, Person, population
from footfall.systems import amundsen as amundsen_raw
from footfall.systems import clutch as clutch_raw
from footfall.systems import datagrok_tables as datagrok_raw

Record = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What decides every simulated row: equal plans give equal rows.

    days: length of the log, up to and with end_date. scale: factor on everybody's sessions.
    """

    seed: int
    days: int
    end_date: date
    users: int
    scale: float = 1.0

    @property
    def calendar(self) -> Calendar:
        """The days of the log."""
        return Calendar(self.end_date - timedelta(days=self.days - 1), self.end_date)

    def people(self) -> list[Person]:
        """The company, the same for all systems."""
        return population(self.users, self.calendar, Random(f"{self.seed}:people"))


@dataclass(frozen=True)
class Simulator:
    """How a system's log is made up, and how its records become rows of the raw tables."""

    system: str
    tables: tuple[RawTable, ...]
    # people, days, scale and a generator of numbers to the records of each table, by its name
    generate: Callable[[list[Person], Calendar, float, Random], dict[str, Iterator[Record]]]
    to_batches: Callable[[RawTable, Iterable[Record]], Iterator[pa.Table]]

    def file_name(self, table: RawTable) -> str:
        """The name of the file of a table's records."""
        return f"{self.system}_{table.name}.jsonl"

    def records(self, plan: Plan) -> dict[str, Iterator[Record]]:
        """The raw records of a plan, by table."""
        # a generator of numbers of its own: one system's rows do not depend on the others
        rng = Random(f"{plan.seed}:{self.system}")
        return self.generate(plan.people(), plan.calendar, plan.scale, rng)


def one_table(
    table: RawTable,
    generate: Callable[[list[Person], Calendar, float, Random], Iterator[Record]],
    to_batches: Callable[[Iterable[Record]], Iterator[pa.Table]],
) -> Simulator:
    """The simulator of a system that has a single raw table."""
    return Simulator(
        system=table.system,
        tables=(table,),
        generate=lambda *arguments: {table.name: generate(*arguments)},
        to_batches=lambda _, records: to_batches(records),
    )


SIMULATORS = {
    simulator.system: simulator
    for simulator in (
        one_table(clutch_raw.AUDIT_EVENTS, clutch.generate, clutch_raw.to_batches),
        one_table(
            amundsen_raw.USER_ACTIONS,
            amundsen.generate,
            lambda records: amundsen_raw.to_batches(map(amundsen_raw.to_row, records)),
        ),
        Simulator(
            system="datagrok",
            tables=datagrok_raw.TABLES,
            generate=datagrok.generate,
            to_batches=datagrok_raw.to_batches,
        ),
    )
}


def chosen_simulators(systems: Iterable[str]) -> list[Simulator]:
    """The simulators of the named systems, each once. Raises UserError for an unknown name."""
    names = dict.fromkeys(name.strip() for name in systems)
    for name in names:
        if name not in SIMULATORS:
            known = ", ".join(SIMULATORS)
            raise UserError(f"{name!r} cannot be simulated: choose from {known}.")
    return [SIMULATORS[name] for name in names]
