"""Small, nasty logs, drawn by Hypothesis or at random.

Models are compiled for settings, so a log is drawn for settings, too: its times lie at the edges of
their windows, weeks and months, at midnight and where the clocks of their time zone change. Few
users, actions and times make ties common.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from itertools import product
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from integration_tests.oracle_frames import ONE_DAY, Settings
from integration_tests.oracle_sources import (
    ACTIONS,
    ACTORS,
    EMPLOYEES,
    SOURCES,
    Event,
    SourceLog,
)

# Days on which a clock changes or a year, a leap month or a week of the next year begins or ends.
NOTABLE_DATES = [
    dt.date.fromisoformat(text)
    for text in (
        *("2023-12-31", "2024-01-01", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-10"),
        *("2024-03-30", "2024-03-31", "2024-10-26", "2024-10-27", "2024-10-28", "2024-11-03"),
        *("2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01", "2025-03-09", "2025-03-30"),
    )
]
_STEP = {
    **{
        "funnel": "",
        "step_number": "",
        "step": "",
        "system": "*",
        "action": "",
        "activity_type": "",
    },
    **{"workflow": "", "object_type": "", "outcome": "", "is_any_scope": "", "is_first": ""},
    **{"is_same_activity": "", "within_minutes": "", "within_from": "", "after_minutes": ""},
}
# Steps of each kind: limits, alternatives, patterns, the same activity, the first one ever.
FUNNELS = tuple(
    _STEP | {"funnel": funnel, "step_number": str(number), "step": f"step {number}"} | step
    for funnel, number, step in (
        ("limits", 1, {"action": "page/open"}),
        ("limits", 2, {"action": "page/%", "within_minutes": "1440"}),
        ("limits", 3, {"action": "%zap", "within_minutes": "2880", "within_from": "previous"}),
        ("limits", 4, {"within_minutes": "20160", "within_from": "first"}),
        ("alternatives", 1, {"activity_type": "view"}),
        ("alternatives", 1, {"activity_type": "delete", "outcome": "succeeded"}),
        ("alternatives", 2, {"object_type": "disk"}),
        ("alternatives", 3, {"outcome": "succeeded", "is_same_activity": "true"}),
        ("first", 1, {"is_first": "true", "is_any_scope": "true", "system": "alpha"}),
        ("first", 2, {"action": "page/%"}),
        ("first", 3, {"after_minutes": "1440", "within_minutes": "43200"}),
    )
)

# What D, time zone and scope can be; a build is good for one of them.
SETTINGS = (
    Settings(dt.date(2024, 2, 29), enabled_systems=SOURCES, funnels=FUNNELS, smallest_group=2),
    # A Sunday, the end of a month, and the day on which the clocks go forward.
    Settings(
        dt.date(2024, 3, 31),
        timezone="Europe/Berlin",
        top_n=2,
        enabled_systems=SOURCES,
        funnels=FUNNELS,
    ),
    # The day after the clocks went back, scope and windows other than usual.
    Settings(
        dt.date(2024, 11, 4),
        scope="all",
        timezone="America/New_York",
        windows=(1, 10),
        wau_days=1,
        mau_days=3,
        session_timeout_minutes=1,
        enabled_systems=SOURCES,
        funnels=FUNNELS,
        smallest_group=3,
    ),
    Settings(
        dt.date(2025, 1, 1),
        timezone="Europe/Berlin",
        enabled_systems=SOURCES,
        funnels=FUNNELS,
        smallest_group=1,
    ),
)

_TICK = dt.timedelta(microseconds=1)
_CLOCKS = [
    dt.time.fromisoformat(text)
    for text in ("00:00", "00:59:59.999999", "01:30", "02:30", "12:00", "23:45", "23:59:59.999")
]
_THINGS = [("disk", "1"), ("disk", "2"), ("disk", "B"), ("disk", "a"), ("disk", "é"), ("tape", "1")]
_NAMES = (None, "old name", "New name")
# What is done: action, workflow, the object and its name, outcome and duration.
_DEEDS = tuple(
    product(
        ACTIONS,
        ("Desk", "desk", "alpha", "", None),
        [(None, None, None), *((*thing, name) for thing in _THINGS for name in _NAMES)],
        ("succeeded", "failed", "denied", "unknown", None),
        (None, 0, 1, 250, 10**9, -1),
    )
)


T = TypeVar("T")


class Choose(Protocol):
    """Takes one of several."""

    def __call__(self, options: Sequence[T], /) -> T:
        """One of the options."""


def edge_dates(settings: Settings) -> list[dt.date]:
    """The dates around D at which something begins or ends, from the latest to the earliest."""
    as_of = settings.as_of
    lengths = {*settings.windows, settings.wau_days, settings.mau_days, 7, 28, 90}
    back = {0, 1, -1, -40, 400, as_of.weekday(), as_of.weekday() + 1, as_of.day - 1, as_of.day}
    back |= {times * length - last for length in lengths for times in (1, 2) for last in (0, 1)}
    return sorted({as_of - days * ONE_DAY for days in back}, reverse=True)


def notable_dates(settings: Settings) -> list[dt.date]:
    """Notable dates not too far from D; those of a change of clocks come often."""
    zone = ZoneInfo(settings.timezone)

    def offset(date: dt.date) -> dt.timedelta | None:
        return dt.datetime.combine(date, dt.time(), tzinfo=zone).utcoffset()

    dates = [date for date in NOTABLE_DATES if -60 <= (settings.as_of - date).days <= 200]
    changes = [date for date in dates if offset(date) != offset(date + ONE_DAY)]
    return dates + changes * (len(dates) // max(1, len(changes)))


@st.composite
def logs(draw: st.DrawFn, settings: Settings, max_events: int = 60) -> SourceLog:
    """Logs for settings, which shrink: for tests that are quick, as neighbours are much alike."""

    def choose(options: Sequence[T]) -> T:
        return options[draw(st.integers(0, len(options) - 1))]

    return _log(choose, settings, max_events)


def random_log(settings: Settings, seed: int, max_events: int = 60) -> SourceLog:
    """A log for settings, quite another for each seed: for tests of which every try takes long."""
    return _log(random.Random(f"{settings.as_of} {seed}").choice, settings, max_events)


def _log(choose: Choose, settings: Settings, max_events: int) -> SourceLog:
    """A log of some sources and users on few days; also one that is all before or after D.

    Args:
        max_events: at most 100, so that ids are unique.
    """
    dates = _dates(choose, settings)
    sources = _some(choose, SOURCES, choose((1, 2, 3, 3)))
    users = _some(choose, tuple(ACTORS), choose((1, 4, 5, 6, 10)))
    # Each event is at a time of its own, or so long after the one before.
    pause = dt.timedelta(minutes=settings.session_timeout_minutes)
    pauses = (dt.timedelta(0), _TICK, pause - _TICK, pause, pause + _TICK, ONE_DAY)
    times: tuple[Sequence[dt.datetime | dt.timedelta], ...] = (_times(dates, settings), pauses)
    events: list[Event] = []
    sizes = (0, 1, *range(10, max_events + 1, 5))
    for _ in range(choose(sizes)):
        time = choose(choose(times))
        if isinstance(time, dt.timedelta):
            before = events[-1].at if events else dt.datetime.combine(dates[0], dt.time())
            time = before + time
        source, who = choose(sources), choose(users)
        what, area, thing, result, took = choose(_DEEDS)
        # Ids that sort otherwise than they come, and that sources share.
        number = sum(event.source == source for event in events)
        name = f"e{number * 37 % 101}"
        events.append(Event(source, name, time, who, what, area, *thing, result, took))
    repeated = tuple(choose(events) for _ in range(choose((0, 1, 3)))) if events else ()
    emails = choose((EMPLOYEES, EMPLOYEES, EMPLOYEES[:1], ()))
    employees = [row for email in emails for row in _states(choose, email, settings, dates)]
    return SourceLog(settings, tuple(events), repeated, tuple(employees))


def _some(choose: Choose, options: Sequence[T], size: int) -> list[T]:
    """So many different ones."""
    left, taken = list(options), list[T]()
    for _ in range(size):
        taken.append(choose(left))
        left.remove(taken[-1])
    return taken


def _dates(choose: Choose, settings: Settings) -> list[dt.date]:
    """A few days, often next to one another."""
    as_of = settings.as_of
    edges, notable = edge_dates(settings), notable_dates(settings)
    near = [as_of - days * ONE_DAY for days in (-1, 0, 1, 6, 7)]
    usual = (near, near, edges, notable)
    kind = choose((*["usual"] * 4, "run", "run", "earlier", "later"))
    if kind == "usual":
        return [choose(choose(usual)) for _ in range(choose(range(4, 9)))]
    if kind == "run":
        last = choose(choose(usual))
        return [last - days * ONE_DAY for days in range(choose(range(2, 9)))]
    beyond = [date for date in edges if (date < as_of if kind == "earlier" else date > as_of)]
    return [choose(beyond) for _ in range(choose((1, 2, 3)))]


def _times(dates: list[dt.date], settings: Settings) -> list[dt.datetime]:
    """Times of a clock on the wall of the time zone, in UTC; an hour that comes twice, twice."""
    zone = ZoneInfo(settings.timezone)
    walls = [
        dt.datetime.combine(date, clock.replace(fold=fold), tzinfo=zone)
        for date, clock, fold in product(dates, _CLOCKS, (0, 1))
    ]
    return [wall.astimezone(dt.timezone.utc).replace(tzinfo=None) for wall in walls]


def _states(
    choose: Choose, email: str, settings: Settings, dates: list[dt.date]
) -> list[dict[str, Any]]:
    """What the directory says of somebody: nothing, a state, or one after the other."""
    near = [None, None, *(settings.as_of + days * ONE_DAY for days in (-1, 0, 1)), *dates]
    change = choose(dates)
    bounds = choose(
        (
            (),
            ({},),
            ({"valid_from": change},),
            ({"valid_to": change},),
            ({"valid_to": change - ONE_DAY}, {"valid_from": change}),
        )
    )
    return [
        {
            "email": email,
            "full_name": "Somebody",
            "department": choose(("Sales", "Lab", None)),
            "role": choose(("Clerk", "Lead", None)),
            "employment_start": choose(near),
            "employment_end": choose(near),
            **limits,
        }
        for limits in bounds
    ]
