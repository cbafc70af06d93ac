"""A build that leaves models out rebuilds nothing for that, and nor does the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration_tests.conftest import OnEngines
from integration_tests.days_log import AS_OF
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.warm_dbt import warm_dbt

VARS: dict[str, Any] = {"as_of_date": AS_OF, "enabled_systems": ["amundsen", "clutch"]}
# What is built one after the other, and what is left out of it.
STEPS = {
    "nothing new": (),
    "without views": ("--exclude", "config.materialized:view_if_changed"),
    "after it": (),
    "facts alone": ("--select", "fct_activities"),
    "after them": (),
}


@dataclass
class Builds:
    """Step -> the tables and views that it wrote."""

    written: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def builds_on(on_engines: OnEngines) -> Callable[[str], Builds]:
    def job(warehouse: Warehouse) -> Builds:
        builds = Builds()
        project = copy_project(warehouse.folder / "project", with_tests=False)
        warehouse.footfall(
            "simulate", "--days", "3", "--users", "4", "--systems", "amundsen,clutch"
        )
        with warm_dbt(warehouse, project, VARS) as dbt:
            dbt.run("build")
            for step, selected in STEPS.items():
                [(before,)] = warehouse.query("select max(built_at) from staging.footfall_builds")
                dbt.run("build", *selected)
                builds.written[step] = {
                    str(node)
                    for (node,) in warehouse.query(
                        "select distinct node from staging.footfall_builds "
                        f"where built_at > timestamp '{before}' and node like 'model.%'"
                    )
                }
        return builds

    return on_engines(job)


@pytest.mark.parametrize("engine", ["duckdb"])
@pytest.mark.parametrize("step", [step for step in STEPS if step != "nothing new"])
def test_leaving_models_out_rebuilds_nothing(
    builds_on: Callable[[str], Builds], engine: str, step: str
) -> None:
    written = builds_on(engine).written
    assert written[step] <= written["nothing new"]


@pytest.mark.parametrize("engine", ["duckdb"])
def test_nothing_new_writes_no_view_and_no_fact(
    builds_on: Callable[[str], Builds], engine: str
) -> None:
    written = builds_on(engine).written["nothing new"]
    assert not {node for node in written if ".stg_clutch__" in node or ".fct_" in node}
