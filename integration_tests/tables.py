"""Rows of relations as plain Python values, and how to compare them across engines."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integration_tests.harness import Warehouse

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A relation's columns (name to type family) and its rows, sorted by all their values."""

    columns: dict[str, str]
    rows: list[Row]

    def select(self, *names: str, **equal: Any) -> list[Row]:
        """The named columns of the rows in which each keyword's column has its value."""
        order = list(self.columns)
        chosen = [order.index(name) for name in names]
        wanted = [(order.index(name), value) for name, value in equal.items()]
        return [
            tuple(row[place] for place in chosen)
            for row in self.rows
            if all(row[place] == value for place, value in wanted)
        ]


def totals(rows: Iterable[Row]) -> list[Any]:
    """The sum of each column of rows of numbers."""
    return [sum(column) for column in zip(*rows, strict=True)]


def normal(value: Any) -> Any:
    """A value as both engines would give it: no Decimal, no time zone on timestamps."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    return value


def _sort_key(row: Row) -> tuple[tuple[bool, str, Any], ...]:
    """Nulls first, then by type, so that rows of any values have one order."""
    key = []
    for value in row:
        # Engines may differ in a float's last digits, which must not reorder the rows.
        comparable = float(f"{value:.6g}") if isinstance(value, float) else value
        kind = "number" if isinstance(value, (int, float)) else type(value).__name__
        key.append((value is not None, kind, 0 if value is None else comparable))
    return tuple(key)


def mart_rows(warehouse: Warehouse, mart: str, schema: str = "marts") -> list[Row]:
    """All rows of a mart, normalised and sorted by all columns."""
    found = warehouse.query(f"select * from {schema}.{mart}")
    return sorted((tuple(normal(value) for value in row) for row in found), key=_sort_key)


def read_table(warehouse: Warehouse, name: str, schema: str = "marts") -> Table:
    """A relation with its columns.

    Raises:
        AssertionError: if the relation does not exist.
    """
    columns = warehouse.columns(f"{schema}.{name}")
    assert columns, f"{warehouse.engine} has no relation {schema}.{name}"
    return Table(columns, mart_rows(warehouse, name, schema))


def snapshot(warehouse: Warehouse, schema: str = "marts") -> dict[str, Table]:
    """Every relation of a schema, by name; not what each engine says of its own builds."""
    with warehouse.session():
        return {
            name: Table(columns, mart_rows(warehouse, name, schema))
            for name, columns in warehouse.columns_by_relation(schema).items()
            if name not in ("footfall_builds", "footfall_runs")
        }


def in_order_of(expected: Mapping[str, Table], found: Mapping[str, Table]) -> dict[str, Table]:
    """Found tables, their columns in the order of the expected: Spark puts a partition's last."""
    return {
        name: Table(
            {column: table.columns[column] for column in expected[name].columns},
            table.select(*expected[name].columns),
        )
        if name in expected and sorted(table.columns) == sorted(expected[name].columns)
        else table
        for name, table in found.items()
    }


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal, floats to 1e-9."""
    if isinstance(left, float) or isinstance(right, float):
        if left is None or right is None or isinstance(left, str) or isinstance(right, str):
            return False
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)


def same_row(left: Row, right: Row) -> bool:
    """Whether two rows have equal values in order."""
    return len(left) == len(right) and all(map(same, left, right))


def assert_same_rows(
    actual: Sequence[Row], expected: Sequence[Row], columns: Iterable[str], about: str
) -> None:
    """Compare two lists of rows in any order.

    Raises:
        AssertionError: naming the first rows that only one side has.
    """
    if Counter(actual) == Counter(expected):
        return
    left = sorted(actual, key=_sort_key)
    right = sorted(expected, key=_sort_key)
    if len(left) == len(right) and all(map(same_row, left, right)):
        return
    in_left, in_right = (Counter(map(_rounded, rows)) for rows in (left, right))
    only_left = list((in_left - in_right).elements())
    only_right = list((in_right - in_left).elements())
    raise AssertionError(
        f"{about}: {len(left)} rows against {len(right)} expected\n"
        f"columns: {', '.join(columns)}\n"
        f"unexpected ({len(only_left)}): {_lines(only_left)}\n"
        f"missing ({len(only_right)}): {_lines(only_right)}"
    )


def assert_same_tables(
    actual: Mapping[str, Table], expected: Mapping[str, Table], about: str
) -> None:
    """Compare two snapshots: names, columns, types and rows.

    Raises:
        AssertionError: listing every relation that differs.
    """
    assert sorted(actual) == sorted(expected), about
    faults = []
    for name, table in actual.items():
        other = expected[name]
        if list(table.columns.items()) != list(other.columns.items()):
            faults.append(f"{about}, {name}: columns {table.columns} against {other.columns}")
            continue
        try:
            assert_same_rows(table.rows, other.rows, table.columns, f"{about}, {name}")
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)


def _rounded(row: Row) -> Row:
    return tuple(float(f"{value:.9g}") if isinstance(value, float) else value for value in row)


def _lines(rows: Sequence[Row]) -> str:
    shown = "".join(f"\n  {row}" for row in rows[:8])
    return shown + ("\n  ..." if len(rows) > 8 else "")
