"""Keeps the loaded logs as sources of the dbt project, so that dbt knows how fresh they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from footfall.errors import yaml_fault
from footfall.logs.loading import LogTable
from footfall.warehouse import PROJECT_FILE

FILE_NAME = "footfall_logs.yml"
# by which macros tell these sources from others
MARK = "footfall_log"
_HEADER = """\
# `footfall load log` adds the tables that it loads. What it finds here it leaves: change the limits
# of freshness as you like. Comments are not kept.
"""
_FRESHNESS = {
    "warn_after": {"count": 72, "period": "hour"},
    "error_after": {"count": 168, "period": "hour"},
}
_COLUMNS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("record", "One JSON object, as it stood in the log.", {"pii": "json_body"}),
    ("file_name", "The file or the table that it was read from.", {"pii": "file_path"}),
    ("line_number", "Its line in the file, or its number there, from 1.", {}),
    ("record_hash", "SHA-256 of the record's text. A record is there once.", {}),
    ("loaded_at", "When the load began that brought it, UTC.", {}),
)


def note_source(project: Path, table: LogTable) -> str:
    """Add a table to the sources of a project, unless it is there; gives a sentence about it.

    The sentence is empty where nothing has changed. The file is written as a whole. What keeps it
    from being written is in the sentence: the rows are loaded all the same.
    """
    folders = _model_folders(project)
    path = folders[0] / FILE_NAME
    if declared := _declared_in(folders, table):
        return "" if declared == path else f"{declared} has the source {table}: it is left as it is"
    try:
        document = _read(path) if path.exists() else {"version": 2, "sources": []}
        if not _add(document, table):
            return f"{path} is left as it is: it has no list of sources"
        folders[0].mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(".yml.new")
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
        written.write_text(_HEADER + text, encoding="utf-8")
        written.replace(path)
    except yaml.YAMLError as error:
        return f"{path} is left as it is: {yaml_fault(error)}"
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}"
    return f"{path} has the source {table} now: dbt source freshness looks at it"


def _add(document: Any, table: LogTable) -> bool:
    """Whether a document has a list of sources, to which the table is added."""
    if not isinstance(document, dict) or not isinstance(document.get("sources"), list):
        return False
    sources = document["sources"]
    source = next((each for each in _mappings(sources) if each.get("name") == table.schema), None)
    if source is None:
        source = {
            "name": table.schema,
            "description": f"The log {table.schema}, loaded as it is.",
            "tables": [],
        }
        sources.append(source)
    source.setdefault("tables", []).append(_described(table))
    return True


def _described(table: LogTable) -> dict[str, Any]:
    columns = [
        {"name": name, "description": text} | ({"config": {"meta": meta}} if meta else {})
        for name, text, meta in _COLUMNS
    ]
    return {
        "name": table.name,
        "description": "Records of the log, each as the text of a JSON object.",
        "config": {
            "meta": {MARK: True},
            "loaded_at_field": "loaded_at",
            "freshness": {name: dict(limit) for name, limit in _FRESHNESS.items()},
        },
        "columns": columns,
    }


def _declared_in(folders: list[Path], table: LogTable) -> Path | None:
    """The YAML file of the project that has the source already: dbt takes no second one."""
    for folder in folders:
        for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
            try:
                document = _read(path)
            except (OSError, yaml.YAMLError):
                continue
            for source in _mappings(document.get("sources") if isinstance(document, dict) else []):
                names = [each.get("name") for each in _mappings(source.get("tables"))]
                if source.get("name") == table.schema and table.name in names:
                    return path
    return None


def _mappings(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _model_folders(project: Path) -> list[Path]:
    document = _read(project / PROJECT_FILE)
    names = document.get("model-paths") or ["models"]
    return [project / str(name) for name in names]


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
