"""A mapping tried on the records of a sample: what would come out, and what would be lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from footfall.mapping.elements import expanded
from footfall.mapping.evaluating import Evaluator
from footfall.mapping.names import path_of, words_of
from footfall.mapping.people import Patterns, Robot, find_robots
from footfall.mapping.samples import Sample

_SHOWN = 10


@dataclass(frozen=True)
class Activity:
    """An activity as it would come out."""

    occurred_at: datetime
    user: str
    action: str
    object_type: str
    object_id: str
    outcome: str


@dataclass
class Trial:
    """What becomes of a sample. people, not_people: activities by user; daily: users by day.

    lost: records that give no activity, by reason.
    """

    records: int
    activities: list[Activity] = field(default_factory=list)
    people: Counter[str] = field(default_factory=Counter)
    not_people: Counter[str] = field(default_factory=Counter)
    daily: dict[date, int] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    robots: list[Robot] = field(default_factory=list)

    @property
    def first(self) -> list[Activity]:
        """The first ones, by time."""
        ordered = sorted(
            self.activities, key=lambda each: (each.occurred_at, each.user, each.action)
        )
        return ordered[:_SHOWN]


def try_mapping(
    mapping: Mapping[str, Any], sample: Sample, patterns: Patterns, table: str | None = None
) -> Trial:
    """Read a sample as a mapping says. table: which of its several tables the sample is of."""
    tables = mapping.get("tables") or [{}]
    mapping = {
        **mapping,
        **next((each for each in tables if each.get("table") == table), tables[0]),
    }
    evaluator = Evaluator(mapping)
    records: Sequence[dict[str, Any]] = [evaluator.opened(each) for each in sample.records]
    trial = Trial(sum(sample.unreadable.values()))
    trial.lost.update({f"no JSON object: {why}": n for why, n in sample.unreadable.items()})
    if each := mapping.get("each"):
        name, alias = (
            (each["list"], each.get("as", "element"))
            if isinstance(each, Mapping)
            else (each, "element")
        )
        path = path_of(name) or (str(name),)
        rows = expanded(records, path, alias)
        trial.records += sum(1 for record in records if not expanded([record], path, alias))
        trial.lost["a list without elements"] += trial.records - sum(sample.unreadable.values())
        records = rows
    trial.records += len(records)
    times: dict[str, list[datetime]] = defaultdict(list)
    agents: dict[str, set[str]] = defaultdict(set)
    days: dict[date, set[str]] = defaultdict(set)
    seen: set[str] = set()
    by_kind: dict[str, str] = {}
    kept: list[tuple[str, str, datetime]] = []
    for record in records:
        why, moment, action, event_id = _fate(evaluator, mapping, record)
        if why or moment is None or action is None:
            trial.lost[why or ""] += 1
            continue
        if event_id is not None and not mapping.get("each"):
            if event_id in seen:
                trial.lost["one more record of an event that is there"] += 1
                continue
            seen.add(event_id)
        user, known, kind = evaluator.actor(record)
        told = known or user or ""
        by_kind[told] = kind
        outcome = evaluator.outcome(record)
        trial.outcomes[outcome] += 1
        trial.activities.append(
            Activity(
                moment,
                told,
                action,
                evaluator.value(record, mapping["object_type"]) or ""
                if "object_type" in mapping
                else "",
                evaluator.value(record, mapping["object_id"]) or ""
                if "object_id" in mapping
                else "",
                outcome,
            )
        )
        kept.append((told, kind, moment))
        times[told].append(moment)
        if agent := _agent(record):
            agents[told].add(agent)
    trial.robots = find_robots((user for user, _, _ in kept if user), times, agents, patterns)
    known_robots = {robot.user for robot in trial.robots if robot.is_known}
    for user, kind, moment in kept:
        is_nobody = not user or kind == "anonymous" or patterns.is_nobody(user)
        if is_nobody or kind == "service" or user in known_robots:
            trial.not_people["nobody" if is_nobody else user] += 1
        else:
            trial.people[user] += 1
            days[moment.date()].add(user)
    services = {user for user, kind in by_kind.items() if kind != "person"}
    trial.robots = [each for each in trial.robots if each.is_known or each.user not in services]
    trial.daily = {day: len(users) for day, users in sorted(days.items())}
    trial.lost = +trial.lost
    return trial


def _fate(
    evaluator: Evaluator, mapping: Mapping[str, Any], record: Mapping[str, Any]
) -> tuple[str, datetime | None, str | None, str | None]:
    """Why a record is lost, else its time, its action and its id, as the models decide it."""
    moment = evaluator.time(record, mapping["time"])
    if moment is None:
        return "time is missing, unreadable or not between 2000 and 2099", None, None, None
    if mapping.get("where") and not evaluator.holds(record, mapping["where"]):
        return "excluded by where", None, None, None
    event_id = None
    if mapping.get("event_id") is not None:
        event_id = evaluator.value(record, mapping["event_id"])
        if not event_id:
            return "event_id is missing", None, None, None
    action = evaluator.value(record, mapping["action"])
    return ("", moment, action, event_id) if action else ("action is missing", None, None, None)


def _agent(record: Mapping[str, Any]) -> str | None:
    """The user agent of a record, at its top."""
    for key, value in record.items():
        words = words_of((key,))
        if "agent" in words and ("user" in words or len(words) == 1) and isinstance(value, str):
            return value
    return None
