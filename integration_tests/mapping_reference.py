"""Writes the reference of mappings and the JSON Schema, from the definition that validates them.

``python -m integration_tests.mapping_reference`` writes both into ``docs``; a test holds them
together.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from integration_tests.project_copies import REPOSITORY

DEFINITION = REPOSITORY / "macros" / "custom_sources" / "mapping_definition.sql"
REFERENCE = REPOSITORY / "docs" / "custom_sources_reference.md"
SCHEMA = REPOSITORY / "docs" / "custom_sources.schema.json"

Definition = dict[str, dict[str, dict[str, Any]]]

TITLES = {
    "source": (
        "A source",
        "An entry of the var `custom_sources`. It needs `time`, `actor` and `action`.",
    ),
    "expression": (
        "A value",
        "The name of a column or a key, or a mapping with one of `column`, `value`, `first`,"
        " `join`, `template`, `case`, `last`; `regex` and `map` change what that gives.",
    ),
    "time": ("time", "Beside the keys of a value."),
    "duration": ("duration", "Beside the keys of a value; or `from` and `to`."),
    "outcome": ("outcome", "Beside the keys of a value. A value may be a matcher."),
    "actor": (
        "actor",
        "A value, or what names one account. Of `id`, `login`, `email`, `name` the first that a row"
        " has is the user; all are names of one person.",
    ),
    "detail": ("details", "Beside the keys of a value."),
    "each": ("each", "The name of the list alone will do."),
    "lookup": ("lookups", "By the name that other keys use."),
    "records": (
        "records",
        "Without it the record that knows the outcome wins, else the earliest; what the winner"
        " lacks the others say.",
    ),
    "objects": ("objects", "Keys are those of an element."),
    "case": ("case", ""),
    "matcher": (
        "A matcher",
        "What a value has to be: a text or number, `2xx`, `null` (missing or empty), a list of"
        " these, or a mapping.",
    ),
    "condition": (
        "A condition",
        "Names with their matchers, all of which have to fit; or a mapping with `all`, `any`,"
        " `not`; or a list, which is `all`. It is true or false, never unknown.",
    ),
}


def definition() -> Definition:
    """What a mapping can say: shape, key, and `is`, `means`, `example` of it."""
    text = DEFINITION.read_text(encoding="utf-8")
    found = re.search(r"{% set definition %}(.*?){% endset %}", text, re.DOTALL)
    assert found
    read: Definition = yaml.safe_load(found.group(1))
    return read


def reference(shapes: Definition) -> str:
    """The page: a table of keys for each shape, each with an example."""
    lines = [
        "# What a mapping can say",
        "",
        "Every key of [`custom_sources`](custom_sources.md), with an example. Written from",
        "the definition that checks a mapping; editors that know JSON Schema take",
        "[custom_sources.schema.json](custom_sources.schema.json).",
        "",
    ]
    for shape, keys in shapes.items():
        title, about = TITLES[shape]
        lines += [f"## {title}", ""]
        lines += [about, ""] if about else []
        lines += ["| key | value | meaning | example |", "| --- | --- | --- | --- |"]
        for key, rule in keys.items():
            example = yaml.safe_dump(
                rule["example"],
                default_flow_style=True,
                sort_keys=False,
                width=10_000,
                allow_unicode=True,
            )
            cells = (f"`{key}`", rule["is"], rule["means"], f"`{example.strip()}`")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def schema(shapes: Definition) -> dict[str, Any]:
    """The JSON Schema of the var."""
    definitions = {shape: _object(keys) for shape, keys in shapes.items()}
    for shape in ("time", "duration", "outcome", "detail"):
        definitions[shape] = _object(shapes["expression"] | shapes[shape])
    definitions["condition"] = {
        "oneOf": [{"type": "object"}, {"type": "array", "items": {"$ref": "#/$defs/condition"}}]
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "footfall custom_sources",
        "type": "array",
        "items": {"$ref": "#/$defs/source"},
        "$defs": definitions,
    }


def _object(keys: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: {"description": rule["means"]} | _kind(rule["is"]) for key, rule in keys.items()
        },
    }


def _kind(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of value."""
    scalar: dict[str, Any] = {"type": ["string", "number", "boolean"]}
    if kind.startswith("list of "):
        return {"type": "array", "items": _kind(kind[8:]), "minItems": 1}
    if " by " in kind:
        return {"type": "object", "additionalProperties": _kind(kind.split(" by ")[0])}
    either = {
        "expression": ["expression"],
        "time": ["time"],
        "duration": ["duration"],
        "outcome": ["outcome"],
        "detail": ["detail"],
        "actor": ["actor", "expression"],
        "each": ["each"],
        "text or expression": ["expression"],
    }
    if kind in either:
        references = [{"$ref": f"#/$defs/{name}"} for name in either[kind]]
        parts = {"type": "array", "items": {"anyOf": [scalar, {"$ref": "#/$defs/expression"}]}}
        return {"anyOf": [scalar, *references, *([parts] if kind == "expression" else [])]}
    if kind in ("table", "lookup", "records", "objects", "case"):
        return {"$ref": f"#/$defs/{'source' if kind == 'table' else kind}"}
    if kind == "condition":
        return {"$ref": "#/$defs/condition"}
    if kind in ("matcher", "winner", "key or value"):
        return {}
    fixed: dict[str, dict[str, Any]] = {
        "unit": {"enum": ["s", "ms", "us", "ns"]},
        "outcome word": {"enum": ["succeeded", "failed", "denied", "unknown"]},
        "elapsed": {"enum": ["elapsed"]},
        "boolean": {"type": "boolean"},
        "number": {"type": "number"},
        "texts": {"type": "array", "items": scalar},
        "text or texts": {"anyOf": [scalar, {"type": "array", "items": scalar}]},
        "path": {"type": ["array", "string", "integer"]},
        "regex": {"type": "string"},
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "pack": {"type": "string"},
        "timezone": {"type": "string"},
    }
    return fixed.get(kind, scalar)


def main() -> None:
    """Write the page and the schema."""
    shapes = definition()
    REFERENCE.write_text(reference(shapes), encoding="utf-8")
    SCHEMA.write_text(
        json.dumps(schema(shapes), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
