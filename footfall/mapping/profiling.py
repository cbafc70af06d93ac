"""What the fields of records hold: how often, how many values, of which shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from footfall.mapping.names import Path, shown, words_of
from footfall.mapping.times import MOST, read_text, unit_of

# values of a field that are looked at for their shape
_LOOKED_AT = 2_000
_EXAMPLES = 3
_DEEPEST = 8
# a list in which elements are found by a value: keys of what they are called
_NAME_KEYS = ("name", "key", "Name", "Key", "fieldName", "field_name")
_MOST_NAMED = 60
# texts that stand for no value
_NO_VALUE = frozenset({"", "-", "--", "(null)", "null", "None", "none", "n/a", "N/A", "NULL"})

_EMAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+\.[A-Za-z]{2,}|[^@\s:/]+@[\w-]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
_ADDRESS = re.compile(r"(\d{1,3}\.){3}\d{1,3}(:\d+)?|(?=.*:.*:)[0-9a-fA-F:]{3,39}(%\w+)?")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
_WORD = re.compile(r"[A-Za-z@][\w.:/@$-]{0,79}")
_PHRASE = re.compile(r"[^\W\d_][\w.:/,()'\"& -]{0,79}")
_INTEGER = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"-?\d{1,19}([.,]\d+)?([eE][+-]?\d+)?")
_HTTP = re.compile(r"[1-5]\d\d")
_BOOLEAN = frozenset({"true", "false", "yes", "no", "t", "f", "y", "n"})
_HEX = re.compile(r"(?=.*\d)[0-9a-fA-F-]{16,}")


@dataclass
class Profile:
    """The values of a field. total: records; counts: how often each value comes, as text."""

    path: Path
    total: int
    counts: Counter[str]
    kinds: Counter[str]
    order: list[str] = field(repr=False)

    @property
    def name(self) -> str:
        """The field for people."""
        return shown(self.path)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its name."""
        return words_of(self.path)

    @cached_property
    def filled(self) -> int:
        """Records that have a value."""
        return sum(self.counts.values())

    @property
    def nulls(self) -> float:
        """The share of records without a value."""
        return 1 - self.filled / self.total

    @property
    def distinct(self) -> int:
        """Values that differ."""
        return len(self.counts)

    @property
    def uniqueness(self) -> float:
        """Values that differ, of those that there are."""
        return self.distinct / self.filled if self.filled else 0.0

    @cached_property
    def examples(self) -> list[str]:
        """The values that come most often, then by the alphabet."""
        ranked = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [text for text, _ in ranked[:_EXAMPLES]]

    @cached_property
    def some(self) -> list[tuple[str, int]]:
        """Values to look at, with how often each comes."""
        return sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))[:_LOOKED_AT]

    def share(self, fits: Callable[[str], Any]) -> float:
        """The share of values that fit, each as often as it comes."""
        looked_at = sum(count for _, count in self.some)
        return sum(count for text, count in self.some if fits(text)) / looked_at if looked_at else 0

    @cached_property
    def length(self) -> float:
        """The mean length of values."""
        looked_at = sum(count for _, count in self.some)
        return sum(len(text) * count for text, count in self.some) / max(looked_at, 1)

    @cached_property
    def times(self) -> float:
        """The share of texts that are times."""
        return (
            0.0 if self.is_numeric else self.share(lambda text: len(text) >= 8 and read_text(text))
        )

    @cached_property
    def is_day(self) -> bool:
        """Whether its times have no clock."""
        return self.times >= MOST and self.share(lambda text: len(text) <= 10) >= MOST

    @cached_property
    def unit(self) -> str | None:
        """The unit where most values are numbers that can be times of it, and none of another."""
        units = {unit_of(text) for text, _ in self.some} - {None}
        return units.pop() if len(units) == 1 and self.share(unit_of) >= MOST else None

    @cached_property
    def is_numeric(self) -> bool:
        """Whether all values are numbers, as numbers or as texts."""
        return bool(self.counts) and self.share(_NUMBER.fullmatch) == 1

    @cached_property
    def is_integer(self) -> bool:
        """Whether all values are whole numbers."""
        return bool(self.counts) and self.share(_INTEGER.fullmatch) == 1

    @cached_property
    def is_boolean(self) -> bool:
        """Whether all values are true or false."""
        return bool(self.counts) and self.share(lambda text: text.lower() in _BOOLEAN) == 1

    @cached_property
    def is_http(self) -> bool:
        """Whether all values are codes of HTTP."""
        return bool(self.counts) and self.share(_HTTP.fullmatch) == 1

    @cached_property
    def emails(self) -> float:
        """The share of e-mails."""
        return self.share(_EMAIL.fullmatch)

    @cached_property
    def uuids(self) -> float:
        """The share of UUIDs."""
        return self.share(_UUID.fullmatch)

    @cached_property
    def opaque(self) -> float:
        """The share of UUIDs and other long hexadecimal numbers."""
        return self.share(lambda text: _UUID.fullmatch(text) or _HEX.fullmatch(text))

    @cached_property
    def addresses(self) -> float:
        """The share of addresses of machines."""
        return self.share(_ADDRESS.fullmatch)

    @cached_property
    def urls(self) -> float:
        """The share of URLs."""
        return self.share(_URL.fullmatch)

    @cached_property
    def word_share(self) -> float:
        """The share of single words."""
        return self.share(_WORD.fullmatch)

    @cached_property
    def phrases(self) -> float:
        """The share of a few words."""
        return self.share(lambda text: _PHRASE.fullmatch(text) and text.count(" ") < 8)

    @cached_property
    def is_sorted(self) -> bool:
        """Whether values grow, or shrink, from record to record, but for a few."""
        if len(self.order) < 3:
            return True
        pairs = list(zip(self.order, self.order[1:], strict=False))
        grows = sum(after >= before for before, after in pairs)
        shrinks = sum(after <= before for before, after in pairs)
        return max(grows, shrinks) >= 0.9 * len(pairs)


