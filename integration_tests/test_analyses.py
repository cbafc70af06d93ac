"""Every analysis runs on the demo's logs, and has something to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

ANALYSES = sorted(path.stem for path in (REPOSITORY / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def rows_on(on_engines: OnEngines) -> Callable[[str], dict[str, list[tuple[Any, ...]]]]:
    """The rows of each analysis, by its name."""

    def job(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
        warehouse.footfall("simulate")
        warehouse.build({})
        warehouse.dbt("compile", "--select", "resource_type:analysis", "--write-json")
        manifest = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
        return {
            node["name"]: warehouse.query(node["compiled_code"])
            for node in manifest["nodes"].values()
            if node["resource_type"] == "analysis"
        }

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("analysis", ANALYSES)
def test_analysis_returns_rows(
    analysis: str, engine: str, rows_on: Callable[[str], dict[str, list[tuple[Any, ...]]]]
) -> None:
    rows = rows_on(engine)[analysis]
    assert rows
    assert any(value is not None for value in rows[0])


def test_every_analysis_is_explained() -> None:
    described = yaml.safe_load((REPOSITORY / "analyses" / "_analyses.yml").read_text())
    explained = {
        analysis["name"] for analysis in described["analyses"] if len(analysis["description"]) > 100
    }
    assert explained == set(ANALYSES)
    assert len(ANALYSES) >= 10
