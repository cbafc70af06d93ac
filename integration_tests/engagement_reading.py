"""Engagement and workflow KPIs of one system's activities, counted in plain Python.

Every function follows the written definition of the mart with its name and gives the rows that
the mart must have, as dictionaries by column.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from integration_tests.amundsen_reading import Activity

Row = dict[str, Any]


def rows_by_system(rows: Iterable[Row]) -> list[Row]:
    """With one system enabled, the rows of the system and the same again for ``all``."""
    rows = list(rows)
    return [row | {"system": system} for system in ("amundsen", "all") for row in rows]


def keyer(salt: str, others: dict[str, str] | None = None) -> Callable[[str], str]:
    """Pseudonyms as the project makes them for e-mail addresses.

    Args:
        others: pseudonyms of identities that are no e-mail addresses.
    """

    def key(identity: str) -> str:
        if others and identity in others:
            return others[identity]
        return hashlib.sha256((salt + identity).encode()).hexdigest()

    return key


@dataclass
class EngagementKpis:
    """KPIs of a list of activities.

    Args:
        as_of: the last day of every window (D).
        scope: ``engagement`` or ``all``.
        key: gives an identity its pseudonym.
    """

    activities: list[Activity]
    as_of: dt.date
    scope: str
    key: Callable[[str], str]
    windows: Sequence[int] = (7, 14, 28, 90)
    top_n: int = 50

    @cached_property
    def scoped(self) -> list[Activity]:
        """The activities that KPIs count, up to D."""
        return [
            activity
            for activity in self.activities
            if activity.in_scope(self.scope) and activity.date <= self.as_of
        ]

    # -- core ------------------------------------------------------------------------------

    def fct_user_days(self) -> list[Row]:
        """A user's day in a system, whatever the scope and also after D."""
        days: dict[tuple[dt.date, str], list[Activity]] = defaultdict(list)
        for activity in self.activities:
            if activity.identity is not None:
                days[activity.date, self.user_key(activity)].append(activity)
        return [
            {
                "activity_date": date,
                "system": "amundsen",
                "user_key": key,
                "activities": len(done),
                "engaged_activities": sum(activity.is_engagement for activity in done),
                "first_at": min(activity.occurred_at for activity in done),
                "last_at": max(activity.occurred_at for activity in done),
            }
            for (date, key), done in days.items()
        ]

    # -- engagement ------------------------------------------------------------------------

    def active_users_daily(self) -> list[Row]:
        """One row a date from the first activity to D."""
        users = self._users_by(lambda date: date)
        first_of = self._firsts(users)
        counts = Counter(activity.date for activity in self.scoped)
        rows = []
        for date in _dates(min(users), self.as_of):
            trailing = {
                days: len(set().union(*(users.get(d, set()) for d in _back(date, days))))
                for days in (1, 7, 28)
            }
            rows.append(
                {
                    "activity_date": date,
                    "dau": trailing[1],
                    "wau": trailing[7],
                    "mau": trailing[28],
                    "stickiness": ratio(trailing[1], trailing[28]),
                    "new_users": sum(first == date for first in first_of.values()),
                    "activities": counts[date],
                }
            )
        return rows_by_system(rows)

    def active_users_weekly(self) -> list[Row]:
        """One row a week from the first activity's to D's."""
        return self._active_users_by(
            "week_start_date",
            lambda date: date - dt.timedelta(days=date.weekday()),
            lambda start: start + dt.timedelta(days=7),
        )

    def active_users_monthly(self) -> list[Row]:
        """One row a month from the first activity's to D's."""
        return self._active_users_by(
            "month_start_date",
            lambda date: date.replace(day=1),
            lambda start: (start + dt.timedelta(days=31)).replace(day=1),
        )

    def top_users(self) -> list[Row]:
        """The busiest users of each window."""
        rows = []
        for days in self.windows:
            mine: dict[str, list[Activity]] = defaultdict(list)
            for activity in self.within(days):
                mine[self.user_key(activity)].append(activity)
            ranked: list[Row] = [
                {
                    "user_key": key,
                    "user_label": f"user-{key[:6]}",
                    "activities": len(done),
                    "active_days": len({activity.date for activity in done}),
                    "last_active_at": max(activity.occurred_at for activity in done),
                }
                for key, done in mine.items()
            ]
            ranked.sort(key=lambda r: (-r["activities"], -r["active_days"], r["user_key"]))
            rows += self.ranks(days, "user_rank", ranked)
        return rows_by_system(rows)

    # -- workflows -------------------------------------------------------------------------

    def workflow_usage(self) -> list[Row]:
        """What was done in each window, with outcomes and durations."""
        rows = []
        for days in self.windows:
            before = Counter(
                (activity.workflow, activity.action) for activity in self.within(days, shift=days)
            )
            for (workflow, action), done in self._by_action(self.within(days)).items():
                outcome = Counter(activity.outcome for activity in done)
                known = outcome["succeeded"] + outcome["failed"] + outcome["denied"]
                previous = before[workflow, action]
                change = ratio(len(done), previous)
                rows.append(
                    {
                        "window_days": days,
                        "workflow": workflow,
                        "action": action,
                        "activities": len(done),
                        "users": len({activity.identity for activity in done}),
                        **{
                            name: outcome[name]
                            for name in ("succeeded", "failed", "denied", "unknown")
                        },
                        "success_rate": ratio(outcome["succeeded"], known),
                        "p50_duration_ms": percentile(done, 0.5),
                        "p95_duration_ms": percentile(done, 0.95),
                        "previous_activities": previous,
                        "change_ratio": None if change is None else change - 1,
                    }
                )
        return rows_by_system(rows)

    def workflow_usage_daily(self) -> list[Row]:
        """What was done on each day that saw any of it."""
        rows = []
        for date in sorted({activity.date for activity in self.scoped}):
            today = [activity for activity in self.scoped if activity.date == date]
            for (workflow, action), done in self._by_action(today).items():
                rows.append(
                    {
                        "activity_date": date,
                        "workflow": workflow,
                        "action": action,
                        "activities": len(done),
                        "users": len({activity.identity for activity in done}),
                        "failed": sum(activity.outcome == "failed" for activity in done),
                        "p50": percentile(done, 0.5),
                        "p95": percentile(done, 0.95),
                        "p99": percentile(done, 0.99),
                    }
                )
        return rows_by_system(rows)

    # -- helpers ---------------------------------------------------------------------------

    def user_key(self, activity: Activity) -> str:
        """The pseudonym of whoever did it."""
        assert activity.identity is not None
        return self.key(activity.identity)

    def within(self, days: int, shift: int = 0) -> list[Activity]:
        """Scoped activities of the ``days`` days that end ``shift`` days before D."""
        last = self.as_of - dt.timedelta(days=shift)
        first = last - dt.timedelta(days=days - 1)
        return [activity for activity in self.scoped if first <= activity.date <= last]

    def ranks(self, days: int, name: str, ranked: list[Row]) -> list[Row]:
        """The first ``top_n`` of a sorted list, numbered."""
        top = ranked[: self.top_n]
        return [{"window_days": days, name: i, **row} for i, row in enumerate(top, start=1)]

    def _by_action(
        self, activities: Iterable[Activity]
    ) -> dict[tuple[str | None, str], list[Activity]]:
        groups: dict[tuple[str | None, str], list[Activity]] = defaultdict(list)
        for activity in activities:
            groups[activity.workflow, activity.action].append(activity)
        return groups

    def _users_by(self, period: Callable[[dt.date], dt.date]) -> dict[dt.date, set[str]]:
        users: dict[dt.date, set[str]] = defaultdict(set)
        for activity in self.scoped:
            users[period(activity.date)].add(self.user_key(activity))
        return users

    @staticmethod
    def _firsts(users: dict[dt.date, set[str]]) -> dict[str, dt.date]:
        firsts: dict[str, dt.date] = {}
        for period in sorted(users):
            for user in users[period]:
                firsts.setdefault(user, period)
        return firsts

    def _active_users_by(
        self,
        name: str,
        period: Callable[[dt.date], dt.date],
        following: Callable[[dt.date], dt.date],
    ) -> list[Row]:
        users = self._users_by(period)
        firsts = self._firsts(users)
        counts = Counter(period(activity.date) for activity in self.scoped)
        rows = []
        start, before = min(users), set[str]()
        while start <= self.as_of:
            now = users.get(start, set())
            new = {user for user in now if firsts[user] == start}
            rows.append(
                {
                    name: start,
                    "active_users": len(now),
                    "new_users": len(new),
                    "retained_users": len(now & before),
                    "resurrected_users": len(now - before - new),
                    "churned_users": len(before - now),
                    "activities": counts[start],
                    "is_complete": following(start) - dt.timedelta(days=1) <= self.as_of,
                }
            )
            start, before = following(start), now
        return rows_by_system(rows)


def percentile(activities: Iterable[Activity], share: float) -> float | None:
    """The continuous percentile (linear between neighbours) of the known durations, in ms."""
    known = sorted(a.duration_ms for a in activities if a.duration_ms is not None)
    if not known:
        return None
    place = share * (len(known) - 1)
    low = int(place)
    high = min(low + 1, len(known) - 1)
    return known[low] + (known[high] - known[low]) * (place - low)


def ratio(part: int, whole: int) -> float | None:
    """A share, or None of nothing."""
    return part / whole if whole else None


def _dates(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _back(date: dt.date, days: int) -> list[dt.date]:
    return [date - dt.timedelta(days=n) for n in range(days)]
