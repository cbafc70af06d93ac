"""SQL of our own, straight from the raw tables, gives what facts and marts say.

The raw SQL knows the systems' logs and the definitions of the KPIs, and nothing of the models.
All of it counts every user and every activity: scope ``all``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footfall.systems.datagrok_tables import TABLES
from integration_tests import (
    raw_comparisons_amundsen,
    raw_comparisons_clutch,
    raw_comparisons_datagrok,
    raw_comparisons_datagrok_actions,
    raw_comparisons_datagrok_relations,
    raw_comparisons_liblab,
    raw_comparisons_people,
    raw_comparisons_zoomdata,
)
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import DATA, SYSTEMS, Warehouse
from integration_tests.raw_comparisons_usual import AS_OF, Comparison
from integration_tests.tables import Row, assert_same_rows, normal

SIZE = ("--end-date", AS_OF.isoformat(), "--days", "90", "--users", "30")
VARS = {
    "enabled_systems": list(SYSTEMS),
    "activity_scope": "all",
    "as_of_date": AS_OF.isoformat(),
    # nobody's rank may hide them
    "top_n": 100_000,
}
# Rows that are delivered twice. Datagrok's tables have keys.
REPEATED = {
    "clutch.audit_events": "id % 50 = 7",
    "amundsen.user_actions": "start_epoch_ms % 50 = 7",
    "zoomdata.activity_log": "line_number % 50 = 7 and record like '%activityType%'",
    "liblab.audit_trail": """extract(minute from "time") = 7""",
}
RELATIONS = {
    **raw_comparisons_clutch.RELATIONS,
    **raw_comparisons_amundsen.RELATIONS,
    **raw_comparisons_datagrok_relations.RELATIONS,
    **raw_comparisons_zoomdata.RELATIONS,
    **raw_comparisons_liblab.RELATIONS,
    **raw_comparisons_people.RELATIONS,
}
COMPARISONS: list[Comparison] = [
    *raw_comparisons_clutch.COMPARISONS,
    *raw_comparisons_amundsen.COMPARISONS,
    *raw_comparisons_datagrok.COMPARISONS,
    *raw_comparisons_datagrok_actions.COMPARISONS,
    *raw_comparisons_zoomdata.COMPARISONS,
    *raw_comparisons_liblab.COMPARISONS,
    *raw_comparisons_people.COMPARISONS,
]
# The text as JSON, null where it is none.
DOCUMENT = {
    "duckdb": """
        create macro document(content) as
            case when json_valid(content) then cast(content as json) end
    """,
    "postgres": """
        create function document(content text) returns jsonb language sql immutable as
            'select case when pg_input_is_valid(content, ''jsonb'') then content::jsonb end'
    """,
}


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], Warehouse]:
    """A warehouse of each engine with all systems' simulated logs, and its marts."""

    def job(warehouse: Warehouse) -> Warehouse:
        if isinstance(warehouse, PostgresWarehouse):
            restore_datagrok(warehouse)
            warehouse.footfall(
                *("simulate", *SIZE, "--systems", "clutch,amundsen,zoomdata,liblab,employees")
            )
        else:
            warehouse.footfall("simulate", *SIZE)
        for table, rows in REPEATED.items():
            warehouse.execute(f"insert into {table} select * from {table} where {rows}")
        warehouse.build(VARS)
        read_by_hand(warehouse)
        return warehouse

    return on_engines(job)


def read_by_hand(warehouse: Warehouse) -> None:
    """Keep what several comparisons read of the raw tables in relations of their own."""
    warehouse.execute(DOCUMENT[warehouse.engine])
    warehouse.execute("create schema by_hand")
    for name, sql in RELATIONS.items():
        warehouse.execute(f"create table by_hand.{name} as {sql}")


def restore_datagrok(warehouse: PostgresWarehouse) -> None:
    """Make Datagrok's own tables, with uuids and foreign keys, and fill them from files."""
    folder = warehouse.folder / "simulated"
    warehouse.footfall("simulate", *SIZE, "--systems", "datagrok", "--out", str(folder))
    tables = (DATA / "datagrok.sql").read_text()
    warehouse.execute(f"create schema datagrok; set search_path = datagrok; {tables}")
    # Values point at events.
    for table in sorted(TABLES, key=lambda table: table.name == "event_parameter_values"):
        names = table.columns.names
        records = _records(folder / f"datagrok_{table.name}.jsonl")
        rows = [[record[name] for name in names] for record in records]
        # The table is there already: only the names of the columns matter here.
        warehouse.load_rows("datagrok", table.name, dict.fromkeys(names, "text"), rows)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _rows(warehouse: Warehouse, sql: str) -> list[Row]:
    return [tuple(map(normal, row)) for row in warehouse.query(sql)]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda comparison: comparison.name)
@pytest.mark.parametrize("engine", ENGINES)
def test_models_say_what_the_raw_rows_say(
    engine: str, comparison: Comparison, built_on: Callable[[str], Warehouse]
) -> None:
    warehouse = built_on(engine)
    raw, mart = _rows(warehouse, comparison.raw), _rows(warehouse, comparison.mart)
    assert raw, "a comparison of nothing proves nothing"
    assert any(value for row in raw for value in row)
    columns = [str(place) for place, _ in enumerate(raw[0], 1)]
    assert_same_rows(mart, raw, columns, comparison.name)


def test_postgres_reads_a_real_datagrok_database(built_on: Callable[[str], Warehouse]) -> None:
    """What is compared there is of real uuids and times, with foreign keys between the tables."""
    columns = built_on("postgres").columns("datagrok.events")
    assert columns["id"] == columns["session_id"] == "uuid"
    assert columns["event_time"] == "timestamp"


def test_no_column_of_postgres_has_a_collation_of_its_own(
    built_on: Callable[[str], Warehouse],
) -> None:
    """One of byte order would leave ``lower()`` with ASCII alone."""
    odd = built_on("postgres").query(
        "select attrelid::regclass, attname, collname from pg_attribute "
        "inner join pg_class on pg_class.oid = attrelid "
        "inner join pg_collation on pg_collation.oid = attcollation "
        "where relnamespace::regnamespace::text in ('staging', 'intermediate', 'marts', 'audit') "
        "and relkind in ('r', 'v') and collname <> 'default'"
    )
    assert odd == []


def test_comparisons_have_names_of_their_own() -> None:
    names = {comparison.name for comparison in COMPARISONS}
    assert len(names) == len(COMPARISONS) >= 60
