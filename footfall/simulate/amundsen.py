"""Amundsen's action log of a made-up company."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from footfall.simulate.amundsen_tables import (
    browse_dashboards,
    browse_people,
    edit_table,
    open_table,
    open_table_directly,
    view_feature,
)
from footfall.simulate.catalogue import Catalogue
from footfall.simulate.people import Calendar, Person, sessions
from footfall.simulate.records import Record, Session, later
from footfall.simulate.search import search

# mean sessions a day of a person of activity 1
APPEAL = {
    "Data": 2.2,
    "Engineering": 0.6,
    "Infrastructure": 0.25,
    "Product": 0.8,
    "Finance": 0.9,
    "Marketing": 0.9,
}
HOSTS = ("amundsen-7c9d-0", "amundsen-7c9d-1", "amundsen-7c9d-2")
BOTH_PHASES_HOST = "amundsen-canary-0"
OLD_HOST = "amundsen-2020-0"
SERVICE_ACCOUNT = "svc-catalog-sync@example.com"
NON_PERSONS = ("UNKNOWN", "root", "python-requests/2.31.0")

Task = Callable[[Session, Catalogue], None]


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """The records of the log, in the order of sessions."""
    catalogue = Catalogue(rng)
    tasks: dict[Task, float] = {
        search: 60,
        open_table_directly: 14,
        edit_table: 9,
        browse_dashboards: 6,
        browse_people: 5,
        view_feature: 1.5,
        give_feedback: 1.2,
    }
    started: Counter[date] = Counter()
    for person, start in sessions(people, calendar, APPEAL, scale, rng):
        started[start.date()] += 1
        session = _begin(person, start, rng)
        session.page("/")
        for task in rng.choices(list(tasks), list(tasks.values()), k=1 + int(rng.expovariate(0.7))):
            session.wait(2, 90)
            task(session, catalogue)
        yield from session.records()
    yield from _machines(calendar, catalogue, rng)
    busiest = [day for day, _ in started.most_common(7)] or [calendar.last_day]
    yield from _malformed(calendar, busiest, people[0], rng)


def give_feedback(session: Session, catalogue: Catalogue) -> None:
    """Rate the product."""
    rating = str(min(10, max(0, int(session.rng.gauss(8, 2)))))
    session.call(
        "_feedback",
        {
            "feedback_type": "NPS Rating",
            "rating": rating,
            "comment": "",
            "bug_summary": None,
            "repro_steps": None,
            "feature_summary": None,
            "value_prop": None,
            "subject": "NPS Rating",
        },
    )


def _begin(person: Person, start: datetime, rng: Random) -> Session:
    draw = rng.random()
    host = rng.choice(HOSTS)
    if draw < 0.08:
        host = BOTH_PHASES_HOST
    elif draw < 0.10:
        host = OLD_HOST
    # sign-on does not always hand on the address in lower case
    user = person.email.title().replace("@Example.Com", "@example.com")
    return Session(
        user if rng.random() < 0.02 else person.email, start, host, host == BOTH_PHASES_HOST, rng
    )


def _machines(calendar: Calendar, catalogue: Catalogue, rng: Random) -> Iterator[Record]:
    """A nightly job, health checks without an identity, and a script."""
    for day in calendar.days():
        night = calendar.noon(day) - timedelta(hours=10)
        job = Session(SERVICE_ACCOUNT, later(night, rng, 0.5), HOSTS[0], False, rng)
        for _ in range(6):
            open_table(job, catalogue.any_table(rng), None, None)
        yield from job.records()
        user = rng.choice(NON_PERSONS)
        probe = Session(user, later(calendar.noon(day), rng, 6), rng.choice(HOSTS), False, rng)
        probe.call("_log_get_user", {"user_id": user, "index": None, "source": None})
        yield from probe.records()


def _malformed(
    calendar: Calendar, days: Sequence[date], person: Person, rng: Random
) -> Iterator[Record]:
    """A handful of records that no reader can use, as real logs have: one a day."""
    damages: tuple[Record, ...] = (
        {"keyword_args_json": "not json"},
        {"keyword_args_json": "[]"},
        {"keyword_args_json": None},
        {"start_epoch_ms": None},
        {"start_epoch_ms": 0},
        {"command": None},
        {"command": ""},
    )
    for damage, day in zip(damages, cycle(days), strict=False):
        start = later(calendar.noon(day), rng, 1)
        session = Session(person.email, start, HOSTS[0], False, rng)
        session.page("/")
        for record in session.records():
            yield record | damage
