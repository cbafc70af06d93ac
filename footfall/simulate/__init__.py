"""Simulated logs: a made-up company whose people use the systems that footfall reads.

A system's simulator is one function and one entry in SIMULATORS.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from random import Random
from typing import Any

import orjson
import pyarrow as pa

from footfall.errors import UserError
from footfall.loading import RawTable
from footfall.simulate import amundsen, clutch, employees, liblab, zoomdata
from footfall.simulate.people import Calendar, Person, population
from footfall.systems import amundsen as amundsen_raw
from footfall.systems import clutch as clutch_raw
from footfall.systems import employees as employees_raw
from footfall.systems import liblab as liblab_raw
from footfall.systems import zoomdata as zoomdata_raw

Record = dict[str, Any]


def json_line(record: Record) -> bytes:
    """A record as a line of JSON."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def csv_line(values: Iterable[str | None]) -> bytes:
    """Values as a line of CSV; null is an empty value."""
    stream = StringIO()
    csv.writer(stream).writerow(values)
    return stream.getvalue().encode()


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
    """How a system's log is made up, and how its records become rows of the raw table.

    log_name: the file of the system's own format; default: one of JSON lines. header: what
    stands before the records in the file. encode: a record as the file has it, with its end.
    """

    system: str
    table: RawTable
    generate: Callable[[list[Person], Calendar, float, Random], Iterator[Record]]
    to_batches: Callable[[Iterable[Record]], Iterator[pa.Table]]
    log_name: str | None = None
    header: bytes = b""
    encode: Callable[[Record], bytes] = json_line

    @property
    def file_name(self) -> str:
        """The name of the system's file of records."""
        return self.log_name or f"{self.system}_{self.table.name}.jsonl"

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
        Simulator(
            system="zoomdata",
            table=zoomdata_raw.ACTIVITY_LOG,
            generate=zoomdata.generate,
            to_batches=zoomdata_raw.to_batches,
            log_name=zoomdata.LOG_NAME,
            encode=lambda record: f"{record['record']}\n".encode(),
        ),
        Simulator(
            system="liblab",
            table=liblab_raw.AUDIT_TRAIL,
            generate=liblab.generate,
            to_batches=liblab_raw.to_batches,
            log_name="liblab_audit_trail.csv",
            header=csv_line(liblab_raw.COLUMNS),
            encode=lambda record: csv_line(record.values()),
        ),
        Simulator(
            system="employees",
            table=employees_raw.EMPLOYEES,
            generate=employees.generate,
            to_batches=employees_raw.to_batches,
            log_name="hr_employees.csv",
            header=csv_line(employees_raw.COLUMNS),
            encode=lambda record: csv_line(record.values()),
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
