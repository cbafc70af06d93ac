"""The pages that are generated are what the project says now."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from docs import generate_architecture, generate_kpis, generate_licences
from docs.generate_kpis import marts
from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY


@pytest.fixture(scope="module")
def manifest(new_warehouse: WarehouseFactory) -> dict[str, Any]:
    """What ``dbt parse`` knows of the project; nothing is built."""
    warehouse = new_warehouse("duckdb")
    warehouse.dbt("parse", "--write-json")
    found: dict[str, Any] = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    return found


def test_kpis_are_what_the_models_say(manifest: dict[str, Any]) -> None:
    page = generate_kpis.PAGE.read_text(encoding="utf-8")
    is_current = page == generate_kpis.render(manifest)
    assert is_current, f"docs/kpis.md is not what the models say: run `{generate_kpis.COMMAND}`"


def test_drawing_is_the_graph(manifest: dict[str, Any]) -> None:
    page = generate_architecture.PAGE.read_text(encoding="utf-8")
    is_current = page == generate_architecture.render(page, manifest)
    command = generate_architecture.COMMAND
    assert is_current, f"docs/architecture.md does not draw dbt's graph: run `{command}`"
    drawing = generate_architecture.draw(manifest)
    assert "raw_tables --> staging__system_" in drawing
    assert "fct_user_days --> int_scoped_user_days" in drawing
    # A longer way says the same.
    assert "fct_user_days --> marts_engagement" not in drawing


def test_models_that_are_named_exist(manifest: dict[str, Any]) -> None:
    page = generate_architecture.PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:base|stg|int|fct|dim)_\w+)`", page))
    assert len(named) > 8
    assert named <= {node["name"] for node in manifest["nodes"].values()}


def test_every_mart_says_what_it_counts(manifest: dict[str, Any]) -> None:
    found = marts(manifest)
    assert len(found) > 30
    for mart in found:
        # What the docs block of the same name says, and nothing else.
        block = manifest["docs"].get(f"doc.footfall.{mart['name']}")
        assert block, f"{mart['name']} has no docs block"
        assert mart["description"].strip() == block["block_contents"].strip(), mart["name"]
        assert "**Formula**" in block["block_contents"], mart["name"]


def test_licences_are_those_of_what_is_locked() -> None:
    page = generate_licences.PAGE.read_text(encoding="utf-8")
    names = generate_licences.locked_names(REPOSITORY / generate_licences.RUNTIME_LOCK)
    assert len(names) > 50
    table = generate_licences.table(generate_licences.licences_of(names))
    assert table in page, f"docs/licences.md is not of now: run `{generate_licences.COMMAND}`"
    for name in generate_licences.copyleft(generate_licences.listed_licences(page)):
        assert f"- **{name}**: " in page
