"""Who it was: the names of one account among the fields of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from footfall.mapping.candidates import Candidate, depth_of, is_moment, ranked
from footfall.mapping.names import Path
from footfall.mapping.profiling import Fields, Profile

Part = Literal["id", "login", "email", "name"]
PARTS: tuple[Part, ...] = ("id", "login", "email", "name")

# what an actor is called, and how much that says
_NOUNS = {
    "actor": 10.0,
    "user": 9.0,
    "principal": 8.0,
    "initiator": 8.5,
    "initiated": 8.5,
    "author": 7.5,
    "owner": 5.0,
    "performer": 8.0,
    "performed": 8.0,
    "caller": 7.0,
    "who": 8.0,
    "subject": 6.0,
    "account": 4.0,
    "identity": 6.0,
    "login": 6.5,
    "employee": 6.5,
    "operator": 7.0,
    "person": 6.0,
    "member": 4.0,
    "creator": 5.5,
    "created": 5.0,
    "requester": 6.5,
    "requestor": 6.5,
    "triggered": 6.0,
    "triggering": 6.0,
    "executed": 6.0,
    "by": 5.0,
    "upn": 7.0,
    "email": 5.5,
    "staff": 6.0,
    "admin": 4.0,
    "customer": 3.0,
    "impersonator": 4.0,
    "editor": 5.0,
    "session_user": 6.0,
    "sub": 5.0,
    "auth": 5.0,
    "viewer": 5.0,
}
_ELSEWHERE = {
    *("target", "targets", "recipient", "affected", "assignee", "params", "parameters", "entity"),
    *("object", "resource", "resources", "body", "issuer", "old", "new", "changes", "previous"),
    *("impersonated", "agent", "ip", "address", "location", "city", "country", "browser", "os"),
    *("domain", "customer", "tenant", "org", "organization", "role", "roles", "groups", "group"),
    *("type", "kind", "count", "bot", "session", "host", "token", "status", "state", "level"),
    *("request", "response", "device", "machine", "database", "client", "image", "avatar", "url"),
    *("scope", "scopes", "permission", "provider", "geo", "geographical", "attributes", "admin"),
    *("credential", "method", "grade", "department", "title", "details", "metadata", "owners"),
    *("timezone", "locale", "language", "event", "action", "message", "description", "model"),
    *("number", "key", "access", "issuers", "source", "extra", "event", "changed", "items", "item"),
    *(
        "accessor",
        "policies",
        "policy",
        "claims",
        "audience",
        "aud",
        "profile",
        "project",
        "workspace",
    ),
}
# words that only weaken: records of other tools keep who it was under them
_WEAK = {
    *("details", "request", "metadata", "session", "key", "event", "admin", "address", "client"),
    *(
        "extra",
        "action",
        "source",
        "access",
        "number",
        "issuer",
        "claims",
        "attributes",
        "database",
    ),
}
_ID = {"id", "uid", "uuid", "guid", "key", "sid", "sub", "number"}
_EMAIL = {"email", "upn", "mail"}
_FULL = {"display", "full", "first", "last", "real", "common", "friendly"}
_KIND = {"type", "kind", "bot", "robot", "service", "machine", "system", "human"}
_SERVICE_WORDS = (
    *("service", "bot", "robot", "system", "application", "machine", "automation", "integration"),
    *("workload", "daemon", "app", "scheduler", "internal", "job"),
)
_PERSON_WORDS = ("user", "person", "human", "member", "employee", "people", "regular", "admin")
_NOBODY_WORDS = ("anonymous", "guest", "unauthenticated", "public", "nobody", "visitor")


@dataclass
class Actor:
    """The fields of an actor by part.

    fillers: those that records have instead. kind: the field that tells robots from people; kinds:
    of its values those that are no people.
    """

    parts: dict[Part, Profile] = field(default_factory=dict)
    fillers: dict[Part, list[Profile]] = field(default_factory=dict)
    kind: Profile | None = None
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        """The paths that are used."""
        fillers = [each for found in self.fillers.values() for each in found]
        return [each.path for each in (*self.parts.values(), *fillers, self.kind) if each]

    @property
    def first(self) -> Profile | None:
        """The field that counts where it has a value."""
        return next((self.parts[part] for part in PARTS if part in self.parts), None)


def actor_score(profile: Profile) -> float:
    """How much speaks for a field as a name of who did it."""
    words = profile.words
    if not profile.filled or profile.nulls > 0.95 or profile.is_boolean:
        return 0.0
    if is_moment(profile) or profile.addresses > 0.5 or profile.urls > 0.5 or profile.length > 200:
        return 0.0
    nouns = [_NOUNS[word] for word in words if word in _NOUNS]
    if not nouns:
        return 0.0
    against = set(words) & _ELSEWHERE
    if ("user" in words and "agent" in words) or set(words) & {"type", "kind"}:
        return 0.0
    if "auth" in words:
        against -= {"entity"}
    strong = against - _WEAK
    if "email" in words and "address" in against:
        against -= {"address"}
    score = max(nouns) - 5.0 * len(strong) - 1.5 * len(against & _WEAK)
    score += 1.5 if profile.emails > 0.8 else 0.0
    score += 0.5 if len(nouns) > 1 else 0.0
    score -= 4.0 if "account" in words and len(nouns) > 1 else 0.0
    score -= 2.0 if profile.distinct == 1 and profile.total >= 5 else 0.0
    score -= 0.5 * max(depth_of(profile) - 1, 0) + 4.0 * profile.nulls
    if profile.total >= 20 and profile.uniqueness > 0.9:
        score -= 5.0
    if profile.kinds.get("float") and not profile.is_integer:
        score -= 5.0
    return score


def find_actor(fields: Fields, without: Sequence[Path] = ()) -> tuple[Actor, list[Candidate]]:
    """The account that did it, with all its names, and the fields that may be one."""
    profiles = [each for path, each in fields.profiles.items() if path not in without]
    candidates = ranked(profiles, actor_score, enough=4.0)
    actor = Actor()
    if not candidates:
        return actor, []
    anchor = candidates[0].profile
    family = _family(anchor)
    by_part: dict[Part, list[Candidate]] = {}
    for candidate in candidates:
        found = candidate.profile
        is_near = (
            found is anchor or bool(_family(found) & family) or _parent(found) == _parent(anchor)
        )
        if is_near and _is_of_one_account(fields, anchor, found):
            by_part.setdefault(part_of(found), []).append(candidate)
    for part in PARTS:
        if part in by_part:
            actor.parts[part] = by_part[part][0].profile
    _fill(fields, anchor, candidates, actor)
    _add_siblings(fields, anchor, actor)
    if "name" in actor.parts and set(actor.parts) == {"name"}:
        actor.parts = {"login": actor.parts["name"]}
        actor.fillers = {"login": actor.fillers.get("name", [])}
    _find_kind(fields, anchor, actor)
    return actor, candidates


def part_of(profile: Profile) -> Part:
    """Which name of an account a field is."""
    words = profile.words
    if profile.emails > 0.8:
        return "email"
    last = words[-1] if words else ""
    if set(words[-2:]) & _EMAIL or (last == "address" and "email" in words):
        return "email" if profile.emails > 0.3 else "login"
    if last in _ID or profile.opaque > 0.8 or (profile.is_integer and last != "name"):
        return "id"
    has_blanks = profile.share(lambda text: " " in text) > 0.5
    return "name" if set(words) & _FULL or (last == "name" and has_blanks) else "login"


def _fill(fields: Fields, anchor: Profile, candidates: Sequence[Candidate], actor: Actor) -> None:
    """Add fields to the anchor's part that have a value where it has none."""
    part = part_of(anchor)
    missing = [number for number, text in enumerate(fields.columns[anchor.path]) if text is None]
    found = [each.profile for each in candidates if _parent(each.profile) == _parent(anchor)]
    for profile in found:
        column = fields.columns[profile.path]
        left = [number for number in missing if column[number] is None]
        if len(missing) - len(left) >= max(1, 0.02 * len(column)) and profile is not anchor:
            is_other = profile.path not in actor.paths and len(actor.fillers.get(part, [])) < 3
            if is_other and not set(profile.words) & {"account", "org"}:
                actor.fillers.setdefault(part, []).append(profile)
                missing = left


