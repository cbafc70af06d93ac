"""Nothing that the project builds, and no macro, goes without a description."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY


@pytest.fixture(scope="module")
def artifacts(new_warehouse: WarehouseFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """What dbt knows of the project, and what stands in the warehouse: manifest and catalog."""
    warehouse = new_warehouse("duckdb")
    warehouse.footfall("simulate", "--days", "2", "--users", "3")
    warehouse.build({})
    warehouse.dbt("docs", "generate", "--write-json", project=REPOSITORY)
    target = warehouse.folder / "target"
    return (
        json.loads((target / "manifest.json").read_text()),
        json.loads((target / "catalog.json").read_text()),
    )


def test_every_column_is_described(artifacts: tuple[dict[str, Any], dict[str, Any]]) -> None:
    manifest, catalog = artifacts
    relations = [
        node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")
    ]
    assert len(relations) > 100
    for relation in relations:
        assert relation["description"], relation["unique_id"]
        built = {column.lower() for column in catalog["nodes"][relation["unique_id"]]["columns"]}
        described = {
            name.lower() for name, column in relation["columns"].items() if column["description"]
        }
        assert described == built, relation["unique_id"]


def test_every_macro_is_described(artifacts: tuple[dict[str, Any], dict[str, Any]]) -> None:
    manifest, _ = artifacts
    # What stands behind `engine__` is described with the macro that dispatches to it.
    undescribed = [
        macro["name"]
        for macro in manifest["macros"].values()
        if macro["package_name"] == "footfall"
        and not macro["description"]
        and "__" not in macro["name"]
        and not macro["name"].startswith("test_")
    ]
    assert undescribed == []
