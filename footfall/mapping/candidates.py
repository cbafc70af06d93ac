"""Fields that may be something, with how much speaks for each: by its name, then by its values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from footfall.mapping.names import Path, words_of
from footfall.mapping.profiling import Fields, Profile
from footfall.mapping.times import MOST
from footfall.mapping.verbs import type_of

# what a field must reach to be proposed
ENOUGH = 5.0


@dataclass(frozen=True)
class Candidate:
    """A field and its score."""

    profile: Profile
    score: float

    @property
    def path(self) -> Path:
        """The path of the field."""
        return self.profile.path


def ranked(
    profiles: Iterable[Profile], score: Callable[[Profile], float], enough: float = ENOUGH
) -> list[Candidate]:
    """Fields with a score that is enough, the best first; equal ones by depth, then by path."""
    found = [Candidate(each, round(score(each), 3)) for each in profiles]
    return sorted(
        (each for each in found if each.score >= enough),
        key=lambda each: (-each.score, len(each.path), each.profile.name),
    )


def best_word(words: Collection[str], scores: Mapping[str, float]) -> float:
    """The score of the word that says most."""
    return max((scores[word] for word in words if word in scores), default=0.0)


def depth_of(profile: Profile) -> int:
    """How deep a field stands."""
    return sum(1 for step in profile.path if isinstance(step, str)) - 1


# ---------------------------------------------------------------------------------------- time

_TIME_WORDS = {
    "timestamp": 8.0,
    "time": 7.0,
    "occurred": 9.0,
    "happened": 9.0,
    "date": 5.5,
    "at": 5.0,
    "when": 7.0,
    "created": 7.0,
    "published": 7.0,
    "creation": 6.5,
    "logged": 6.0,
    "performed": 7.0,
    "executed": 6.0,
    "received": 5.0,
    "start": 5.0,
    "started": 5.0,
    "begin": 5.0,
    "on": 3.0,
    "clock": 4.0,
    "epoch": 6.0,
    "moment": 5.0,
    "t": 5.0,
}
_OTHER_TIMES = {
    "expires": 6.0,
    "expiry": 6.0,
    "expiration": 6.0,
    "expire": 6.0,
    "last": 3.0,
    "first": 2.0,
    "updated": 3.0,
    "modified": 3.0,
    "changed": 2.0,
    "end": 3.0,
    "ended": 3.0,
    "finish": 3.0,
    "finished": 3.0,
    "completed": 2.0,
    "complete": 2.0,
    "until": 6.0,
    "due": 6.0,
    "session": 4.0,
    "token": 5.0,
    "password": 6.0,
    "birth": 9.0,
    "login": 2.0,
    "logical": 3.0,
    "scheduled": 3.0,
    "queued": 1.0,
    "ingest": 4.0,
    "ingested": 4.0,
    "ingestion": 4.0,
    "indexed": 4.0,
    "loaded": 5.0,
    "inserted": 1.5,
    "processed": 3.0,
    "export": 4.0,
    "receive": 1.5,
    "received": 1.5,
    "stage": 1.0,
    "target": 4.0,
    "object": 3.0,
    "params": 4.0,
    "parameters": 4.0,
    "user": 3.0,
    "actor": 3.0,
    "release": 4.0,
    "version": 4.0,
    "elapsed": 6.0,
    "duration": 6.0,
    "took": 6.0,
    "response": 2.0,
    "upstream": 5.0,
}


def is_moment(profile: Profile) -> bool:
    """Whether values can be times: texts of a spelling, or numbers of one unit."""
    return profile.times >= MOST or (profile.unit is not None and profile.filled > 0)


def time_score(profile: Profile) -> float:
    """How much speaks for a field as the time of the event."""
    if not is_moment(profile):
        return 0.0
    words = [*profile.words]
    named = best_word(words, _TIME_WORDS)
    # a number may be anything: only a name makes it a time
    if profile.times < MOST and not named and not (words and words[0] == "timestamp"):
        return 0.0
    score = (named or 3.0) - best_word(words, _OTHER_TIMES)
    score += 1.0 if "event" in words or "timestamp" in words else 0.0
    score += 2.0 * profile.times - 4.0 * profile.nulls - 1.0 * depth_of(profile)
    score += 1.0 if profile.is_sorted else 0.0
    score -= 3.0 if profile.distinct == 1 and profile.total > 3 else 0.0
    score -= 3.0 if profile.is_day else 0.0
    return score + min(profile.uniqueness, 1.0)


# ------------------------------------------------------------------------------------ event ids

_ID_WORDS = {"id", "uuid", "guid", "uid", "qualifier", "sequence", "seq", "key", "number", "no"}
_RECORD_WORDS = {
    *("event", "audit", "log", "record", "insert", "entry", "document", "message", "activity"),
    *("unique", "action", "trail", "query", "line"),
}
_NO_EVENT = {
    *("user", "actor", "account", "object", "target", "resource", "entity", "session", "tenant"),
    *("org", "organization", "client", "author", "owner", "project", "parent", "group", "process"),
    *("pid", "app", "application", "device", "principal", "workspace", "customer", "company"),
    *("role", "realm", "trace", "span", "transaction", "correlation", "host", "item", "model"),
    *("subject", "zone", "thread", "params", "parameters", "request", "operation", "txid"),
    *("details", "caller", "identity", "schema", "version"),
}
# of ids that differ, where some records were delivered twice
_SENT_ONCE = 0.99
_TIE_WORDS = {
    *("correlation", "request", "trace", "transaction", "operation", "run", "flow", "activity"),
    *("tracking", "invocation", "x"),
}


def event_id_score(profile: Profile) -> float:
    """How much speaks for a field as what tells events apart."""
    words = set(profile.words)
    if not profile.filled or profile.times > 0.5 or profile.is_boolean or profile.nulls > 0.01:
        return 0.0
    if profile.kinds.get("float"):
        return 0.0
    leaf = profile.words[-1:] or ("",)
    is_id = leaf[0] in _ID_WORDS or bool(words & _ID_WORDS)
    is_named = bool(words & _RECORD_WORDS)
    if not is_id or (profile.unit and profile.unit != "s" and not is_named):
        return 0.0
    others = words & _NO_EVENT
    if others and not is_named:
        return 0.0
    # a record may have several lines, such as a request and its answer
    if profile.uniqueness < (0.3 if is_named and not others else _SENT_ONCE):
        return 0.0
    score = 6.0 + 3.0 * profile.uniqueness + (2.0 if is_named else 0.0) - 2.0 * bool(others)
    score += 1.0 if profile.uuids > 0.9 or leaf[0] in ("id", "uuid") else 0.0
    return score - 1.0 * depth_of(profile) - (2.0 if words == {"line", "number"} else 0.0)


_NO_TIE = {"user", "actor", "token", "pull", "merge", "type", "dag"}


def tie_score(profile: Profile) -> float:
    """How much speaks for a field as what ties the events of one action together."""
    words = set(profile.words)
    if not words & _TIE_WORDS or not words & {"id", "uuid", "uid", "key"} or profile.is_boolean:
        return 0.0
    if profile.times > 0.5 or profile.nulls > 0.5 or (words & _NO_TIE):
        return 0.0
    named = {"correlation": 4.0, "request": 3.0, "trace": 2.5, "transaction": 2.0}
    return 4.0 + best_word(words, named) - depth_of(profile) - 2.0 * profile.nulls


def session_score(profile: Profile) -> float:
    """How much speaks for a field as the session."""
    words = set(profile.words)
    if "session" not in words or profile.times > 0.5 or profile.nulls > 0.9 or profile.is_boolean:
        return 0.0
    if words & {"start", "name", "type", "issuer", "duration", "time", "count"}:
        return 0.0
    is_id = profile.words[-1] in ("id", "key", "session", "token", "uuid")
    return 6.0 - depth_of(profile) - profile.nulls if is_id else 0.0


# -------------------------------------------------------------------------------------- actions

_ACTION_WORDS = {
    "action": 10.0,
    "activity": 8.0,
    "verb": 10.0,
    "operation": 9.0,
    "event": 7.0,
    "method": 6.5,
    "command": 6.5,
    "topic": 5.0,
    "type": 3.0,
    "name": 1.0,
    "summary": 4.5,
    "message": 2.0,
    "description": 1.5,
    "activities": 6.0,
    "function": 5.0,
    "procedure": 5.0,
    "statement": 2.0,
    "ps": 4.0,
    "tag": 4.0,
    "access": 4.0,
    "did": 6.0,
    "what": 6.0,
    "task": 3.0,
    "transaction": 3.0,
    "query": 1.0,
    "request": 2.0,
    "change": 3.0,
}
_NO_ACTION = {
    *("user", "actor", "id", "time", "timestamp", "date", "ip", "address", "status", "result"),
    *("outcome", "error", "severity", "level", "version", "agent", "host", "email", "session"),
    *("count", "size", "duration", "reason", "code", "category", "schema", "source", "target"),
    *("resource", "object", "entity", "principal", "path", "uri", "url", "referrer", "referer"),
    *("token", "region", "account", "org", "role", "group", "client", "device", "location"),
    *("author", "owner", "params", "parameters", "response", "state", "auth", "authentication"),
    *("authorization", "model", "item", "kind", "scheme", "protocol", "database", "backend"),
    *("zone", "details", "annotations", "body", "context", "debug", "from", "to", "stage"),
    *("metadata", "driver", "provider", "realm", "team", "tenant", "document", "file", "labels"),
    *("credential", "format", "license", "policy", "title", "key", "dashboard", "application"),
}
# the share of values with a verb that makes them names of actions
_VERBS = 0.3
_NO_ACTION_BUT = {"context", "details", "params", "metadata", "parameters", "body"}


def action_score(profile: Profile) -> float:
    """How much speaks for a field as what was done."""
    words = profile.words
    if not profile.filled or profile.is_boolean or profile.is_numeric or is_moment(profile):
        return 0.0
    if profile.emails > 0.5 or profile.opaque > 0.5 or profile.addresses > 0.5:
        return 0.0
    if profile.urls > 0.5 or profile.length > 120:
        return 0.0
    named = best_word(words, _ACTION_WORDS)
    if not named:
        return 0.0
    own = set(words) - {"action", "event", "activity", "operation", "verb", "type", "name"}
    score = named - 3.0 * len(own & _NO_ACTION) - 1.0 * depth_of(profile)
    if own & _NO_ACTION_BUT:
        score += 1.5
    score += 1.5 if "name" in words[1:] and named >= 6 else 0.0
    score -= 0.5 if "type" in words and named >= 6 else 0.0
    score += 2.0 * max(profile.word_share, 0.7 * profile.phrases) - 6.0 * profile.nulls
    score -= 4.0 if profile.length > 60 else 2.0 if profile.word_share < 0.3 else 0.0
    if profile.total >= 5:
        score -= 3.0 if profile.distinct == 1 else 0.0
        score -= 3.0 if profile.total >= 20 and profile.uniqueness > 0.8 else 0.0
    return score


def verb_score(profile: Profile) -> float:
    """How much speaks for a field as what was done by its values alone: names with known verbs."""
    if profile.is_boolean or profile.is_numeric or is_moment(profile) or profile.emails:
        return 0.0
    if profile.word_share < 0.9 or profile.nulls > 0.1 or not 1 < profile.distinct <= 200:
        return 0.0
    verbs = profile.share(lambda text: len(words_of((text,))) > 1 and type_of(text))
    return verbs if verbs >= _VERBS else 0.0


def profiles_of(fields: Fields, without: Collection[Path] = ()) -> list[Profile]:
    """The fields, but for some."""
    return [each for path, each in fields.profiles.items() if path not in without]
