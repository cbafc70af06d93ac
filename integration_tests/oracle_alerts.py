"""An independent reading of alert_events: plain Python over the activities, from the definitions.

It is meant to be plainly right: every activity looks at all others of its subject.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from integration_tests.oracle_frames import ONE_DAY

Activity = Mapping[str, Any]
Subject = tuple[str, str]

# What of alert_events is compared, in order.
COLUMNS = (
    *("alert_id", "activity_date", "rule", "kind", "severity", "system", "subject_type", "subject"),
    *("user_key", "action", "object_type", "object_id", "object_name", "activity_id"),
    *("started_at", "matched_at", "ended_at", "activities", "threshold", "window_minutes"),
    *("median_activities", "mad_activities", "activity_limit"),
)
# The columns of the seed, in order.
RULE_COLUMNS = (
    *("rule", "kind", "system", "activity_type", "action", "object_type", "outcome", "counts"),
    *("from_hour", "to_hour", "subject_type", "threshold", "window_minutes", "min_activities"),
    *("severity", "is_enabled", "description"),
)
_OUTCOMES = {"done": ("succeeded", "unknown"), "not_done": ("failed", "denied")}


@dataclass(frozen=True)
class Rule:
    """A row of the seed alert_rules; None is any.

    Args:
        action: the whole action in lower case: patterns are the models' own.
    """

    rule: str
    kind: str
    subject_type: str = "user"
    system: str | None = None
    activity_type: str | None = None
    action: str | None = None
    object_type: str | None = None
    outcome: str | None = None
    counts: str | None = None
    from_hour: int | None = None
    to_hour: int | None = None
    threshold: int | None = None
    window_minutes: int | None = None
    min_activities: int | None = None
    severity: str = "low"
    is_enabled: bool = True
    description: str | None = None

    def seed_row(self) -> list[Any]:
        """Its values in the order of the seed."""
        return [getattr(self, name) for name in RULE_COLUMNS]

    def means(self, activity: Activity, hour: int) -> bool:
        """Whether an activity, at this hour of the reporting time zone, is one of the rule's."""
        if self.activity_type not in (None, activity["activity_type"]):
            return False
        if self.object_type is not None and self.object_of(activity) is None:
            return False
        if self.system not in (None, "*", activity["system"]):
            return False
        if self.action is not None and activity["action"].lower() != self.action:
            return False
        if self.outcome is not None:
            allowed = _OUTCOMES.get(self.outcome, (self.outcome,))
            if activity["outcome"] not in allowed:
                return False
        if self.counts in ("person", "engagement") and not activity["is_person"]:
            return False
        if self.counts == "engagement" and not activity["is_engagement"]:
            return False
        return self._has_hour(hour) and not activity["is_scaffolding"]

    def _has_hour(self, hour: int) -> bool:
        if self.from_hour is None or self.to_hour is None:
            return True
        hours = (self.to_hour - self.from_hour) % 24
        return (hour - self.from_hour) % 24 < hours

    def object_of(self, activity: Activity) -> Activity | None:
        """What an alert of the activity names: the first object of the type that is wanted."""
        if self.object_type is None:
            return activity
        of_type = [it for it in activity["objects"] if it["object_type"] == self.object_type]
        # The log may name a type and no object.
        return min(of_type, key=lambda it: it["object_id"] is None, default=None)

    def subject_of(self, activity: Activity) -> str | None:
        """Of whom or what the activity counts."""
        column = {"user": "user_key", "action": "action", "system": "system"}[self.subject_type]
        subject: str | None = activity[column]
        return subject


def alert_events(
    facts: pl.DataFrame,
    rules: Iterable[Rule],
    timezone: str = "UTC",
    objects: pl.DataFrame | None = None,
) -> list[tuple[Any, ...]]:
    """The rows that alert_events must have, in the order of ``COLUMNS``.

    Args:
        facts: activities, as ``oracle_frames.FACTS``.
        objects: what they touched besides their main object, as ``oracle_frames.OBJECTS``.
    """
    touched: dict[str, list[Activity]] = defaultdict(list)
    for it in () if objects is None else objects.iter_rows(named=True):
        touched[it["activity_id"]].append(it)
    zone = ZoneInfo(timezone)
    activities = []
    for activity in facts.iter_rows(named=True):
        local = activity["occurred_at"].replace(tzinfo=dt.timezone.utc).astimezone(zone)
        named = [activity, *touched[activity["activity_id"]]]
        activities.append({**activity, "date": local.date(), "hour": local.hour, "objects": named})
    rows: list[tuple[Any, ...]] = []
    for rule in rules:
        if not rule.is_enabled:
            continue
        meant = [each for each in activities if rule.means(each, each["hour"])]
        found = {"each": _singles, "count": _bursts, "volume": _volumes}[rule.kind](rule, meant)
        for alert in found:
            rows.append(tuple(alert.get(name) for name in COLUMNS))
    return rows