def _add_siblings(fields: Fields, anchor: Profile, actor: Actor) -> None:
    """Names in the actor's own object whose keys say nothing of an actor: alternateId, name."""
    parent = _parent(anchor)
    if not parent or not set(words := anchor.words[:-1]) & set(_NOUNS) or not words:
        return
    for path, found in sorted(fields.profiles.items(), key=lambda item: str(item[0])):
        if path[:-1] != parent or found.nulls > 0.95 or not found.filled or is_moment(found):
            continue
        words = found.words
        is_name = words[-1] in {"id", "name", "email", "login", "sub", "upn", "uid"}
        if not is_name or found.is_boolean or set(words) & {"ip", "agent", "type", "role", "org"}:
            continue
        part = part_of(found)
        if part not in actor.parts and _is_of_one_account(fields, anchor, found):
            actor.parts[part] = found


def _parent(profile: Profile) -> Path:
    return profile.path[:-1]


def _family(profile: Profile) -> set[str]:
    """The nouns of a field; an e-mail or a login alone is of whoever else is there."""
    found = {word for word in profile.words if word in _NOUNS} - {"by"}
    return found - {"email", "login"} or found


def _is_of_one_account(fields: Fields, one: Profile, other: Profile) -> bool:
    """Whether a value of one field goes with one of the other, nearly always."""
    if one is other:
        return True
    pairs = set()
    firsts, seconds = set(), set()
    for first, second in zip(fields.columns[one.path], fields.columns[other.path], strict=True):
        if first is not None and second is not None:
            pairs.add((first, second))
            firsts.add(first)
            seconds.add(second)
    if not pairs:
        # each fills in for the other
        return one.nulls > 0 and other.nulls > 0
    return len(pairs) <= 1.2 * min(len(firsts), len(seconds))


