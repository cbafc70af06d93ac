"""A made-up company: who works there, how keenly they use its tools, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")

_FIRST_NAMES = (
    "Ada Alan Amara Ana Anders Asha Barbara Bjarne Chen Clara Dana Dmitri Edsger Elena Emeka "
    "Esther Farah Felix Grace Guido Hana Hassan Ines Ivan Jana Joan Kofi Kristen Lars Leila Linus "
    "Lucia Margaret Mei Miguel Nadia Niklaus Noor Olga Omar Paulo Priya Radia Ravi Rosa Sanna "
    "Satoshi Shafi Sofia Stefan Tariq Tim Ursula Vera Wanda Wei Yuki Yusuf Zara Zofia"
)
FIRST_NAMES = _FIRST_NAMES.split()
_LAST_NAMES = (
    "Abara Almeida Andersson Bauer Becker Carvalho Cohen Diaz Dubois Eriksen Farouk Fischer Gupta "
    "Haddad Hopper Ibarra Ito Jansen Kaya Keller Khan Kim Kowalska Larsen Lopez Lovelace Mbeki "
    "Meyer Moreau Nakamura Novak Okafor Olsen Patel Perlman Petrov Quist Rossi Sato Schmidt Silva "
    "Singh Sokolov Tanaka Torres Turing Ueda Varga Wang Weber Wirth Yilmaz Zhou"
)
LAST_NAMES = _LAST_NAMES.split()

# department: (share of the company, role and share of the department ...)
DEPARTMENTS: dict[str, tuple[float, dict[str, float]]] = {
    "Engineering": (0.34, {"Software Engineer": 0.8, "Engineering Manager": 0.2}),
    "Infrastructure": (0.16, {"Site Reliability Engineer": 0.8, "Engineering Manager": 0.2}),
    "Data": (0.26, {"Data Analyst": 0.45, "Data Engineer": 0.35, "Data Scientist": 0.2}),
    "Product": (0.12, {"Product Manager": 0.8, "Designer": 0.2}),
    "Finance": (0.06, {"Financial Analyst": 1.0}),
    "Marketing": (0.06, {"Marketing Analyst": 1.0}),
}
# hours from UTC and share of the company
OFFICES = {-8.0: 0.3, -5.0: 0.15, 0.0: 0.15, 1.0: 0.25, 5.5: 0.15}

SHARE_EMPLOYED_AT_START = 0.7
SHARE_LEAVING = 0.15
WEEKEND_ACTIVITY = 0.05


@dataclass(frozen=True)
class Person:
    """Somebody on the payroll. left_on is the first day without work, null where still there."""

    email: str
    full_name: str
    department: str
    role: str
    utc_offset: timedelta
    hired_on: date
    left_on: date | None
    # mean sessions a working day and system, before the system's own appeal to the department
    activity: float

    @property
    def login(self) -> str:
        """The directory's short name: first letter, last name, the address's number."""
        first, last = self.email.split("@")[0].split(".")
        return first[0] + last


@dataclass(frozen=True)
class Calendar:
    """The days of a simulation, first to last, both in it."""

    first_day: date
    last_day: date

    def days(self) -> Iterator[date]:
        """Each day, in order."""
        for number in range((self.last_day - self.first_day).days + 1):
            yield self.first_day + timedelta(days=number)

    def noon(self, day: date) -> datetime:
        """Noon in UTC, for what machines do."""
        return datetime.combine(day, time(12), timezone.utc)


def population(count: int, calendar: Calendar, rng: Random) -> list[Person]:
    """`count` people: some join, some leave within the calendar, a few are power users."""
    length = (calendar.last_day - calendar.first_day).days + 1
    people = []
    for number in range(count):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        # names recur in a big company: a number keeps addresses apart
        address = f"{first}.{last}".lower() + (str(number) if number else "")
        department = _pick({name: share for name, (share, _) in DEPARTMENTS.items()}, rng)
        is_founder = number == 0 or rng.random() < SHARE_EMPLOYED_AT_START
        hired = -rng.randrange(30, 2000) if is_founder else rng.randrange(length)
        leaves = number > 0 and rng.random() < SHARE_LEAVING
        left = rng.randrange(max(hired, 0) + 1, length + 1) if leaves else None
        people.append(
            Person(
                email=f"{address}@example.com",
                full_name=f"{first} {last}",
                department=department,
                role=_pick(DEPARTMENTS[department][1], rng),
                utc_offset=timedelta(hours=_pick(OFFICES, rng)),
                hired_on=calendar.first_day + timedelta(days=hired),
                left_on=None if left is None else calendar.first_day + timedelta(days=left),
                # log-normal: the median person looks in every third day, the keenest live here
                activity=min(rng.lognormvariate(-1.1, 1.0), 6.0),
            )
        )
    return people


def sessions(
    people: list[Person],
    calendar: Calendar,
    appeal: dict[str, float],
    scale: float,
    rng: Random,
) -> Iterator[tuple[Person, datetime]]:
    """Who sits down at a tool and when (UTC), day by day, in no order within a day.

    appeal: mean sessions a day of a person of activity 1, by department; missing: none.
    """
    for day in calendar.days():
        keenness = scale * (WEEKEND_ACTIVITY if day.weekday() >= 5 else 1.0)
        for person in people:
            mean = person.activity * appeal.get(person.department, 0.0) * keenness
            if not (person.hired_on <= day and (person.left_on is None or day < person.left_on)):
                continue
            for _ in range(_poisson(mean, rng)):
                # most work is done in the middle of the working day
                hour = rng.triangular(8.0, 19.0, 13.0)
                local = datetime.combine(day, time(), timezone.utc) + timedelta(hours=hour)
                at = local - person.utc_offset
                # an office in the west ends its last day when it is already tomorrow in UTC
                if at.date() <= calendar.last_day:
                    yield person, at


def _pick(shares: dict[Choice, float], rng: Random) -> Choice:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _poisson(mean: float, rng: Random) -> int:
    """A Poisson number (Knuth: good for small means; larger ones are split)."""
    if mean > 30:
        return _poisson(mean / 2, rng) + _poisson(mean / 2, rng)
    count, product, limit = 0, rng.random(), 2.718281828459045**-mean
    while product > limit:
        count += 1
        product *= rng.random()
    return count
