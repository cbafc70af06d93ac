"""The employee directory of a made-up company."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from footfall.simulate.people import DEPARTMENTS, Calendar, Person

Record = dict[str, Any]

SHARE_MOVED = 0.1
ONE_DAY = timedelta(days=1)


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """A row a person, and one more for each who came from another department.

    scale: does not matter here.
    """
    managers = _managers(people)
    for person in people:
        current = {
            "email": person.email,
            "full_name": person.full_name,
            "department": person.department,
            "role": person.role,
            "manager_email": managers.get(person.email),
            "employment_start": person.hired_on.isoformat(),
            "employment_end": _iso(person.left_on and person.left_on - ONE_DAY),
            "valid_from": person.hired_on.isoformat(),
            "valid_to": None,
            "login": person.login,
        }
        moved_on = _moved_on(person, calendar, rng)
        if moved_on:
            others = [name for name in DEPARTMENTS if name != person.department]
            department = rng.choice(others)
            yield current | {
                "department": department,
                "role": next(iter(DEPARTMENTS[department][1])),
                "valid_to": _iso(moved_on - ONE_DAY),
            }
            current["valid_from"] = moved_on.isoformat()
        yield current


def _moved_on(person: Person, calendar: Calendar, rng: Random) -> date | None:
    """The first day in the present department, for the few who came from another one."""
    is_chosen = rng.random() < SHARE_MOVED
    last_day = person.left_on - ONE_DAY if person.left_on else calendar.last_day
    first_day = max(person.hired_on + ONE_DAY, calendar.first_day)
    if not is_chosen or first_day > last_day:
        return None
    return first_day + timedelta(days=rng.randint(0, (last_day - first_day).days))


def _managers(people: list[Person]) -> dict[str, str]:
    """Each one's manager, by e-mail: the founder, heads of departments, team leads, members."""
    founder = people[0]
    managers: dict[str, str] = {}
    for department in DEPARTMENTS:
        staff = [person for person in people[1:] if person.department == department]
        # who stays leads, engineering managers before others, then who came first
        staff.sort(key=lambda p: (p.left_on is not None, "Manager" not in p.role, p.hired_on))
        leads = staff[1 : 1 + len(staff) // 6]
        for place, person in enumerate(staff):
            if place == 0:
                manager = founder
            elif not leads or place <= len(leads):
                manager = staff[0]
            else:
                manager = leads[place % len(leads)]
            managers[person.email] = manager.email
    return managers


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
