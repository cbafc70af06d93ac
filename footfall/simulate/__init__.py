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
from footfall.simulate import amundsen, clutch, datagrok, employees, liblab, zoomdata
from footfall.simulate.people import Calendar, Person, population
from footfall.systems import amundsen as amundsen_raw
from footfall.systems import clutch as clutch_raw
from footfall.systems import datagrok_tables as datagrok_raw
from footfall.systems import employees as employees_raw
from footfall.systems import liblab as liblab_raw
from footfall.systems import zoomdata as zoomdata_raw

Record = dict[str, Any]
# Rows of other years are quarantined by the models.
_YEARS = range(2000, 2100)


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
    Raises UserError where the days are not those that the models read, see _YEARS.
    """

    seed: int
    days: int
    end_date: date
    users: int
    scale: float = 1.0

    def __post_init__(self) -> None:
        if self.end_date.year not in _YEARS or self.calendar.first_day.year not in _YEARS:
            raise UserError(
                f"Days from {_YEARS[0]} to {_YEARS[-1]} are simulated: see --end-date and --days."
            )

    @property
    def calendar(self) -> Calendar:
        """The days of the log."""
        return Calendar(self.end_date - timedelta(days=self.days - 1), self.end_date)

    def people(self) -> list[Person]:
        """The company, the same for all systems."""
        return population(self.users, self.calendar, Random(f"{self.seed}:people"))


@dataclass(frozen=True)
class Simulator:
    """How a system's log is made up, and how its records become rows of the raw tables.

    log_name: the file of the system's own format; default: a file of JSON lines for each table.
    header: what stands before the records in a file. encode: a record as the file has it, with
    its end.
    """

    system: str
    tables: tuple[RawTable, ...]
    # people, days, scale and a generator of numbers to the records of each table, by its name
    generate: Callable[[list[Person], Calendar, float, Random], dict[str, Iterator[Record]]]
    to_batches: Callable[[RawTable, Iterable[Record]], Iterator[pa.Table]]
    log_name: str | None = None
    header: bytes = b""
    encode: Callable[[Record], bytes] = json_line

    @property
    def schema(self) -> str:
        """The raw schema of the tables."""
        return self.tables[0].system

    def file_name(self, table: RawTable) -> str:
        """The name of the file of a table's records."""
        return self.log_name or f"{table.system}_{table.name}.jsonl"

    def records(self, plan: Plan) -> dict[str, Iterator[Record]]:
        """The raw records of a plan, by table."""
        # a generator of numbers of its own: one system's rows do not depend on the others
        rng = Random(f"{plan.seed}:{self.system}")
        return self.generate(plan.people(), plan.calendar, plan.scale, rng)


def one_table(
    table: RawTable,
    generate: Callable[[list[Person], Calendar, float, Random], Iterator[Record]],
    to_batches: Callable[[Iterable[Record]], Iterator[pa.Table]],
    system: str | None = None,
    log_name: str | None = None,
    header: bytes = b"",
    encode: Callable[[Record], bytes] = json_line,
) -> Simulator:
    """The simulator of a system that has a single raw table. system: default, the table's."""
    return Simulator(
        system=system or table.system,
        tables=(table,),
        generate=lambda *arguments: {table.name: generate(*arguments)},
        to_batches=lambda _, records: to_batches(records),
        log_name=log_name,
        header=header,
        encode=encode,
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
        one_table(
            zoomdata_raw.ACTIVITY_LOG,
            zoomdata.generate,
            zoomdata_raw.to_batches,
            log_name=zoomdata.LOG_NAME,
            encode=lambda record: f"{record['record']}\n".encode(),
        ),
        one_table(
            liblab_raw.AUDIT_TRAIL,
            liblab.generate,
            liblab_raw.to_batches,
            log_name="liblab_audit_trail.csv",
            header=csv_line(liblab_raw.COLUMNS),
            encode=lambda record: csv_line(record.values()),
        ),
        one_table(
            employees_raw.EMPLOYEES,
            employees.generate,
            employees_raw.to_batches,
            system="employees",
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
