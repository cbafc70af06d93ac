"""Whatever happens to some rows of a log, the run completes, it balances, and the others count.

The raw tables of all systems are spoilt at random: keys dropped, types changed, JSON cut off, rows
repeated, shuffled and invented. The rows that nothing happened to must give the very activities
that they give where they are alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from integration_tests.compiled_models import CompiledModels, Row, compile_models, undone
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.depth import by_depth
from integration_tests.harness import Warehouse
from integration_tests.mutations import (
    Baseline,
    Mutation,
    Spoilt,
    Values,
    mutations,
    replace_rows,
)

END_DATE = "2026-03-05"
VARS = {
    "enabled_systems": ["clutch", "amundsen", "datagrok", "zoomdata", "liblab"],
    "as_of_date": "2026-03-04",
}
# Amundsen's scaffolding is told by the rows around it, and what counts by the scaffolding.
COLUMNS = (
    *("activity_id", "system", "occurred_at", "activity_date", "user_key", "is_person", "action"),
    *("activity_type", "workflow", "object_type", "object_id", "object_name", "outcome"),
    *("duration_ms", "session_key", "correlation_id"),
)
EVENT_TABLES = ("audit_events", "user_actions", "events", "activity_log", "audit_trail")


@dataclass(frozen=True)
class Log:
    """A small log of every system, and the models compiled for it."""

    baseline: Baseline
    models: CompiledModels

    def run(self, rows: Mapping[str, list[Values]]) -> tuple[Counter[Row], dict[str, list[int]]]:
        """The activities of rows; by system the raw rows, and those that nothing explains."""
        with undone(self.models.warehouse) as transaction:
            replace_rows(transaction, self.baseline, rows)
            self.models.build(transaction)
            facts = transaction.run(f"select {', '.join(COLUMNS)} from marts.fct_activities")
            balances = transaction.run(
                "select system, sum(raw_rows), sum(abs(unexplained_rows))"
                " from marts.reconciliation group by system"
            )
        return Counter(facts), {str(row[0]): [int(row[1]), int(row[2])] for row in balances}


@pytest.fixture(scope="module")
def log_on(on_engines: OnEngines) -> Callable[[str], Log]:
    def job(warehouse: Warehouse) -> Log:
        warehouse.set_salt()
        warehouse.footfall("simulate", "--end-date", END_DATE, "--days", "8", "--users", "6")
        baseline = Baseline.take(warehouse)
        models = compile_models(warehouse, ("fct_activities", "reconciliation"), VARS)
        return Log(baseline, models)

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def log(request: pytest.FixtureRequest, log_on: Callable[[str], Log]) -> Log:
    return log_on(str(request.param))


def test_every_system_takes_part(log: Log) -> None:
    facts, balances = log.run(log.baseline.rows)
    assert {row[1] for row in facts} == set(balances) == set(VARS["enabled_systems"])
    assert min(Counter(row[1] for row in facts.elements()).values()) >= 5


# Nothing is shrunk: each try takes seconds, and the mutations of a failure are shown anyway.
@settings(
    max_examples=by_depth(5, 20),
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(happened=mutations())
def test_spoilt_rows_harm_no_others(log: Log, happened: list[Mutation]) -> None:
    spoilt = Spoilt.by(log.baseline, happened)
    facts, balances = log.run(spoilt.mutated)
    for relation, rows in spoilt.mutated.items():
        system, table = relation.split(".")
        if table in EVENT_TABLES:
            assert balances[system] == [len(rows), 0], system
    alone, _ = log.run(spoilt.untouched)
    assert alone - facts == Counter()