@dataclass(frozen=True)
class Fields:
    """The fields of records, by path; json: paths of texts that are JSON; lists: those of objects.

    columns: the values of each path, record by record, as text.
    """

    records: Sequence[dict[str, Any]]
    profiles: dict[Path, Profile]
    json: tuple[Path, ...]
    lists: tuple[Path, ...]
    columns: dict[Path, list[str | None]] = field(repr=False)


def profile(records: Sequence[dict[str, Any]], is_loaded: bool = True) -> Fields:
    """Look at all fields of records.

    is_loaded: whether text that is JSON has to be named by the mapping: in a column it has not.
    """
    values: dict[Path, list[Any]] = {}
    json_texts: Counter[Path] = Counter()
    lists: dict[Path, None] = {}
    for number, record in enumerate(records):
        for path, value in _leaves(record, (), lists, json_texts, 0):
            column = values.setdefault(path, [])
            if len(column) <= number:
                column += [None] * (number - len(column))
                column.append(value)
    profiles, columns = {}, {}
    for path, column in values.items():
        column += [None] * (len(records) - len(column))
        texts = [as_text(value) for value in column]
        known = [text for text in texts if text is not None and text not in _NO_VALUE]
        kinds = Counter(type(value).__name__ for value in column if value is not None)
        profiles[path] = Profile(path, len(records), Counter(known), kinds, known)
        columns[path] = texts
    json = tuple(path for path in json_texts if is_loaded)
    return Fields(records, profiles, json, tuple(lists), columns)


def as_text(value: Any) -> str | None:
    """A value as the models have it: no value is none or empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _leaves(
    value: Any, path: Path, lists: dict[Path, None], json_texts: Counter[Path], depth: int
) -> Iterator[tuple[Path, Any]]:
    """The fields of an object. Of a list of objects: of its first, and of those with a name."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key), lists, json_texts, depth + 1)
    elif isinstance(value, list):
        if value and isinstance(value[0], dict):
            yield from _elements(value, path, lists, json_texts, depth)
    elif isinstance(value, str) and value[:1] == "{" and path and isinstance(path[0], str):
        opened = _opened(value)
        if opened is None:
            yield path, value
        else:
            json_texts[path] += 1
            yield from _leaves(opened, path, lists, json_texts, depth + 1)
    elif path:
        yield path, value


def _elements(
    value: list[Any], path: Path, lists: dict[Path, None], json_texts: Counter[Path], depth: int
) -> Iterator[tuple[Path, Any]]:
    key = next((key for key in _NAME_KEYS if key in value[0]), None)
    has_values = key is not None and any("value" in each.lower() for each in value[0])
    if key is None or not has_values:
        lists[path] = None
        yield from _leaves(value[0], (*path, 0), lists, json_texts, depth + 1)
        return
    for element in value[:_MOST_NAMED]:
        name = element.get(key) if isinstance(element, dict) else None
        if isinstance(name, str) and re.fullmatch(r"[^\[\]=]{1,60}", name):
            for inner, each in element.items():
                if inner != key and not isinstance(each, dict | list):
                    yield (*path, (key, name), inner), each


def _opened(text: str) -> dict[str, Any] | None:
    try:
        opened = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return opened if isinstance(opened, dict) else None
