"""Proposes a mapping: which field is what, and what else it might have been."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from footfall.errors import UserError
from footfall.mapping.actors import Actor, find_actor
from footfall.mapping.candidates import (
    Candidate,
    action_score,
    depth_of,
    event_id_score,
    profiles_of,
    ranked,
    session_score,
    tie_score,
    time_score,
    verb_score,
)
from footfall.mapping.elements import expanded, find_each
from footfall.mapping.names import Path, name_of
from footfall.mapping.objects import Part, Thing, find_list, find_things, is_http_line, together
from footfall.mapping.outcomes import outcome_of, outcome_score
from footfall.mapping.profiling import Fields, Profile, profile
from footfall.mapping.times import MOST, format_of, read_text
from footfall.mapping.verbs import activity_types

_ALTERNATIVES = 3
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d([.,]\d+)?)?")
_SERVICES = {"source", "service", "workload", "module", "component", "product", "application"}
_COUNTED = {"line", "number", "sequence", "seq", "offset", "index", "counter"}
_SCOPES = {"session", "process", "partition", "file", "host", "request", "stream", "id"}


@dataclass(frozen=True)
class Role:
    """What a field is taken for. said: the key of the mapping; note: how it is read."""

    said: str
    profile: Profile
    note: str = ""
    alternatives: tuple[str, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "key": self.said,
            "field": self.profile.name,
            "note": self.note,
            "nulls": round(self.profile.nulls, 4),
            "distinct": self.profile.distinct,
            "examples": self.profile.examples,
            "alternatives": list(self.alternatives),
        }


@dataclass
class Proposal:
    """A mapping, what each of its fields is taken for, and what is doubtful about it."""

    mapping: dict[str, Any]
    fields: Fields
    roles: list[Role] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where the log is, as the mapping says it. table: none where it is `records`."""

    name: str
    schema: str | None = None
    table: str | None = None
    timezone: str | None = None


def propose(records: Sequence[dict[str, Any]], place: Place, is_loaded: bool = True) -> Proposal:
    """A mapping of records; the same records give the same one.

    is_loaded: whether the keys of records are no columns.
    Raises UserError where no field can be the time, the actor or the action.
    """
    return _Proposer(records, place, is_loaded).proposal()