def _find_kind(fields: Fields, anchor: Profile, actor: Actor) -> None:
    """The field that says what is no person."""
    nouns = _family(anchor)
    found: list[tuple[int, str, Profile, dict[str, str]]] = []
    for path, profile in fields.profiles.items():
        words = profile.words
        is_near = (path[:-1] == anchor.path[:-1] and len(path) > 1) or bool(set(words) & nouns)
        if not is_near or not set(words) & _KIND or path in actor.paths or profile.distinct > 12:
            continue
        if set(words) & {"agent", "target", "object", "resource", "token"}:
            continue
        kinds = _kinds_of(profile)
        if kinds:
            found.append((len(path), profile.name, profile, kinds))
    if found:
        _, _, actor.kind, actor.kinds = min(found, key=lambda each: each[:2])


def _kinds_of(profile: Profile) -> dict[str, str]:
    """The values that are no people."""
    if profile.is_boolean:
        words = set(profile.words)
        is_robot = bool(words & {"bot", "robot", "service", "machine", "system"})
        return {"true": "service"} if is_robot else {}
    kinds = {}
    if profile.is_numeric or profile.words[-1] not in {"type", "kind"}:
        return {}
    for text, _ in profile.some:
        plain = text.lower().replace("_", "").replace("-", "").replace(" ", "")
        if any(word in plain for word in _NOBODY_WORDS):
            kinds[text] = "anonymous"
        elif plain not in _PERSON_WORDS and any(word in plain for word in _SERVICE_WORDS):
            kinds[text] = "service"
    return kinds
