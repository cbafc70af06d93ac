"""What a mapping makes of a record, in Python: a preview. `dbt build` decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from footfall.mapping.elements import value_at
from footfall.mapping.names import Path, path_of, steps_of
from footfall.mapping.people import like
from footfall.mapping.profiling import as_text
from footfall.mapping.times import read_format, read_number, read_text

_BRACES = re.compile(r"[{]([^{}]+)[}]")
_CLASS = re.compile(r"[1-9]xx")
_NUMBER = re.compile(r"-?\d{1,18}([.]\d{1,9})?")
_ENDS = {
    **dict.fromkeys(("succeeded",), "succeeded"),
    **{word: word for word in ("failed", "denied", "unknown")},
}


@dataclass(frozen=True)
class ActorNames:
    """Who a record names: the user as the models know it, and what people know it by.

    names: by which the rules about bots and services know it, the user first; a name for people is
    none of them. kind: person, service or anonymous.
    """

    user: str
    known: str
    names: tuple[str, ...]
    kind: str


class Evaluator:
    """Reads records as a mapping says; columns of lookups have no value here."""

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        self.mapping = mapping
        self.lets = mapping.get("let") or {}
        self.lookups = mapping.get("lookups") or {}
        self.json = [path for name in mapping.get("json") or [] if (path := path_of(name))]

    def opened(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record in which texts are opened that are JSON themselves."""
        for path in self.json:
            text = value_at(record, path)
            if isinstance(text, str):
                try:
                    record = _put(record, path, orjson.loads(text))
                except orjson.JSONDecodeError:
                    continue
        return record

    def name(self, record: Mapping[str, Any], name: Any, path: Any = None) -> str | None:
        """The value of a name as text."""
        steps = steps_of(str(name))
        if path is None and steps[0] in self.lets:
            given = self.lets[str(steps[0])]
            if len(steps) > 1:
                given = {**given, "group": steps[1]}
            return self.value(record, given)
        if steps[0] in self.lookups and len(steps) == 2 and steps[0] not in record:
            return None
        return self._at(record, path_of({"column": name, "path": path or []}) or ())

    def _at(self, record: Mapping[str, Any], path: Path) -> str | None:
        return as_text(value_at(record, path))

    def value(self, record: Mapping[str, Any], given: Any) -> str | None:
        """The value of an expression as text; None where it has no value."""
        if isinstance(given, Mapping):
            text = self._base(record, given)
            if regex := given.get("regex"):
                text = _found(text, regex, given.get("group"))
            if "map" in given:
                text = self._translated(record, text, given)
            return text
        if isinstance(given, list):
            return self._joined(record, given, "/")
        return self.name(record, given)

    def _base(self, record: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
        if given.get("column") is not None:
            return self.name(record, given["column"], given.get("path"))
        if given.get("first"):
            values = (self.value(record, each) for each in given["first"])
            return next((text for text in values if text), None)
        if given.get("template"):
            return self._template(record, given["template"])
        if given.get("case"):
            for each in given["case"]:
                if self.holds(record, each["when"]):
                    return self._constant(record, each["then"])
            return self._constant(record, given.get("else")) if "map" not in given else None
        if "value" in given:
            return as_text(given["value"])
        return self._joined(record, given.get("join") or given["parts"], given.get("with", "/"))

    def _constant(self, record: Mapping[str, Any], given: Any) -> str | None:
        return self.value(record, given) if isinstance(given, Mapping) else as_text(given)

    def _joined(self, record: Mapping[str, Any], parts: Sequence[Any], mark: str) -> str | None:
        return mark.join(text for part in parts if (text := self.value(record, part)))

    def _template(self, record: Mapping[str, Any], template: str) -> str | None:
        pieces = _BRACES.split(template)
        text, is_any = "", False
        for number, literal in enumerate(pieces[::2]):
            if 2 * number + 1 >= len(pieces):
                text += literal
                break
            value = self.name(record, pieces[2 * number + 1])
            if number == 0 or (value and is_any):
                text += literal
            text += value or ""
            is_any = is_any or bool(value)
        return text if is_any else None

    def _translated(
        self, record: Mapping[str, Any], text: str | None, given: Mapping[str, Any]
    ) -> str | None:
        for key, then in given["map"].items():
            if matches(text, key):
                return self._constant(record, then)
        return self._constant(record, given["else"]) if "else" in given else text

    def holds(self, record: Mapping[str, Any], given: Any) -> bool:
        """Whether a condition is true."""
        if not isinstance(given, Mapping):
            return all(self.holds(record, each) for each in given)
        for key, value in given.items():
            if key == "any" and isinstance(value, list):
                is_true = any(self.holds(record, each) for each in value)
            elif key == "all" and isinstance(value, list):
                is_true = self.holds(record, value)
            elif key == "not" and isinstance(value, Mapping | list):
                is_true = not self.holds(record, value)
            else:
                is_true = matches(self.name(record, key), value)
            if not is_true:
                return False
        return True

    def time(self, record: Mapping[str, Any], given: Any) -> datetime | None:
        """The time in UTC; none where it is missing, unreadable or not between 2000 and 2099."""
        text = self.value(record, given)
        if not text:
            return None
        options = given if isinstance(given, Mapping) else {}
        found: datetime | None = None
        if unit := options.get("unit"):
            found = read_number(text, unit)
        else:
            for wanted in options.get("formats") or ["iso"]:
                read = read_text(text) if wanted == "iso" else read_format(text, wanted)
                if read:
                    found = read.in_utc(options.get("timezone"))
                    break
        return found if found and 2000 <= found.year <= 2099 else None

    def actor(self, record: Mapping[str, Any]) -> ActorNames:
        """Who a record names."""
        given = self.mapping["actor"]
        if not isinstance(given, Mapping) or not set(given) & {"id", "login", "email", "name"}:
            user = self.value(record, given) or ""
            return ActorNames(user, user, (user,) if user else (), "person")
        names = {part: self.value(record, given[part]) for part in given}
        first = [name for part in ("id", "login", "email", "name") if (name := names.get(part))]
        known = [name for part in ("email", "login", "name") if (name := names.get(part))]
        seen = [name for name in (*first[:1], names.get("login"), names.get("email")) if name]
        kind = names.get("kind") or "person"
        return ActorNames("".join(first[:1]), "".join((known or first)[:1]), tuple(seen), kind)

    def has_outcome(self, record: Mapping[str, Any]) -> bool:
        """Whether a record says itself how its event ended."""
        given = self.mapping.get("outcome")
        return given is not None and bool(self.value(record, given))

    def outcome(self, record: Mapping[str, Any]) -> str:
        """How it ended."""
        given = self.mapping.get("outcome")
        if given is None:
            return "unknown"
        text = self.value(record, given)
        if not isinstance(given, Mapping) or not set(given) & {
            *("succeeded", "failed", "denied", "otherwise", "missing"),
        }:
            return _ENDS.get(text or "", "unknown")
        if not text:
            return str(given.get("missing", "unknown"))
        for kind in ("succeeded", "failed", "denied"):
            if kind in given and matches(text, given[kind]):
                return kind
        return str(given.get("otherwise", "unknown"))


def matches(text: str | None, matcher: Any) -> bool:
    """Whether a text is what a matcher says."""
    if matcher is None:
        return not text
    if isinstance(matcher, Mapping):
        return _fits(text, matcher)
    if isinstance(matcher, list):
        return any(matches(text, each) for each in matcher)
    wanted = as_text(matcher) or ""
    if _CLASS.fullmatch(wanted):
        return text is not None and re.fullmatch(rf"{wanted[0]}\d\d", text) is not None
    return text == wanted


def _fits(text: str | None, matcher: Mapping[str, Any]) -> bool:
    if "in" in matcher and not matches(text, matcher["in"]):
        return False
    if "not" in matcher and matches(text, matcher["not"]):
        return False
    if "like" in matcher:
        given = matcher["like"]
        patterns = [given] if isinstance(given, str) else given
        if text is None or not any(_cased(each).fullmatch(text) for each in patterns):
            return False
    if "regex" in matcher and (text is None or not re.search(matcher["regex"], text)):
        return False
    if "from" in matcher or "to" in matcher:
        if text is None or not _NUMBER.fullmatch(text):
            return False
        least, most = matcher.get("from", float("-inf")), matcher.get("to", float("inf"))
        return bool(least <= float(text) <= most)
    return True


def _cased(pattern: str) -> re.Pattern[str]:
    return like(pattern, is_cased=True)


def _found(text: str | None, regex: str, group: Any) -> str | None:
    pattern = re.compile(re.sub(r"[(][?]<([A-Za-z_])", r"(?P<\1", regex))
    match = pattern.search(text or "")
    if not match:
        return None
    found = match[group if group is not None else 1 if pattern.groups else 0]
    return found or None


def _put(record: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    first, *rest = path
    inner = record.get(str(first))
    put = _put(inner, tuple(rest), value) if rest and isinstance(inner, Mapping) else value
    return {**record, str(first): put}
