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
from footfall.simulate import amundsen, clutch
from footfall.simulate.people import Calendar, Person, population
from footfall.systems import amundsen as amundsen_raw
from footfall.systems import clutch as clutch_raw

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
    """How a system's log is made up, and how its records become rows of the raw table."""

    system: str
    table: RawTable
    generate: Callable[[list[Person], Calendar, float, Random], Iterator[Record]]
    to_batches: Callable[[Iterable[Record]], Iterator[pa.Table]]

    @property
    def file_name(self) -> str:
        """The name of the system's file of records."""
        return f"{self.system}_{self.table.name}.jsonl"

    def records(self, plan: Plan) -> Iterator[Record]:
        """The raw records of a plan."""
        # a generator of numbers of its own: one system's rows do not depend on the others
        rng = Random(f"{plan.seed}:{self.system}")
        return self.generate(plan.people(), plan.calendar, plan.scale, rng)


SIMULATORS = {
    simulator.system: simulator
    for simulator in (
        Simulator(
            system="clutch",
            table=clutch_raw.AUDIT_EVENTS,
            generate=clutch.generate,
            to_batches=clutch_raw.to_batches,
        ),
        Simulator(
            system="amundsen",
            table=amundsen_raw.USER_ACTIONS,
            generate=amundsen.generate,
            to_batches=lambda records: amundsen_raw.to_batches(map(amundsen_raw.to_row, records)),
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
