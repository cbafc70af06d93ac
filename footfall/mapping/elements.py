"""Lists in records whose elements are the activities: `each` of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from footfall.mapping.candidates import action_score, ranked
from footfall.mapping.names import Path, words_of
from footfall.mapping.profiling import Fields, profile

_LISTS = {"event", "events", "activities", "activity", "actions", "operations", "entries", "logs"}
_NO_LISTS = {"parameters", "params", "properties", "labels", "headers", "tags", "target", "targets"}
# a field of an element must be so much more of an action than any outside
_AHEAD = 1.0


def find_each(fields: Fields, is_loaded: bool) -> tuple[Path, str] | None:
    """The list whose elements are rows, and what an element is called; none where records are."""
    outside = [each for each in fields.profiles.values() if 0 not in each.path]
    best = ranked(outside, action_score, enough=0.0)[:1]
    reached = best[0].score if best else 0.0
    found = []
    for path in fields.lists:
        words = set(words_of(path))
        if any(not isinstance(step, str) for step in path) or words & _NO_LISTS:
            continue
        is_named = bool(words & _LISTS)
        if not is_named:
            continue
        alias = _alias(path, fields.records)
        inner = profile(expanded(fields.records, path, alias), is_loaded)
        own = [each for each in inner.profiles.values() if each.path[0] == alias]
        actions = ranked(own, action_score, enough=0.0)[:1]
        if actions and actions[0].score > reached + _AHEAD:
            found.append((-actions[0].score, len(path), str(path), path, alias))
    if not found:
        return None
    _, _, _, path, alias = min(found, key=lambda each: each[:3])
    return path, alias


def expanded(records: Sequence[dict[str, Any]], path: Path, alias: str) -> list[dict[str, Any]]:
    """A row for each element of a list, with the record's other fields beside it."""
    rows = []
    for record in records:
        elements = value_at(record, path)
        for element in elements if isinstance(elements, list) else ():
            rows.append({alias: element} | _without(record, path))
    return rows


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path of a record."""
    for step in path:
        if isinstance(step, tuple):
            key, wanted = step
            among = value if isinstance(value, list) else []
            value = next(
                (each for each in among if isinstance(each, dict) and each.get(key) == wanted), None
            )
        elif isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _without(record: dict[str, Any], path: Path) -> dict[str, Any]:
    first = path[0]
    if len(path) == 1:
        return {key: value for key, value in record.items() if key != first}
    return {
        key: _without(value, path[1:]) if key == first and isinstance(value, dict) else value
        for key, value in record.items()
    }


def _alias(path: Path, records: Sequence[dict[str, Any]]) -> str:
    last = str(path[-1]).lower()
    single = last[:-3] + "y" if last.endswith("ies") else last.removesuffix("s")
    taken = {key.lower() for record in records for key in record}
    choices = (single, "element", "entry", "of_list", "element_of_list")
    return next(each for each in choices if each.isidentifier() and each not in taken)
