"""A raw history of all five systems, written by SQL inside the engine."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

from benchmarks.sql_files import read_sql
from integration_tests.harness import Warehouse

# Of 100 rows of a history. Datagrok's are its events: their values, sessions and so on are extra.
SHARES = {"clutch": 40, "amundsen": 25, "datagrok": 20, "zoomdata": 13, "liblab": 2}
DAYS = 365
WEEKDAY_WEIGHTS = (10, 11, 11, 10, 8, 2, 2)  # Monday first
LATE_AGES = (5, 30, 80)  # days before the last
LATE_SHARE = 0.05  # of the rows that the day already has
VISIT = 8  # rows that follow each other and belong together, as history/*.sql has it


class History:
    """The raw tables of a warehouse, which this fills.

    Args:
        rows: about so many on the first ``DAYS`` days; each day's number is rounded up to visits.
        last_day: the last of these days.
    """

    def __init__(self, warehouse: Warehouse, rows: int, last_day: dt.date) -> None:
        """Prepare; nothing is written yet."""
        self.warehouse = warehouse
        self.last_day = last_day
        self.users = max(50, min(20_000, rows // 500))
        first_day = last_day - dt.timedelta(days=DAYS - 1)
        days = [first_day + dt.timedelta(days=number) for number in range(DAYS)]
        weight = sum(WEEKDAY_WEIGHTS[day.weekday()] for day in days)
        self._rows = {day: rows * WEEKDAY_WEIGHTS[day.weekday()] / weight for day in days}
        self._numbers = dict.fromkeys(SHARES, 0)

    @property
    def records(self) -> dict[str, int]:
        """Records by system that were written so far."""
        return dict(self._numbers)

    def write(self) -> None:
        """Create the raw tables and write the rows of the first days."""
        engine = self.warehouse.engine
        for name in (f"{engine}/functions", "history/tables", "history/datagrok_types"):
            self.warehouse.execute(read_sql(name, engine))
        self.warehouse.execute(read_sql("history/datagrok_fixed", engine, users=self.users))
        self._write_days(self._rows)

    def write_new_day(self) -> None:
        """Write the day after the last, like the same day of the week before."""
        week_before = self.last_day - dt.timedelta(days=6)
        self._write_days({self.last_day + dt.timedelta(days=1): self._rows[week_before]})

    def write_late_rows(self) -> None:
        """Write some more rows on days that are long over."""
        late_days = [self.last_day - dt.timedelta(days=age) for age in LATE_AGES]
        self._write_days({day: self._rows[day] * LATE_SHARE for day in late_days})

    def _write_days(self, rows: Mapping[dt.date, float]) -> None:
        """Write rows of all systems; ``rows`` of which day."""
        values = []
        for system, share in SHARES.items():
            for day, count in rows.items():
                visits = math.ceil(count * share / 100 / VISIT)
                first, self._numbers[system] = (
                    self._numbers[system],
                    self._numbers[system] + visits * VISIT,
                )
                values.append(f"('{system}', date '{day}', {first}, {visits * VISIT})")
        self.warehouse.execute("delete from benchmark.days")
        self.warehouse.execute(f"insert into benchmark.days values {', '.join(values)}")
        for name in ("numbers", *SHARES):
            sql = read_sql(f"history/{name}", self.warehouse.engine, users=self.users)
            self.warehouse.execute(sql)
        if self.warehouse.engine == "postgres":
            self.warehouse.execute("analyze")
