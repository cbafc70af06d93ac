"""What it was done to: the kind, the id and the name of the object."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from footfall.mapping.candidates import depth_of, is_moment
from footfall.mapping.names import Path, words_of
from footfall.mapping.profiling import Fields, Profile

Part = Literal["type", "id", "name"]

# words for any object
_ANY = {
    "object": 9.0,
    "resource": 9.0,
    "entity": 9.0,
    "target": 9.0,
    "targets": 9.0,
    "resources": 8.0,
    "item": 7.0,
    "asset": 7.5,
    "artifact": 7.0,
    "affected": 8.0,
    "auditable": 8.0,
    "model": 6.5,
    "entities": 8.0,
    "objectid": 9.0,
    "associated": 5.0,
    "securable": 7.5,
}
# things that logs are of
_THINGS = {
    **{"dataset": 7.0, "dashboard": 7.0, "table": 6.5, "document": 7.0, "doc": 7.0, "repo": 6.5},
    **{"repository": 6.5, "chart": 6.5, "slice": 6.0, "report": 6.5, "notebook": 6.5, "dag": 6.5},
    **{"page": 6.0, "file": 6.5, "folder": 5.0, "bucket": 5.5, "workbook": 6.5, "job": 5.5},
    **{"pipeline": 6.0, "card": 6.0, "collection": 5.0, "space": 4.0, "ticket": 6.5, "issue": 6.5},
    **{"path": 5.0, "uri": 5.0, "url": 4.5, "topic": 4.0, "queue": 5.0, "project": 4.0, "key": 2.0},
    **{"secret": 5.0, "order": 5.5, "product": 5.0, "article": 6.0, "post": 5.0, "basket": 4.0},
    **{"database": 4.0, "schema": 3.5, "view": 3.0, "model": 6.0, "experiment": 6.0, "run": 3.0},
    **{"server": 3.5, "servername": 4.0, "relation": 5.5, "cluster": 3.5, "warehouse": 3.5},
    **{"form": 5.0, "record": 3.5, "customer": 3.0, "invoice": 6.0, "contract": 6.0, "course": 6.0},
    **{"channel": 4.5, "message": 2.0, "board": 5.0, "sheet": 5.5, "image": 4.0, "package": 5.0},
}
_MEANT = {"repo": "repository", "doc": "document", "slice": "chart"}
_NOT = {
    *("user", "actor", "agent", "session", "client", "ip", "host", "tenant", "org", "version"),
    *("region", "account", "email", "referer", "referrer", "status", "code", "error", "time"),
    *("timestamp", "date", "author", "principal", "size", "bytes", "count", "severity", "level"),
    *("remote", "addr", "port", "method", "action", "operation", "outcome", "result", "reason"),
    *("duration", "role", "agent", "token", "event", "correlation", "trace", "device", "old"),
    *("new", "display_message", "profile", "proxy", "initiated", "actor", "owner", "creator"),
    *("display", "ref_version", "api", "logs", "upstream", "browser", "os", "schema_version"),
    *(
        "auth",
        "labels",
        "tags",
        "metadata",
        "private",
        "user_agent",
        "caller",
        "identity",
        "ticketnumber",
        "location",
        "visibility",
    ),
}
# nothing against a field: a word of the object itself (objectRef.resource), or display name
_LENIENT = {"display", "name", "version"}
_ID = {"id", "uid", "guid", "uuid", "key", "arn", "path", "uri", "url", "pk", "identifier", "slug"}
_TYPE = {"type", "kind", "class", "typename"}
_NAME = {"name", "title", "label", "display"}
_ID_ORDER = ("id", "identifier", "arn", "guid", "uuid", "key", "uid", "path", "uri", "url")
# things without a common object that are taken together
_MOST_THINGS = 4
_HTTP_LINE = re.compile(r"[A-Z]{3,8} \S+( HTTP/[\d.]+)?")


@dataclass(frozen=True)
class Thing:
    """Fields of one object. noun: what it is called; a value for the kind where no field has it."""

    noun: str
    score: float
    is_any: bool
    parts: dict[Part, Profile] = field(hash=False)

    @property
    def coverage(self) -> float:
        """The share of records that have it."""
        key = self.parts.get("id") or self.parts.get("name") or self.parts.get("type")
        return 1 - key.nulls if key else 0.0

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        return _MEANT.get(self.noun, self.noun)


def find_things(fields: Fields, without: Sequence[Path], element: str | None = None) -> list[Thing]:
    """The objects that fields may mean, the best first. element: what one of a list is called."""
    families: dict[tuple[Path, str], list[Profile]] = {}
    for path, profile in fields.profiles.items():
        noun = _noun(_own_words(path, element))
        if noun and path not in without and _is_possible(profile):
            families.setdefault((_home(path, noun), noun), []).append(profile)
    things = []
    kinds: dict[str, Profile] = {}
    for (_, noun), members in families.items():
        thing = _thing(noun, sorted(members, key=lambda each: (len(each.path), each.name)))
        if thing:
            things.append(thing)
        else:
            for each in members:
                if _part(each, noun) == "type":
                    kinds.setdefault(noun, each)
    for thing in things:
        if thing.is_any and thing.noun in kinds:
            # the kind stands elsewhere
            thing.parts.setdefault("type", kinds[thing.noun])
    return sorted(things, key=lambda each: (-each.score, each.noun, _first_name(each)))


def together(things: Sequence[Thing]) -> list[Thing]:
    """Things of which each record has another one: a dashboard, or else a chart."""
    if not things:
        return []
    best = things[0]
    if best.is_any or best.coverage > 0.9:
        return [best]
    of_records = [
        each for each in things if not each.is_any and "id" in each.parts and each.score > 4
    ]
    return of_records[:_MOST_THINGS] if best in of_records else [best]


def is_http_line(profile: Profile) -> bool:
    """Whether values are the first lines of requests of HTTP."""
    return (
        profile.share(_HTTP_LINE.fullmatch) > 0.8 and profile.share(lambda each: " " in each) > 0.8
    )


def _first_name(thing: Thing) -> str:
    return min(each.name for each in thing.parts.values())


def _own_words(path: Path, element: str | None) -> tuple[str, ...]:
    """The words of a path, without those of the list that it stands in."""
    for number, step in enumerate(path):
        if isinstance(step, tuple):
            return words_of(path[number:])
    return words_of(path[1:] if path[0] == element and len(path) > 1 else path)


def _noun(words: tuple[str, ...]) -> str | None:
    """What a field calls the object: the first word that is sure, else the one that says most."""
    if not words:
        return None
    against = set(words) & _NOT
    if "display" in against and words[-1] in ("name", "title"):
        against -= {"display"}
    if "version" in against and words[-1] != "version":
        against -= {"version"}
    if against:
        return None
    found = [(_score_of(word), word) for word in words if word in _ANY or word in _THINGS]
    if not found:
        return None
    sure = [word for score, word in found if score >= 6]
    return sure[0] if sure else max(found, key=lambda each: (each[0], each[1]))[1]


def _score_of(word: str) -> float:
    return max(_ANY.get(word, 0.0), _THINGS.get(word, 0.0))


def _home(path: Path, noun: str) -> Path:
    """Where the object stands: its own mapping of keys, or that which its keys stand in."""
    for length in range(1, len(path)):
        step = path[length - 1]
        if not isinstance(step, tuple) and noun in words_of(path[:length]):
            return path[:length]
    for length, step in enumerate(path):
        if isinstance(step, tuple):
            return path[:length]
    return path[:-1]


def _is_possible(profile: Profile) -> bool:
    return bool(
        profile.filled
        and not is_moment(profile)
        and not profile.is_boolean
        and profile.addresses < 0.5
        and profile.nulls < 0.98
        and profile.length < 400
    )


def _part(profile: Profile, noun: str) -> Part | None:
    words = profile.words
    last = words[-1] if words else ""
    if last in _TYPE and not profile.is_numeric:
        return "type"
    if last in _ID:
        return "id"
    if last in _NAME or set(words[-2:]) & {"display", "title"}:
        return "name"
    is_kind = profile.distinct <= 30 and profile.word_share > 0.9 and not profile.is_numeric
    is_inner = len(profile.path) > 1 and last == "resource" and "ref" in words
    if is_inner and is_kind:
        return "type"
    # a key of the object that says something else of it
    is_own = isinstance(profile.path[-1], str) and noun not in words_of(profile.path[-1:])
    return None if is_own and len(profile.path) > 1 else "id"


def _thing(noun: str, members: Sequence[Profile]) -> Thing | None:
    parts: dict[Part, list[Profile]] = {}
    for profile in members:
        if part := _part(profile, noun):
            parts.setdefault(part, []).append(profile)
    chosen: dict[Part, Profile] = {}
    for part, found in parts.items():
        chosen[part] = min(found, key=lambda each: _order(each, part))
    others = [each for each in parts.get("id", []) if each is not chosen.get("id")]
    if "type" not in chosen and "id" in chosen and noun in _ANY:
        # of two fields without more in their names, the one with few values is the kind
        plain = [each for each in (*others, chosen["id"]) if each.words[-1] == noun]
        if len(parts["id"]) > 1 and plain and plain[0].distinct < chosen["id"].distinct:
            chosen["type"] = plain[0]
    is_by_name = "id" not in chosen and "name" in chosen
    if is_by_name:
        chosen["id"] = chosen.pop("name")
    if "id" not in chosen:
        return None
    key = chosen["id"]
    is_place = noun in ("path", "uri", "url")
    score = _score_of(noun) + 1.0 * ("type" in chosen) - (3.0 if is_place else 2.0) * key.nulls
    score -= 0.5 * depth_of(key)
    score -= 3.0 if key.distinct == 1 and key.total >= 5 else 0.0
    score -= 1.5 if is_by_name and noun in _THINGS else 0.0
    score -= 2.0 if set(key.words) & {"params", "parameters", "body", "payload"} else 0.0
    return Thing(noun, round(score, 3), noun in _ANY and noun != "model", chosen)


def _order(profile: Profile, part: Part) -> tuple[float, int, int, int, str]:
    """Fields that are filled first, then by what their names end in, then the shorter ones."""
    order = {word: number for number, word in enumerate(_ID_ORDER)} if part == "id" else {}
    last = profile.words[-1]
    sparse = round(profile.nulls, 1)
    return (sparse, order.get(last, len(order)), len(profile.path), len(profile.name), profile.name)


def find_list(fields: Fields) -> tuple[Path, dict[Part, str]] | None:
    """A list of the objects of an event, with the keys of their kind, id and name."""
    found = []
    for path in fields.lists:
        words = words_of(path)
        score = max((_ANY.get(word, 0.0) for word in words), default=0.0)
        if (
            not score
            or set(words) & (_NOT - {"user"})
            or any(isinstance(step, int) for step in path)
        ):
            continue
        keys: dict[Part, str] = {}
        for inner, profile in sorted(fields.profiles.items(), key=lambda each: str(each[0])):
            if inner[:-1] != (*path, 0) or not isinstance(inner[-1], str) or not profile.filled:
                continue
            part = _part(profile, words[-1])
            is_sure = inner[-1].lower() in ("id", "type", "name", "displayname", "arn", "kind")
            if (part is not None and part not in keys) or (
                part is not None and (is_sure and profile.nulls < 0.9)
            ):
                keys[part] = inner[-1]
        if "id" in keys:
            found.append((-score, len(path), str(path), path, keys))
    if not found:
        return None
    _, _, _, path, keys = min(found, key=lambda each: each[:3])
    return path, keys
