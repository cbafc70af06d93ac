"""The page and the schema of mappings say what the definition does, and every example is right."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from integration_tests.conftest import WarehouseFactory
from integration_tests.mapping_reference import (
    DEFINITION,
    REFERENCE,
    SCHEMA,
    definition,
    reference,
    schema,
)
from integration_tests.project_copies import REPOSITORY
from integration_tests.test_vars import parse_each

LEAST: dict[str, Any] = {"table": "t", "time": "at", "actor": "who", "action": "what"}


def examples() -> list[dict[str, Any]]:
    """A source for each example of the definition, with the example in its place."""
    sources = []
    for shape, keys in definition().items():
        for key, rule in keys.items():
            given = rule["example"]
            place = {
                "source": given,
                "expression": {"object_id": given},
                "each": {"each": {"list": "events"} | given},
                "lookup": {"lookups": {"x": {"table": "t", "key": "k", "of": "o"} | given}},
                "records": {"records": given},
                "objects": {"objects": {"list": "l", "id": "i"} | given},
                "detail": {"details": [given]},
                "case": {"object_id": {"case": [given]}},
                "matcher": {"where": given},
                "condition": {"where": given},
                "actor": {"actor": {"id": "i"} | given},
            }.get(shape, {shape: given})
            name = place.get("name", f"{shape}_{key}") if shape == "source" else f"{shape}_{key}"
            if key != "use":
                sources.append(LEAST | place | {"name": f"{name}_example"})
    return sources


def test_page_and_schema_are_written_from_the_definition() -> None:
    shapes = definition()
    assert REFERENCE.read_text(encoding="utf-8") == reference(shapes)
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema(shapes)


def test_activity_types_are_those_of_the_seeds() -> None:
    macro = (DEFINITION.parent / "validate_mapping.sql").read_text(encoding="utf-8")
    listed = macro.split("{% macro activity_types() %}")[1].split("{% endmacro %}")[0]
    seeds = yaml.safe_load((REPOSITORY / "seeds" / "_seeds.yml").read_text(encoding="utf-8"))
    (column,) = [
        column
        for seed in seeds["seeds"]
        for column in seed["columns"]
        if (seed["name"], column["name"]) == ("activity_vocabulary", "activity_type")
    ]
    assert (
        re.findall(r"'(\w+)'", listed)
        == column["data_tests"][0]["accepted_values"]["arguments"]["values"]
    )


def test_examples_fit_the_schema_and_a_misspelt_key_does_not() -> None:
    validator = Draft202012Validator(schema(definition()))
    for source in examples():
        assert [error.message for error in validator.iter_errors([source])] == [], source["name"]
    assert not validator.is_valid([LEAST | {"name": "x", "objet_id": "y"}])


def test_dbt_takes_every_example(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    given = ["--project-dir", str(REPOSITORY)]
    (answer,) = parse_each(
        warehouse, [[*given, "--vars", json.dumps({"custom_sources": examples()})]]
    )
    assert answer["success"], answer["message"]
