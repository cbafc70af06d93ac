"""Every mart of generated logs equals the oracle's, row for row.

The models are compiled once for each of the settings; then log after log takes the place of the
raw rows, and the models' own SQL runs on it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from integration_tests.company import fill_seeds, load_table
from integration_tests.compiled_models import (
    CompiledModels,
    Transaction,
    append_rows,
    compile_models,
    undone,
)
from integration_tests.conftest import WarehouseFactory
from integration_tests.depth import by_depth
from integration_tests.oracle_cases import on_engines
from integration_tests.oracle_comparison import assert_marts_match, oracle_of
from integration_tests.oracle_contract import CONTRACT
from integration_tests.oracle_frames import Settings
from integration_tests.oracle_logs import FUNNELS, SETTINGS, random_log
from integration_tests.oracle_sources import (
    COMPANY_VOCABULARY,
    RAW_COLUMNS,
    variables,
)
from integration_tests.project_copies import copy_project
from integration_tests.tables import Row, Table, normal

# What the oracle counts without knowing Amundsen's records.
MARTS = tuple(
    mart
    for mart in CONTRACT
    if not mart.startswith(("top_tables", "top_search", "search_", "metadata_"))
)
FACT_COLUMNS = ("activity_id", "system", "source_event_id")
# What was logged has no words of what went wrong.
IGNORED = {"errors_daily": ["error_group"]}
# Logs by engine, for each of the settings.
LOGS = {"duckdb": by_depth(4, 150), "postgres": by_depth(2, 30)}
# The settings by engine: compiling takes long.
TRIED = {"duckdb": SETTINGS, "postgres": by_depth(SETTINGS[1:3], SETTINGS)}


@dataclass(frozen=True)
class Marts:
    """The models that lead to the marts, compiled for some settings."""

    settings: Settings
    models: CompiledModels

    def of(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, Table]:
        """The marts of raw rows, and of the facts what says which activity is which."""
        with undone(self.models.warehouse) as transaction:
            for relation, columns in RAW_COLUMNS.items():
                append_rows(transaction, relation, columns, rows[relation])
            self.models.build(transaction)
            wanted = {mart: tuple(CONTRACT[mart]) for mart in MARTS}
            return {
                mart: _read(transaction, mart, columns)
                for mart, columns in (wanted | {"fct_activities": FACT_COLUMNS}).items()
            }


@pytest.fixture(scope="module")
def compiled(
    new_warehouse: WarehouseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Settings], Marts]:
    """The marts' models on an engine, compiled for some settings; each pair once."""

    @functools.cache
    def compile_for(engine: str, settings: Settings) -> Marts:
        project = copy_project(tmp_path_factory.mktemp("project"), with_tests=False)
        funnels = [[value or None for value in row.values()] for row in FUNNELS]
        fill_seeds(project, {"company_activity_vocabulary": COMPANY_VOCABULARY, "funnels": funnels})
        warehouse = new_warehouse(engine)
        warehouse.set_salt()
        for relation, columns in RAW_COLUMNS.items():
            load_table(warehouse, relation, columns)
        names = (*MARTS, "fct_activities")
        models = compile_models(
            warehouse, names, variables(settings), project, has_own_history=True
        )
        return Marts(settings, models)

    return compile_for


@on_engines(TRIED)
def test_marts_equal_the_oracle(
    engine: str, settings: Settings, compiled: Callable[[str, Settings], Marts]
) -> None:
    marts = compiled(engine, settings)
    for seed in range(LOGS[engine]):
        log = random_log(settings, seed)
        built = marts.of(log.raw_rows())
        oracle = oracle_of(log, built["fct_activities"])
        assert_marts_match(built, oracle, f"{engine}, {settings.as_of}, log {seed}", IGNORED)


def _read(transaction: Transaction, mart: str, columns: Sequence[str]) -> Table:
    rows = transaction.run(f"select {', '.join(columns)} from marts.{mart}")
    return Table(
        dict.fromkeys(columns, ""), [tuple(normal(value) for value in row) for row in rows]
    )
