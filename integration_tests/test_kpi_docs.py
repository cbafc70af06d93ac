"""The page of the KPIs is what is generated from the docs blocks of the marts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from docs.generate_kpis import COMMAND, PAGE, marts, render
from integration_tests.conftest import WarehouseFactory


@pytest.fixture(scope="module")
def manifest(new_warehouse: WarehouseFactory) -> dict[str, Any]:
    """What ``dbt parse`` knows of the project; nothing is built."""
    warehouse = new_warehouse("duckdb")
    warehouse.dbt("parse", "--write-json")
    found: dict[str, Any] = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    return found


def test_page_is_what_is_generated_now(manifest: dict[str, Any]) -> None:
    is_current = PAGE.read_text(encoding="utf-8") == render(manifest)
    assert is_current, f"docs/kpis.md is not what the models say: run `{COMMAND}`"


def test_every_mart_says_what_it_counts(manifest: dict[str, Any]) -> None:
    found = marts(manifest)
    assert len(found) > 30
    for mart in found:
        # What the docs block of the same name says, and nothing else.
        block = manifest["docs"].get(f"doc.footfall.{mart['name']}")
        assert block, f"{mart['name']} has no docs block"
        assert mart["description"].strip() == block["block_contents"].strip(), mart["name"]
        assert "**Formula**" in block["block_contents"], mart["name"]
