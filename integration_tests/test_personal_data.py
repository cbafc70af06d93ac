"""What holds personal data says so in YAML, and nothing of it reaches a door without a treatment.

All that is asked here stands in the manifest and in the models' files: nothing is built.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY
from integration_tests.raw_fields import (
    DOCUMENTS,
    HARMLESS,
    RawField,
    dictionaries,
    listed_fields,
    named_columns,
    named_paths,
    opened_dictionaries,
    staging_code,
)

Manifest = Mapping[str, Any]
DOORS = ("marts", "audit")
# Columns whose treatment is none of the policy, and why.
EXCEPTIONS = {
    "dim_users.user_label": "the var user_labels says whether it is a pseudonym or a name.",
}
CUSTOM_SOURCE = {
    **{"name": "wiki", "table": "events", "time": "at", "actor": "who", "action": "what"},
    "details": ["why"],
}


class Column(NamedTuple):
    """A column of a model, with what YAML says of it."""

    model: str
    name: str
    meta: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.model}.{self.name}"


@pytest.fixture(scope="module")
def manifest(new_warehouse: WarehouseFactory) -> Manifest:
    warehouse = new_warehouse("duckdb")
    warehouse.dbt(
        "parse", "--write-json", vars={"custom_sources": [CUSTOM_SOURCE]}, project=REPOSITORY
    )
    text = (warehouse.folder / "target" / "manifest.json").read_text(encoding="utf-8")
    parsed: Manifest = json.loads(text)
    return parsed


def policy() -> dict[tuple[str, str], str]:
    """The treatment by class and door."""
    with (REPOSITORY / "seeds" / "redaction_policy.csv").open(encoding="utf-8", newline="") as file:
        return {(row["class"], row["door"]): row["treatment"] for row in csv.DictReader(file)}


def test_policy_knows_every_class_at_both_doors() -> None:
    classes = {name for name, _ in policy()}
    assert set(policy()) == {(name, door) for name in classes for door in DOORS}
    macro = (REPOSITORY / "macros" / "redaction" / "redact.sql").read_text(encoding="utf-8")
    (listed,) = re.findall(r"macro redaction_classes.*?return\(\[(.*?)\]\)", macro, re.DOTALL)
    assert set(re.findall(r"'(\w+)'", listed)) == classes


def test_classes_are_those_of_the_policy(manifest: Manifest) -> None:
    classes = {name for name, _ in policy()}
    named = {
        f"{node['name']}.{name}": _meta(column)["pii"]
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        for name, column in node.get("columns", {}).items()
        if "pii" in _meta(column)
    }
    assert len(named) > 400
    assert {where: kind for where, kind in named.items() if kind not in classes} == {}


def test_every_class_at_a_door_is_treated(manifest: Manifest) -> None:
    untreated = [
        str(column)
        for door in DOORS
        for column in _door_columns(manifest, door)
        if "pii" in column.meta
        and str(column) not in EXCEPTIONS
        and not _is_treated(manifest, column, door)
    ]
    assert untreated == []


def test_what_a_door_reads_of_a_class_keeps_it(manifest: Manifest) -> None:
    """A column called like one that holds personal data, in a model beneath, is such a column."""
    by_id = manifest["nodes"]
    classless = set()
    for door in DOORS:
        for column in _door_columns(manifest, door):
            node = _model(manifest, column.model)
            beneath = [by_id[key] for key in node["depends_on"].get("nodes", []) if key in by_id]
            is_classed = any(
                "pii" in _meta(parent["columns"].get(column.name, {}))
                for parent in beneath
                if parent["name"] != "int_redaction_policy"
            )
            if is_classed and "pii" not in column.meta:
                classless.add(str(column))
    assert classless == set()


def test_staging_names_no_raw_field_that_yaml_does_not(manifest: Manifest) -> None:
    listed = listed_fields(manifest)
    unlisted = {
        (model, *field)
        for model, code in staging_code(REPOSITORY).items()
        for field in [*named_columns(code), *named_paths(model, code)]
        if field not in listed
    }
    assert unlisted == set()
    classes = {name for name, _ in policy()} | {HARMLESS}
    assert {field: kind for field, kind in listed.items() if kind not in classes} == {}


def test_yaml_lists_no_raw_field_that_staging_does_not_name(manifest: Manifest) -> None:
    named: set[RawField] = set()
    for model, code in staging_code(REPOSITORY).items():
        named |= {*named_columns(code), *named_paths(model, code)}
    assert {field for field in listed_fields(manifest) if field not in named} == set()


def test_every_dictionary_of_a_document_is_looked_at() -> None:
    """Whoever opens a document by another dictionary adds it to ``DOCUMENTS``."""
    codes = staging_code(REPOSITORY)
    opened = {(model, name) for model, code in codes.items() for name in opened_dictionaries(code)}
    assert opened
    assert opened <= set(DOCUMENTS)
    assert {key for key in DOCUMENTS if key[1] not in dictionaries(codes[key[0]])} == set()


def _door_columns(manifest: Manifest, door: str) -> Iterator[Column]:
    for node in manifest["nodes"].values():
        folders = node["fqn"]
        is_audit = "audit" in folders
        is_mart = node["resource_type"] == "model" and "marts" in folders
        if is_mart and is_audit == (door == "audit"):
            for name, column in node["columns"].items():
                yield Column(node["name"], name, _meta(column))


def _is_treated(manifest: Manifest, column: Column, door: str) -> bool:
    """Whether the SQL that YAML names, else the column's own, redacts it for this door."""
    where = str(column.meta.get("redacted_in", column))
    model, name = where.split(".")
    if model != column.model and model not in _ancestors(manifest, column.model):
        return False
    if where in EXCEPTIONS:
        return True
    code = str(_model(manifest, model)["raw_code"])
    kind = column.meta["pii"]
    # What readers may see, administrators may.
    doors = "|".join({door, "marts"})
    calls = rf"redact\(\s*'(?:\w+\.)?{name}',\s*'{kind}',\s*'(?:{doors})'\s*\)"
    pseudonym = rf"pseudonym\([^}}]*\)\s*}}}}\s+as {name}\b"
    return bool(re.search(calls, code) or (kind == "user_id" and re.search(pseudonym, code)))


def _ancestors(manifest: Manifest, model: str) -> set[str]:
    found: set[str] = set()
    waiting = [_model(manifest, model)]
    while waiting:
        for key in waiting.pop()["depends_on"].get("nodes", []):
            node = manifest["nodes"].get(key)
            if node is not None and node["name"] not in found and "depends_on" in node:
                found.add(node["name"])
                waiting.append(node)
    return found


def _model(manifest: Manifest, name: str) -> Mapping[str, Any]:
    node: Mapping[str, Any] = manifest["nodes"][f"model.footfall.{name}"]
    return node


def _meta(column: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = column.get("config", {}).get("meta") or column.get("meta") or {}
    return meta
