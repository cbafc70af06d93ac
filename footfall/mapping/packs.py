"""The mappings that footfall ships, and whether records are of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import footfall
from footfall.mapping.names import path_of, steps_of
from footfall.mapping.profiling import Fields

_MAPPING = re.compile(r"{% set mapping %}\n(.*?){% endset %}", re.DOTALL)
_ENOUGH = 0.6
_LEAST_NAMES = 4
_NEEDED = ("time", "actor", "action")
_EXPRESSIONS = {
    *("event_id", "time", "actor", "action", "object_type", "object_id", "outcome", "duration"),
    *("session_key", "correlation_id", "workflow"),
}
# keys of an expression whose values are expressions
_PARTS = ("join", "parts", "last", "of", "by", "from", "to", "id", "login", "email", "name")


@dataclass(frozen=True)
class Recognised:
    """A pack that records are of. share: of the names in its mapping, those that they have."""

    pack: str
    table: str | None
    share: float
    mapping: Mapping[str, Any]


def package_folder(project: Path | None) -> Path | None:
    """The folder of footfall's dbt package: the project, what it installs, or beside this code."""
    beside = Path(footfall.__file__).resolve().parent.parent
    places = [project, project / "dbt_packages" / "footfall"] if project else []
    for folder in (*places, beside):
        if folder and (folder / "packs").is_dir() and (folder / "seeds").is_dir():
            return folder
    return None


def read_packs(package: Path | None) -> dict[str, dict[str, Any]]:
    """The mappings of the packs."""
    found = {}
    for path in sorted((package / "packs").glob("*/mapping.sql")) if package else ():
        if match := _MAPPING.search(path.read_text(encoding="utf-8")):
            found[path.parent.name] = yaml.safe_load(match[1])
    return found


def recognise(packs: Mapping[str, Mapping[str, Any]], fields: Fields) -> Recognised | None:
    """The pack whose names the records have; none where no pack's are enough of them."""
    known = {".".join(map(str, path)).lower() for path in fields.profiles}
    prefixes = {
        ".".join(map(str, path[:length])).lower()
        for path in fields.profiles
        for length in range(1, len(path) + 1)
    } | known
    found = []
    for pack, mapping in sorted(packs.items()):
        for table in mapping.get("tables") or [{}]:
            whole = {**mapping, **table}
            names = _names(whole, whole, prefixes)
            needed = [_names({key: whole[key]}, whole, prefixes) for key in _NEEDED if key in whole]
            if not all(any(name in prefixes for name in each) or not each for each in needed):
                continue
            share = sum(name in prefixes for name in names) / max(len(names), 1)
            if share >= _ENOUGH and len(names) >= _LEAST_NAMES:
                found.append(Recognised(pack, table.get("table"), round(share, 3), mapping))
    return max(found, key=lambda each: (each.share, each.pack)) if found else None


def _names(given: Mapping[str, Any], whole: Mapping[str, Any], known: Set[str]) -> set[str]:
    """The names of fields in keys of a mapping, but those of lookups, elements and its own values.

    Of a choice of several only those that are known count, where some are.
    """
    own = {*(whole.get("let") or {}), *(whole.get("lookups") or {})}
    if isinstance(whole.get("each"), Mapping):
        own.add(whole["each"].get("as", "element"))
    found: set[str] = set()
    for key, value in given.items():
        if key in _EXPRESSIONS:
            found |= set(_in_expression(value, known))
        elif key in ("let", "lookups"):
            found |= {name for each in value.values() for name in _in_expression(each, known)}
        elif key == "where":
            found |= set(_in_condition(value))
        elif key == "each":
            found.add(value["list"] if isinstance(value, Mapping) else value)
    return {name.lower() for name in found if str(steps_of(name)[0]) not in own}


def _in_expression(given: Any, known: Set[str]) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for each in given:
            yield from _in_expression(each, known)
    elif isinstance(given, Mapping):
        if "column" in given:
            yield ".".join(map(str, path_of(given) or ()))
        if "template" in given:
            yield from re.findall(r"[{]([^{}]+)[}]", given["template"])
        if "first" in given:
            choices = set(_in_expression(given["first"], known))
            yield from {name for name in choices if name.lower() in known} or choices
        for key in _PARTS:
            if key in given:
                yield from _in_expression(given[key], known)
        for each in given.get("case") or ():
            yield from _in_condition(each["when"])
            if isinstance(each["then"], Mapping):
                yield from _in_expression(each["then"], known)
        if isinstance(given.get("else"), Mapping):
            yield from _in_expression(given["else"], known)


def _in_condition(given: Any) -> Iterator[str]:
    if isinstance(given, list):
        for each in given:
            yield from _in_condition(each)
    elif isinstance(given, Mapping):
        for key, value in given.items():
            if key in ("any", "all", "not") and isinstance(value, Mapping | list):
                yield from _in_condition(value)
            else:
                yield key
