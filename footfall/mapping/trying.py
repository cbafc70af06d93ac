"""A mapping tried on the records of a sample: what would come out, and what would be lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    chosen = [each for each in tables if each.get("table") == table] or tables
    mapping = {**mapping, **chosen[0]}
    evaluator = Evaluator(mapping)
    trial = Trial(sample.unreadable.total())
    trial.lost.update({f"no JSON object: {why}": n for why, n in sample.unreadable.items()})
    events: dict[str, list[_Event]] = {}
    for number, (record, part) in enumerate(_rows(mapping, evaluator, sample, trial)):
        why, moment, action, event_id = _fate(evaluator, mapping, record)
        if why or moment is None or action is None:
            trial.lost[why] += 1
            continue
        key = f"row {number}" if event_id is None else f"id {event_id}/{part}"
        events.setdefault(key, []).append(_Event(record, moment, action))
    kept = []
    for records in events.values():
        trial.lost["one more record of an event that is there"] += len(records) - 1
        # the record that knows how the event ended wins, then the earliest
        winner = min(
            enumerate(records),
            key=lambda each: (not evaluator.has_outcome(each[1].record), each[1].moment, each[0]),
        )[1]
        kept.append(winner)
    _add_activities(trial, mapping, evaluator, kept)
    _add_users(trial, evaluator, kept, patterns)
    trial.lost = +trial.lost
    return trial


@dataclass(frozen=True)
class _Event:
    record: Mapping[str, Any]
    moment: datetime
    action: str


def _rows(
    mapping: Mapping[str, Any], evaluator: Evaluator, sample: Sample, trial: Trial
) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The rows of a sample, each with its number in the list that it stands in."""
    each = mapping.get("each")
    name, alias = each, "element"
    if isinstance(each, Mapping):
        name, alias = each["list"], each.get("as", alias)
    path = path_of(name) if name is not None else None
    for given in sample.records:
        record = evaluator.opened(given)
        rows = expanded([record], path, alias) if path else [record]
        trial.records += max(len(rows), 1)
        if not rows:
            trial.lost["a list without elements"] += 1
        yield from ((row, number) for number, row in enumerate(rows, start=1))


def _add_activities(
    trial: Trial, mapping: Mapping[str, Any], evaluator: Evaluator, events: Sequence[_Event]
) -> None:
    for event in events:
        outcome = evaluator.outcome(event.record)
        kind, thing = (
            evaluator.value(event.record, mapping[key]) if key in mapping else None
            for key in ("object_type", "object_id")
        )
        trial.outcomes[outcome] += 1
        told = evaluator.actor(event.record).known
        trial.activities.append(
            Activity(event.moment, told, event.action, kind or "", thing or "", outcome)
        )


def _add_users(
    trial: Trial, evaluator: Evaluator, events: Sequence[_Event], patterns: Patterns
) -> None:
    """Count people and other accounts, note who looks like a robot, and the people of each day."""
    times: dict[str, list[datetime]] = defaultdict(list)
    agents: dict[str, set[str]] = defaultdict(set)
    days: dict[date, set[str]] = defaultdict(set)
    services: set[str] = set()
    names: dict[str, tuple[str, ...]] = {}
    for event in events:
        actor = evaluator.actor(event.record)
        told, kind = actor.known, actor.kind
        if not told or kind == "anonymous" or patterns.is_nobody(actor.user):
            trial.not_people["nobody"] += 1
            continue
        names[told] = actor.names
        times[told].append(event.moment)
        if agent := _agent(event.record):
            agents[told].add(agent)
        if kind == "service":
            services.add(told)
        if kind == "service" or any(map(patterns.robot, actor.names)):
            trial.not_people[told] += 1
        else:
            trial.people[told] += 1
            days[event.moment.date()].add(told)
    robots = find_robots(names, times, agents, patterns)
    trial.robots = [each for each in robots if each.is_known or each.user not in services]
    trial.daily = {day: len(users) for day, users in sorted(days.items())}


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
