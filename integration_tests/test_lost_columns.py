"""A column of a base model's SQL that its YAML lacks stops the build, for it would be lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.raw_rows import amundsen_row


@pytest.fixture(scope="module")
def output_on(on_engines: OnEngines) -> Callable[[str], str]:
    """What a build prints after somebody has added columns to SQL alone."""

    def job(warehouse: Warehouse) -> str:
        project = copy_project(warehouse.folder / "project", with_tests=False)
        folder = project / "models" / "staging" / "amundsen" / "base"
        path = folder / "base_amundsen__user_actions.sql"
        sql = path.read_text(encoding="utf-8")
        assert sql.count("        , has_result\n        , status_code\n") == 1
        path.write_text(
            sql.replace(
                "        , has_result\n        , status_code\n",
                "        , has_result\n        , 'x' as forgotten\n        , status_code\n",
            ),
            encoding="utf-8",
        )
        warehouse.load_amundsen([amundsen_row(1_772_359_200_000)])
        select = ("build", "--select", "+base_amundsen__user_actions")
        variables = {"enabled_systems": ["amundsen"], "as_of_date": "2026-03-31"}
        result = warehouse.dbt(*select, vars=variables, check=False, project=project)
        assert result.returncode != 0
        return re.sub(r"\s+", " ", result.output)

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
def test_column_that_the_yaml_lacks_stops_the_build(
    output_on: Callable[[str], str], engine: str
) -> None:
    for part in ("base_amundsen__user_actions", "'forgotten'", "_base_amundsen__models.yml"):
        assert part in output_on(engine)
