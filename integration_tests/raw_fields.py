"""The raw fields that staging models name, read from their SQL, and what YAML says of each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

HARMLESS = "harmless"

# Raw columns that are documents: where SQL has the dictionary of what it reads of them. "paths" has
# a path for each name, "names" the spellings that versions gave to one field, "name" one name.
DOCUMENTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("base_clutch__audit_events", "fields"): ("clutch.audit_events.details", "paths"),
    ("event_days", "response"): ("clutch.audit_events.details", "paths"),
    ("base_amundsen__user_actions", "argument_fields"): (
        "amundsen.user_actions.keyword_args_json",
        "paths",
    ),
    ("base_amundsen__user_actions", "output_fields"): ("amundsen.user_actions.output", "paths"),
    ("base_liblab__audit_trail", "fields"): ("liblab.audit_trail.details", "paths"),
    ("base_zoomdata__activity_log", "texts"): ("zoomdata.activity_log.record", "names"),
    ("base_zoomdata__activity_log", "numbers"): ("zoomdata.activity_log.record", "names"),
    ("base_zoomdata__activity_log", "lists"): ("zoomdata.activity_log.record", "names"),
    ("base_zoomdata__activity_log", "bodies"): ("zoomdata.activity_log.record", "names"),
    ("base_zoomdata__activity_log", "fields"): ("zoomdata.activity_log.record", "paths"),
    ("base_zoomdata__activity_log", "date_fields"): ("zoomdata.activity_log.record", "paths"),
    ("base_zoomdata__raw_rows_by_day", "fields"): ("zoomdata.activity_log.record", "paths"),
    ("base_zoomdata__activity_log", "request_fields"): (
        "zoomdata.activity_log.record.request",
        "paths",
    ),
    ("stg_datagrok__event_parameters", "texts"): (
        "datagrok.event_parameter_values.value",
        "name",
    ),
    ("stg_datagrok__event_parameters", "references"): (
        "datagrok.event_parameter_values.value",
        "name",
    ),
}

_SET = re.compile(r"{%-?\s*set (\w+) = ([\[{].*?)\s*-?%}", re.DOTALL)
_SOURCE = re.compile(r"source\('(\w+)', '(\w+)'\),\s*([\[{]|\w+)")
_OPENED = re.compile(r"json_object\(\s*[^,()]+(?:\([^()]*\))?,\s*(\w+)")


class RawField(NamedTuple):
    """A column of a raw table, or a path in the document that a column is."""

    column: str
    path: str | None


def dictionaries(code: str) -> dict[str, Any]:
    """The literals that a model sets, by their names; those that are no plain literals left out."""
    found = {}
    for name, text in _SET.findall(code):
        try:
            found[name] = ast.literal_eval(text)
        except (SyntaxError, ValueError):
            continue
    return found


def named_columns(code: str) -> Iterator[RawField]:
    """The columns that a model asks of its raw tables, by raw_select and raw_columns."""
    literals = dictionaries(code)
    for match in _SOURCE.finditer(code):
        system, table, given = match.groups()
        names = literals.get(given, ()) if given not in "[{" else _literal(code, match.start(3))
        for name in names:
            yield RawField(f"{system}.{table}.{name}", None)


def named_paths(model: str, code: str) -> Iterator[RawField]:
    """The fields that a model reads of documents."""
    for name, value in dictionaries(code).items():
        if (model, name) not in DOCUMENTS:
            continue
        column, kind = DOCUMENTS[model, name]
        for paths in value.values():
            if kind == "names":
                yield from (RawField(column, path) for path in paths)
            elif kind == "name":
                yield RawField(column, paths)
            else:
                yield RawField(column, "/".join(map(str, paths)))


def opened_dictionaries(code: str) -> set[str]:
    """The names of the dictionaries by which a model opens documents."""
    return set(_OPENED.findall(code))


def listed_fields(manifest: Mapping[str, Any]) -> dict[RawField, str | None]:
    """What YAML says of each raw column and of each field of a document: a class, or harmless.

    A column that is described and has no class is harmless; a field says so.
    """
    listed: dict[RawField, str | None] = {}
    for source in manifest["sources"].values():
        for name, column in source["columns"].items():
            key = f"{source['source_name']}.{source['name']}.{name}"
            meta = column["config"].get("meta") or column.get("meta") or {}
            listed[RawField(key, None)] = meta.get("pii", HARMLESS)
            for path, kind in meta.get("fields", {}).items():
                listed[RawField(key, path)] = kind
            for path, kind in meta.get("request_fields", {}).items():
                listed[RawField(f"{key}.request", path)] = kind
    return listed


def staging_code(repository: Path) -> dict[str, str]:
    """The SQL of each staging model and of their queries of raw rows, by the file's name."""
    paths = sorted((repository / "models" / "staging").rglob("*.sql"))
    paths.append(repository / "macros" / "raw" / "event_days.sql")
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def _literal(code: str, start: int) -> Any:
    """The list or dictionary that begins at a place of the code."""
    depth = 0
    for place in range(start, len(code)):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(code[place], 0)
        if depth == 0:
            return ast.literal_eval(code[start : place + 1])
    raise AssertionError(f"no end of {code[start : start + 40]!r}")