def _singles(rule: Rule, meant: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    for activity in meant:
        at = activity["occurred_at"]
        touched = rule.object_of(activity) or activity
        yield {
            **_of_rule(rule, activity["system"], rule.subject_of(activity), activity["date"]),
            **{name: activity[name] for name in ("user_key", "action", "activity_id")},
            **{name: touched[name] for name in ("object_type", "object_id", "object_name")},
            "alert_id": _hash(rule.rule, activity["activity_id"]),
            **{"started_at": at, "matched_at": at, "ended_at": at, "activities": 1},
        }


def _bursts(rule: Rule, meant: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    assert rule.threshold is not None
    assert rule.window_minutes is not None
    window = dt.timedelta(minutes=rule.window_minutes)
    for (system, subject), own in _by_subject(rule, meant).items():
        own.sort(key=_order)
        # An activity that reaches the threshold, with all that lie in its window.
        reaching: list[tuple[Activity, list[Activity]]] = []
        for last in own:
            within = [
                other
                for other in own
                if _order(other) <= _order(last)
                and last["occurred_at"] - other["occurred_at"] < window
            ]
            if len(within) >= rule.threshold:
                reaching.append((last, within))
        for date in sorted({last["date"] for last, _ in reaching}):
            earlier = [last["occurred_at"] for last, _ in reaching if last["date"] < date]
            fresh = [
                (last, within)
                for last, within in reaching
                if last["date"] == date
                and all(last["occurred_at"] - before >= window for before in earlier)
            ]
            if not fresh:
                continue
            trigger, within = fresh[0]
            first, end = within[-rule.threshold], fresh[-1][0]
            yield {
                **_of_rule(rule, system, subject, date),
                "alert_id": _hash(rule.rule, system, subject, date.isoformat()),
                "action": trigger["action"],
                "activity_id": trigger["activity_id"],
                "started_at": first["occurred_at"],
                "matched_at": trigger["occurred_at"],
                "ended_at": end["occurred_at"],
                "activities": sum(_order(first) <= _order(each) <= _order(end) for each in own),
                "window_minutes": rule.window_minutes,
            }


def _volumes(rule: Rule, meant: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    assert rule.threshold is not None
    for (system, subject), own in _by_subject(rule, meant).items():
        days: dict[dt.date, list[dt.datetime]] = defaultdict(list)
        for activity in own:
            days[activity["date"]].append(activity["occurred_at"])
        for date, times in days.items():
            past = [date - 7 * weeks * ONE_DAY for weeks in (1, 2, 3, 4)]
            counts = [len(days.get(day, ())) for day in past if day >= min(days)]
            if len(times) < (rule.min_activities or 1) or len(counts) < 3:
                continue
            middle = float(median(counts))
            mad = float(median(abs(count - middle) for count in counts))
            limit = middle + rule.threshold * max(1.4826 * mad, math.sqrt(middle), 1.0)
            if len(times) > limit:
                yield {
                    **_of_rule(rule, system, subject, date),
                    "alert_id": _hash(rule.rule, system, subject, date.isoformat()),
                    "action": subject if rule.subject_type == "action" else None,
                    "started_at": min(times),
                    **{"matched_at": max(times), "ended_at": max(times)},
                    "activities": len(times),
                    "median_activities": middle,
                    "mad_activities": mad,
                    "activity_limit": limit,
                }


def _by_subject(rule: Rule, meant: Sequence[Activity]) -> dict[Subject, list[Activity]]:
    """The activities of each system and subject; nobody's are left out."""
    found: dict[Subject, list[Activity]] = defaultdict(list)
    for activity in meant:
        subject = rule.subject_of(activity)
        if subject is not None:
            found[activity["system"], subject].append(activity)
    return found


def _of_rule(rule: Rule, system: str, subject: str | None, date: dt.date) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "kind": rule.kind,
        "severity": rule.severity,
        "system": system,
        "subject_type": rule.subject_type,
        "subject": subject,
        "user_key": subject if rule.subject_type == "user" else None,
        "activity_date": date,
        "threshold": rule.threshold,
    }


def _order(activity: Activity) -> tuple[dt.datetime, bytes]:
    return activity["occurred_at"], activity["activity_id"].encode()


def _hash(*parts: str) -> str:
    return hashlib.md5("|".join(parts).encode()).hexdigest()
