"""A real Clutch gateway: its rows, and what the driver that called it knows by itself.

``truth`` was written by the driver, not read from the rows. All that is expected is counted from
it here, in plain Python.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from integration_tests.harness import DATA
from integration_tests.project_copies import REPOSITORY

LAST_DAY = dt.date(2026, 11, 29)
WINDOWS = (7, 14, 28, 90)
ROBOT = "service:deploy-robot"
ANONYMOUS = "system:anonymous"
# What the driver calls an error of the cluster or of AWS: the audit sees it untranslated.
_TRANSLATED = {"403 of the cluster", "bad: 400, deed: 403 of AWS"}
# As Clutch's migrations leave it.
_LAYOUT = """
    create table audit_events (
        id bigserial primary key,
        occurred_at timestamptz,
        details jsonb,
        sent boolean default false
    );
    create index on audit_events (occurred_at);
    create index on audit_events using gin (details jsonb_path_ops);
    create index on audit_events (id) where sent = false;
"""


@dataclass(frozen=True)
class Call:
    """A call that must have a row. user: in lower case, as one person has many spellings."""

    day: dt.date
    user: str
    action: str
    outcome: str
    resource: str | None

    @property
    def is_person(self) -> bool:
        """Whether somebody did it who is a human being."""
        return self.user not in (ROBOT, ANONYMOUS)

    @property
    def is_engagement(self) -> bool:
        """Whether people set out to do such a thing."""
        return self.action not in automatic_actions()


def raw_rows() -> list[tuple[Any, ...]]:
    """The rows of the gateway's table: id, occurred_at, details, sent."""
    with gzip.open(DATA / "clutch_gateway_rows.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (row["id"], row["occurred_at"], json.dumps(row["details"]), row["sent"]) for row in rows
    ]


def fill(url: str) -> None:
    """Make Clutch's own table in a database, with the gateway's rows."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(_LAYOUT)
        execute_values(cursor, "insert into audit_events values %s", raw_rows())


@cache
def truth() -> dict[str, Any]:
    """What the driver wrote down."""
    with gzip.open(DATA / "clutch_gateway_truth.json.gz", "rt", encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


@cache
def calls() -> list[Call]:
    """The calls that must have a row."""
    return [
        Call(
            day=dt.date.fromisoformat(call["day"]),
            user=call["user"].lower(),
            action=call["action"],
            outcome=_outcome(call),
            resource=call.get("resource"),
        )
        for call in truth()["calls"]
        if call["audited"]
    ]


def _outcome(call: dict[str, Any]) -> str:
    """What a row must tell: nothing of a call that never finished, and codes as they were first."""
    if not call["finished"]:
        return "unknown"
    if call["client_code"] == 0:
        return "succeeded"
    is_translated = call.get("note") in _TRANSLATED and "authz" not in call["client_message"]
    return "denied" if call["client_code"] in (7, 16) and not is_translated else "failed"


@cache
def automatic_actions() -> frozenset[str]:
    """What the front end does by itself, by the vocabulary; all else is engagement."""
    with (REPOSITORY / "seeds" / "activity_vocabulary.csv").open() as rows:
        return frozenset(
            row["action"]
            for row in csv.DictReader(rows)
            if row["system"] == "clutch" and row["is_engagement"] == "false"
        )


def persons_by_day() -> dict[dt.date, set[str]]:
    """Who has a row on which day, as the driver has it."""
    return {
        dt.date.fromisoformat(day): set(users)
        for day, users in truth()["persons_with_a_row_by_day"].items()
    }


def scoped(scope: str) -> list[Call]:
    """The calls that KPIs count: of persons who set out to do it, or of every identified user."""
    if scope == "engagement":
        return [call for call in calls() if call.is_person and call.is_engagement]
    return [call for call in calls() if call.user != ANONYMOUS]


def in_window(found: Iterable[Call], days: int, last: dt.date = LAST_DAY) -> list[Call]:
    """The calls of the days that end on a date."""
    return [call for call in found if 0 <= (last - call.day).days < days]


def active_users(scope: str) -> dict[dt.date, tuple[int, int, int, int]]:
    """Date -> DAU, WAU, MAU and activities, from the first date to the last."""
    found = scoped(scope)
    users: dict[dt.date, set[str]] = defaultdict(set)
    for call in found:
        users[call.day].add(call.user)
    activities = Counter(call.day for call in found)

    def trailing(day: dt.date, length: int) -> int:
        days = (day - dt.timedelta(days=age) for age in range(length))
        return len(set().union(*(users.get(each, set()) for each in days)))

    first = min(users)
    dates = [first + dt.timedelta(days=age) for age in range((LAST_DAY - first).days + 1)]
    return {
        day: (trailing(day, 1), trailing(day, 7), trailing(day, 28), activities[day])
        for day in dates
    }


def usage(scope: str, days: int) -> dict[str, tuple[Any, ...]]:
    """Action -> activities, users, succeeded, failed, denied, unknown, success rate."""
    by_action: dict[str, list[Call]] = defaultdict(list)
    for call in in_window(scoped(scope), days):
        by_action[call.action].append(call)
    rows: dict[str, tuple[Any, ...]] = {}
    for action, found in by_action.items():
        outcomes = Counter(call.outcome for call in found)
        known = len(found) - outcomes["unknown"]
        rows[action] = (
            len(found),
            len({call.user for call in found}),
            *(outcomes[name] for name in ("succeeded", "failed", "denied", "unknown")),
            round(outcomes["succeeded"] / known, 9) if known else None,
        )
    return rows


def top_users(scope: str, days: int) -> set[tuple[str, int, int]]:
    """User, activities and active days in a window."""
    found = in_window(scoped(scope), days)
    activities = Counter(call.user for call in found)
    active_days = Counter(user for user, _ in {(call.user, call.day) for call in found})
    return {(user, count, active_days[user]) for user, count in activities.items()}


def failures(scope: str) -> Counter[str]:
    """Action -> how many failed, also of actions that the front end takes by itself."""
    return Counter(
        call.action
        for call in calls()
        if call.outcome == "failed"
        and (call.is_person if scope == "engagement" else call.user != ANONYMOUS)
    )
