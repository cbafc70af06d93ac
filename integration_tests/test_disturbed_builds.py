"""Builds that are killed, or run twice at once, end in what one undisturbed build gives."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.depth import by_depth
from integration_tests.disturbed_builds import (
    ROUNDS,
    VARS,
    Round,
    TinyLog,
    build_in_rounds,
    build_twice_at_once,
    erase_and_kill,
)
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY, project_without_tests
from integration_tests.tables import assert_same_tables
from integration_tests.warm_dbt import warm_dbt

# By round; the first round builds all, the others a changed day.
KILLS = {
    "duckdb": by_depth((1, 1), (4, 2, 2, 2, 2)),
    "postgres": by_depth((1, 1), (3, 2, 1, 1, 1)),
}
# What a run says that finds another one at work.
COMPLAINTS = {"duckdb": "Could not set lock on file", "postgres": "footfall: another run, begun at"}

# As a whole and from raw tables, or from files, so by every run; and on PostgreSQL the view of one.
SEEDS = {path.stem for path in (REPOSITORY / "seeds").glob("*.csv")}
EMPLOYEES = {"stg_hr__employees", "int_current_employees", "int_employee_history"}
BUILT_ANEW = {"reconciliation", *EMPLOYEES, *SEEDS}


@dataclass(frozen=True)
class Builds:
    """The same rounds undisturbed, with runs killed, and with two runs at once.

    ``erasure`` is what one said beside a run, ``statements_after_kill`` what a server still works
    at for a client that is dead.
    """

    undisturbed: list[Round]
    killed: list[Round]
    together: list[Round]
    complaints: list[str]
    erasure: str
    statements_after_kill: int


@pytest.fixture(scope="module")
def builds_on(on_engines: OnEngines, progress: Callable[[str], None]) -> Callable[[str], Builds]:
    seed = int(os.environ.get("FOOTFALL_TEST_SEED", random.randrange(10**6)))
    progress(f"runs are killed at moments by FOOTFALL_TEST_SEED={seed}")

    def job(warehouse: Warehouse) -> Builds:
        log = TinyLog(warehouse)
        with warm_dbt(warehouse, project_without_tests(), VARS) as dbt:
            undisturbed = build_in_rounds(log, dbt)
            seconds = [each.seconds for each in undisturbed]
            killed = build_in_rounds(log, dbt, KILLS[warehouse.engine], seconds, seed)
            together, complaints = build_twice_at_once(log, dbt)
            erasure, statements = "", 0
            if isinstance(warehouse, PostgresWarehouse):
                erasure, statements = erase_and_kill(warehouse, dbt)
        return Builds(undisturbed, killed, together, complaints, erasure, statements)

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_round_changes_the_facts(builds_on: Callable[[str], Builds], engine: str) -> None:
    facts = [each.tables["fct_activities"].rows for each in builds_on(engine).undisturbed]
    assert all(facts[number] != facts[number + 1] for number in range(ROUNDS - 1))


@pytest.mark.parametrize("engine", ENGINES)
def test_killed_runs_are_made_good(builds_on: Callable[[str], Builds], engine: str) -> None:
    built = builds_on(engine)
    assert_same_rounds(built.killed, built.undisturbed, f"killed on {engine}")


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_runs_one_stops_or_waits(builds_on: Callable[[str], Builds], engine: str) -> None:
    built = builds_on(engine)
    assert_same_rounds(built.together, built.undisturbed[:2], f"two runs on {engine}")
    assert len(built.complaints) == 2
    for complaint in built.complaints:
        assert COMPLAINTS[engine] in complaint, complaint


def test_nobody_is_erased_beside_a_run(builds_on: Callable[[str], Builds]) -> None:
    assert COMPLAINTS["postgres"] in builds_on("postgres").erasure


def test_server_does_not_work_for_the_dead(builds_on: Callable[[str], Builds]) -> None:
    assert builds_on("postgres").statements_after_kill == 0


def assert_same_rounds(actual: Sequence[Round], expected: Sequence[Round], about: str) -> None:
    """Compare tables, and that nothing is left to rebuild or to clear away.

    Raises:
        AssertionError: if rounds differ.
    """
    for number, (disturbed, undisturbed) in enumerate(zip(actual, expected, strict=True)):
        assert_same_tables(disturbed.tables, undisturbed.tables, f"{about}, round {number}")
        assert disturbed.relations == undisturbed.relations
        assert disturbed.rebuilt <= BUILT_ANEW