class _Proposer:
    def __init__(self, records: Sequence[dict[str, Any]], place: Place, is_loaded: bool) -> None:
        self.place = place
        self.is_loaded = is_loaded
        self.of_records = profile(records, is_loaded)
        self.each = find_each(self.of_records, is_loaded)
        rows = expanded(records, *self.each) if self.each else records
        self.fields = profile(rows, is_loaded) if self.each else self.of_records
        self.used: set[Path] = set()
        self.roles: list[Role] = []
        self.doubts: list[str] = []
        self._element = self.each[1] if self.each else None

    def proposal(self) -> Proposal:
        mapping: dict[str, Any] = {"name": self.place.name}
        if self.place.schema and self.place.schema != self.place.name:
            mapping["schema"] = self.place.schema
        if self.place.table:
            mapping["table"] = self.place.table
        if self.each:
            mapping["each"] = {"list": name_of(self.each[0], self.is_loaded), "as": self.each[1]}
        time = self._time()
        outcome = self._outcome()
        actor = self._actor()
        action = self._action()
        event_id = self._event_id()
        parts: dict[str, Any] = {"event_id": event_id, "time": time, "actor": actor} | action
        self._use_session()
        ties = self._tie()
        parts |= self._objects() | {"outcome": outcome} | self._duration() | self._session() | ties
        parts = {key: value for key, value in parts.items() if value is not None}
        if json := self._json_names():
            mapping["json"] = json
        mapping |= parts
        mapping |= self._activity_types()
        return Proposal(mapping, self.fields, self.roles, self.doubts)

    # ------------------------------------------------------------------------------- helpers

    def _name(self, path: Path) -> Any:
        return name_of(path, self.is_loaded)

    def _rest(self) -> list[Profile]:
        return [
            each
            for each in profiles_of(self.fields, self.used)
            if self._name(each.path) is not None
        ]

    def _take(
        self, said: str, found: Profile, note: str = "", others: Sequence[Candidate] = ()
    ) -> Any:
        names = [each.profile.name for each in others if each.path != found.path]
        self.roles.append(Role(said, found, note, tuple(names[:_ALTERNATIVES])))
        self.used.add(found.path)
        return self._name(found.path)

    def _json_names(self) -> list[Any]:
        """Texts that are JSON, of those that a used path leads into."""
        names = []
        for path in self.fields.json:
            is_used = any(used[: len(path)] == path and len(used) > len(path) for used in self.used)
            if is_used:
                names.append(self._name(path))
        return names

    def _missing(self, what: str, hint: str) -> UserError:
        names = sorted(each.name for each in self.fields.profiles.values())
        some = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        return UserError(
            f"No field of {self.place.name} looks like {what}: {hint} The fields are {some}."
        )

    # ---------------------------------------------------------------------------------- time

    def _time(self) -> Any:
        candidates = ranked(self._rest(), time_score)
        if candidates:
            best = candidates[0].profile
            whole = self._day_and_clock() if best.is_day else None
            return whole or self._told_time(best, candidates)
        for found in sorted(self._rest(), key=lambda each: (len(each.path), each.name)):
            texts = [text for text, _ in found.some]
            spelt = None if found.is_numeric or len(texts) < 1 else format_of(texts)
            if spelt and "%M" in spelt[0]:
                return self._formatted_time(found, *spelt)
        if whole := self._day_and_clock():
            return whole
        raise self._missing("a time", "say `time` by hand, with a unit or formats.")

    def _told_time(self, found: Profile, candidates: Sequence[Candidate]) -> Any:
        if found.times < MOST and found.unit:
            units = {
                "s": "seconds",
                "ms": "milliseconds",
                "us": "microseconds",
                "ns": "nanoseconds",
            }
            name = self._take("time", found, f"{units[found.unit]} since 1970, UTC", candidates)
            return _with(name, {"unit": found.unit})
        if found.share(_lacks_offset) == 0:
            return self._take("time", found, "with an offset", candidates)
        return self._with_zone(self._take("time", found, self._zone_note(found), candidates))

    def _formatted_time(self, found: Profile, spelling: str, is_open: bool) -> Any:
        name = self._take("time", found, f"{spelling}, {self._zone_note(found)}")
        if is_open:
            self.doubts.append(
                f"Day and month of {found.name} cannot be told apart in the sample:"
                f" {spelling} is a guess."
            )
        given = _with(name, {"formats": [spelling]})
        return given if spelling.endswith("%z") else self._with_zone(given)

    def _day_and_clock(self) -> Any:
        rest = sorted(self._rest(), key=lambda each: (len(each.path), each.name))
        days, clocks = [], []
        for each in rest:
            texts = [text for text, _ in each.some]
            if each.filled and not each.is_numeric:
                spelt = format_of(texts)
                if each.is_day or (spelt and "%M" not in spelt[0]):
                    days.append((each, spelt))
                if each.share(_CLOCK.fullmatch) >= MOST:
                    clocks.append(each)
        if not days or not clocks:
            return None
        (day, spelt), clock = days[0], clocks[0]
        day_name, clock_name = self._name(day.path), self._name(clock.path)
        if not isinstance(day_name, str) or not isinstance(clock_name, str):
            return None
        self._take("time", day, "the day")
        self._take("time", clock, f"the clock, {self._zone_note(clock)}")
        given: dict[str, Any] = {"template": f"{{{day_name}}} {{{clock_name}}}"}
        if day.times < MOST and spelt:
            seconds = ":%S" if clock.share(lambda text: text.count(":") == 2) >= MOST else ""
            given["formats"] = [f"{spelt[0]} %H:%M{seconds}"]
        return self._with_zone(given)

    def _zone_note(self, found: Profile) -> str:
        if self.place.timezone:
            return f"local times of {self.place.timezone}"
        self.doubts.append(
            f"The times of {found.name} have no offset, and are taken for UTC: say --timezone where"
            " they are of another zone."
        )
        return "without an offset: UTC"

    def _with_zone(self, name: Any) -> Any:
        return _with(name, {"timezone": self.place.timezone}) if self.place.timezone else name

    # --------------------------------------------------------------------------------- actor

    def _actor(self) -> Any:
        hidden = [*self.used, *(path for path in self.fields.profiles if self._name(path) is None)]
        actor, candidates = find_actor(self.fields, hidden)
        if not actor.parts:
            self.doubts.append("No field says who it was: map one by hand as `actor`.")
            return {"value": "unknown"}
        robots = _kind_mapping(actor, self._name)
        given = {}
        for part, found in actor.parts.items():
            said = "actor" if len(actor.parts) == 1 and not robots else f"actor.{part}"
            note = "e-mails" if found.emails > 0.8 else ""
            others = [each for each in candidates if each.path not in actor.paths]
            given[part] = self._take(said, found, note, others if found is actor.first else ())
            fillers = actor.fillers.get(part, [])
            if fillers:
                more = [self._take(said, each, "where that is missing") for each in fillers]
                given[part] = {"first": [given[part], *more]}
        if robots:
            assert actor.kind
            names = ", ".join(f"{text} is a {kind}" for text, kind in actor.kinds.items())
            self._take("actor.kind", actor.kind, names)
            return given | {"kind": robots}
        (only, *others) = given.values()
        return given if others or (set(given) == {"id"} and isinstance(only, dict)) else only

    # -------------------------------------------------------------------------------- action

    def _action(self) -> dict[str, Any]:
        self.verbs: list[str | None] = []
        if line := self._request_line():
            return line
        rest = self._rest()
        candidates = ranked(rest, action_score, enough=3.0) or ranked(rest, action_score, 0.5)
        candidates = candidates or ranked(rest, verb_score, enough=0.1)
        if not candidates:
            what = self.place.table or self.place.name
            self.doubts.append(f"No field says what was done: every record is the action {what}.")
            return {"action": {"value": what}}
        best = candidates[0].profile
        name = self._take("action", best, "", candidates)
        self.verbs = self.fields.columns[best.path]
        service = self._service(best)
        if service is None:
            return {"action": name}
        is_pair = {*service.words[-2:]} & {*best.words[-2:]} and len(service.path) == len(best.path)
        workflow = self._take("workflow", service)
        if not is_pair:
            return {"action": name, "workflow": workflow}
        services = self.fields.columns[service.path]
        self.verbs = [
            "/".join(part for part in pair if part) or None
            for pair in zip(services, self.verbs, strict=True)
        ]
        return {"action": [workflow, name], "workflow": workflow}

    def _service(self, action: Profile) -> Profile | None:
        """The field beside the action that says what it belongs to."""
        found = [
            each
            for each in self._rest()
            if each.path[:-1] == action.path[:-1]
            and set(each.words) & _SERVICES
            and not set(each.words) & {"ip", "address", "id", "type", "user", "account", "client"}
            and each.word_share > 0.9
            and 1 < each.distinct < 60
            and each.nulls < 0.2
            and each.distinct <= action.distinct
            and each.addresses < 0.1
        ]
        return min(found, key=lambda each: each.name) if found else None

    def _request_line(self) -> dict[str, Any] | None:
        """Of a web server: the verb of its first line, and the path."""
        better = ranked(self._rest(), action_score, enough=8.0)
        lines = [each for each in self._rest() if is_http_line(each)]
        if not lines or any(not is_http_line(each.profile) for each in better):
            return None
        line = min(lines, key=lambda each: (len(each.path), each.name))
        name = self._take("action", line, "the verb of the request", better)
        verbs = [(text or "").split(" ", 1)[0] or None for text in self.fields.columns[line.path]]
        self.verbs = verbs
        self.roles.append(Role("object_id", line, "the path of the request"))
        return {
            "action": _with(name, {"regex": "^([A-Z]+) "}),
            "object_type": {"value": "path"},
            "object_id": _with(name, {"regex": "^[A-Z]+ ([^ ?]+)"}),
        }

    def _activity_types(self) -> dict[str, Any]:
        found = activity_types(text for text in self.verbs if text)
        return {"activity_types": found} if found else {}

    # -------------------------------------------------------------------------------- others

    def _event_id(self) -> Any:
        outside = [
            each
            for each in self.of_records.profiles.values()
            if each.path not in self.used and self._name(each.path) is not None
        ]
        if self.each:
            outside = [each for each in outside if each.path[: len(self.each[0])] != self.each[0]]
        candidates = ranked(outside, event_id_score)
        if not candidates:
            candidates = ranked(outside, _unique_tie_score) or ranked(outside, _answered_score)
        if not candidates and (pair := self._pair(outside)):
            return pair
        if not candidates:
            self.doubts.append(
                "No field tells events apart: rows that are alike in all that is mapped are one."
            )
            return None
        best = candidates[0].profile
        note = ""
        if best.uniqueness < 1:
            note = f"{best.filled - best.distinct:,} records have the id of another one"
            self.doubts.append(
                f"{best.name} comes several times: records with the same one become one activity."
            )
        return self._take("event_id", best, note, candidates)

    def _pair(self, profiles: Sequence[Profile]) -> Any:
        """A number of a line and what it is counted in, which no two records share."""
        numbers = [each for each in profiles if each.is_integer and set(each.words) & _COUNTED]
        scopes = [each for each in profiles if set(each.words) & _SCOPES and not each.nulls]
        for number in sorted(numbers, key=lambda each: each.name):
            for scope in sorted(scopes, key=lambda each: (-each.distinct, each.name)):
                names = [self._name(each.path) for each in (scope, number)]
                if scope is number or number.nulls or not all(isinstance(x, str) for x in names):
                    continue
                columns = (self.fields.columns[each.path] for each in (scope, number))
                if len(set(zip(*columns, strict=True))) == number.total:
                    self._take("event_id", number, f"with {scope.name}")
                    return {"template": f"{{{names[0]}}}/{{{names[1]}}}"}
        return None

    def _outcome(self) -> Any:
        candidates = ranked(self._rest(), outcome_score, enough=6.0)
        if not candidates:
            return None
        best = candidates[0].profile
        return outcome_of(best, self._take("outcome", best, "", candidates))

    def _objects(self) -> dict[str, Any]:
        if any(role.said == "object_id" for role in self.roles):
            return {}
        things = find_things(
            self.fields, [*self.used, *self._unnamed(), *self._like_the_action()], self._element
        )
        listed = find_list(self.fields)
        if listed and (not things or 0 in _key_of(things[0]).path or things[0].score < 8.5):
            return self._list_of_objects(*listed, things)
        chosen = together([each for each in things if each.score > 2.0])
        if not chosen:
            return {}
        return self._one_object(chosen[0], things) if len(chosen) == 1 else self._several(chosen)

    def _like_the_action(self) -> list[Path]:
        """Fields that say what was done once more."""
        actions = [role.profile.path for role in self.roles if role.said == "action"]
        verbs = self.fields.columns[actions[0]] if actions else []
        found = []
        for path, column in self.fields.columns.items():
            pairs = [(one, two) for one, two in zip(verbs, column, strict=False) if one and two]
            is_same = sum(one == two for one, two in pairs) > 0.5 * len(pairs)
            ways, firsts = len(set(pairs)), len({one for one, _ in pairs})
            # each action has one value: it says more of the action, and not to what it was done
            is_said = firsts > 4 and ways <= 1.2 * firsts and len({two for _, two in pairs}) > 4
            if pairs and (is_same or (is_said and len(pairs) > 2 * ways)):
                found.append(path)
        return found

    def _unnamed(self) -> list[Path]:
        return [path for path in self.fields.profiles if self._name(path) is None]

    def _one_object(self, thing: Thing, things: Sequence[Thing]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        others = [Candidate(_key_of(each), each.score) for each in things[1:]]
        if kind := thing.parts.get("type"):
            given["object_type"] = self._take("object_type", kind)
        elif not thing.is_any:
            given["object_type"] = self._kind_of(thing)
        for part in ("id", "name"):
            if found := thing.parts.get(_part_of(part)):
                others = others if part == "id" else []
                given[f"object_{part}"] = self._take(f"object_{part}", found, "", others)
        return given

    def _kind_of(self, thing: Thing) -> dict[str, Any]:
        """What the object is, where there is one."""
        name = self._name(_key_of(thing).path)
        if _key_of(thing).nulls < 0.02 or not isinstance(name, str):
            return {"value": thing.kind}
        return {"case": [{"when": {name: {"not": None}}, "then": thing.kind}]}

    def _several(self, things: Sequence[Thing]) -> dict[str, Any]:
        ordered = sorted(things, key=lambda each: (_key_of(each).nulls, -each.score, each.noun))
        # what stands in fewer records says more
        ordered.reverse()
        names = [self._take("object_id", _key_of(each), each.kind) for each in ordered]
        plain = [name for name in names if isinstance(name, str)]
        if len(plain) < len(names):
            return {"object_type": {"value": ordered[0].kind}, "object_id": {"first": names}}
        cases = [
            {"when": {name: {"not": None}}, "then": each.kind}
            for name, each in zip(plain, ordered, strict=True)
        ]
        return {"object_type": {"case": cases}, "object_id": {"first": plain}}

    def _list_of_objects(
        self, path: Path, keys: dict[Part, str], things: Sequence[Thing]
    ) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for part, key in sorted(
            keys.items(), key=lambda each: ("type", "id", "name").index(each[0])
        ):
            found = self.fields.profiles[(*path, 0, key)]
            given[f"object_{part}"] = self._take(f"object_{part}", found, "of the first of a list")
        given["objects"] = {"list": self._name(path)} | dict(sorted(keys.items()))
        return given

    def _duration(self) -> dict[str, Any]:
        candidates = ranked(self._rest(), _duration_score)
        if not candidates:
            return {}
        best = candidates[0].profile
        unit = _duration_unit(best)
        name = self._take("duration", best, unit, candidates)
        return {"duration": name if unit == "ms" else _with(name, {"unit": unit})}

    def _use_session(self) -> None:
        found = ranked(self._rest(), session_score, enough=3.0)
        self._sessions = found
        self.used |= {each.path for each in found[:1]}

    def _session(self) -> dict[str, Any]:
        if not self._sessions:
            return {}
        return {"session_key": self._take("session_key", self._sessions[0].profile)}

    def _tie(self) -> dict[str, Any]:
        found = ranked(self._rest(), tie_score, enough=3.0)
        return {"correlation_id": self._take("correlation_id", found[0].profile)} if found else {}


def _with(name: Any, more: dict[str, Any]) -> dict[str, Any]:
    """A name as a mapping, with more keys."""
    return (dict(name) if isinstance(name, dict) else {"column": name}) | more


def _part_of(text: str) -> Part:
    return "name" if text == "name" else "id"


def _key_of(thing: Thing) -> Profile:
    return thing.parts["id"]


def _lacks_offset(text: str) -> bool:
    """Whether a text is a time of some clock; one that is no time says nothing of the others."""
    found = read_text(text)
    return bool(found and not found.has_offset)


def _kind_mapping(actor: Actor, name_of_path: Any) -> Any:
    if actor.kind is None:
        return None
    name = name_of_path(actor.kind.path)
    return _with(name, {"map": dict(actor.kinds), "else": "person"})


def _unique_tie_score(profile: Profile) -> float:
    """A request id that no two records share does for an event id."""
    is_unique = profile.uniqueness == 1 and profile.nulls == 0 and profile.filled > 1
    return tie_score(profile) + 1.0 if is_unique else 0.0


def _answered_score(profile: Profile) -> float:
    """The id of a request that has at most a record for it, and one for its answer."""
    is_pair = bool(profile.counts) and max(profile.counts.values()) <= 2
    return tie_score(profile) + 2.0 if is_pair and profile.path[-2:] == ("request", "id") else 0.0


_DURATIONS = {"duration": 9.0, "elapsed": 9.0, "took": 9.0, "latency": 8.0, "runtime": 7.0}
_OF_TIMES = {"request", "response", "execution", "processing", "total", "query", "run", "wall"}
_OF_UNITS = {
    **{"ms": "ms", "millis": "ms", "milliseconds": "ms", "msec": "ms"},
    **{"s": "s", "sec": "s", "secs": "s", "seconds": "s"},
    **{"us": "us", "micros": "us", "microseconds": "us", "usec": "us"},
    **{"ns": "ns", "nanos": "ns", "nanoseconds": "ns", "nsec": "ns"},
}


def _duration_score(profile: Profile) -> float:
    words = profile.words
    if not profile.is_numeric or profile.nulls > 0.95 or profile.unit:
        return 0.0
    score = max((_DURATIONS[word] for word in words if word in _DURATIONS), default=0.0)
    if not score and words[-1:] == ("time",) and set(words) & _OF_TIMES:
        score = 7.0
    if not score and words and words[-1] in _OF_UNITS and len(words) > 1:
        score = 6.0
    is_other = bool(set(words) & {"timestamp", "upstream", "queue", "idle", "queued"})
    return score - 0.5 * depth_of(profile) - profile.nulls - 3.0 * is_other if score else 0.0


def _duration_unit(profile: Profile) -> str:
    for word in reversed(profile.words):
        if word in _OF_UNITS:
            return _OF_UNITS[word]
    has_fraction = profile.share(lambda text: "." in text) > 0.3
    values = sorted(float(text.replace(",", ".")) for text, _ in profile.some)
    return "s" if has_fraction and values[len(values) // 2] < 60 else "ms"
