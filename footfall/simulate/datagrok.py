"""Datagrok's audit log of a made-up company, as the tables of its metadata database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from footfall.simulate import datagrok_content as content
from footfall.simulate.datagrok_events import Record, TableRecord, Visit, event
from footfall.simulate.datagrok_tasks import TASKS, administer, begin, end, open_project
from footfall.simulate.datagrok_world import World
from footfall.simulate.people import Calendar, Person, sessions
from footfall.systems.datagrok_tables import SMALL_TABLES, TABLES

# mean sessions a day of a person of activity 1
APPEAL = {
    "Data": 1.5,
    "Product": 0.7,
    "Engineering": 0.3,
    "Finance": 0.4,
    "Marketing": 0.4,
    "Infrastructure": 0.1,
}
PACKAGE_TESTED = (
    "Package @package tested: @successful successful, @skipped skipped, @failed failed tests"
)
ROUTES = (("GET", "/api/info", 8), ("GET", "/api/entities/find", 45), ("POST", "/api/log", 20))


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> dict[str, Iterator[Record]]:
    """The rows of each table. Those of the long ones are made up again for each of them."""
    world = World(people, calendar, rng)
    state = rng.getstate()

    def long_table(name: str) -> Iterator[Record]:
        again = Random()
        again.setstate(state)
        log = _log(world, people, calendar, scale, again)
        return (record for table, record in log if table == name)

    tables = {table.name: iter(world.tables[table.name]) for table in SMALL_TABLES}
    return tables | {
        table.name: long_table(table.name) for table in TABLES if table not in SMALL_TABLES
    }


def _log(
    world: World, people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[TableRecord]:
    """Sessions, events and their values, in the order of sessions."""
    for person, start in sessions(people, calendar, APPEAL, scale, rng):
        user = world.users.ids[person.email]
        visit = Visit(user, start, world.kinds, rng)
        begin(visit)
        is_admin = user in world.users.admins and rng.random() < 0.2
        if is_admin:
            administer(visit, world)
        for task in rng.choices(list(TASKS), list(TASKS.values()), k=1 + int(rng.expovariate(0.5))):
            visit.wait(5, 120)
            task(visit, world)
        end(visit)
        yield from visit.records("internal", is_admin)
    for day in calendar.days():
        noon = calendar.noon(day)
        yield from _night(world, noon - timedelta(hours=9), rng)
        yield from _server(world, noon, rng)
        if rng.random() < 0.3:
            visit = Visit(world.users.guest, noon, world.kinds, rng)
            visit.log("usage", "datagrok-started", "Datagrok started")
            open_project(visit, world)
            yield from visit.records("guest", False)
    yield from _publications(world, calendar, rng)


def _night(world: World, at: datetime, rng: Random) -> Iterator[TableRecord]:
    """A service account runs a job and the packages' tests."""
    visit = Visit(world.users.service, at, world.kinds, rng)
    visit.log("usage", "datagrok-started", "Datagrok started")
    visit.log("audit", "job-start", "@user started @entity", entity=world.jobs[0].id)
    for package, tests in content.TESTS.items():
        version = world.version(package, at)
        counts = {"successful": 0, "skipped": 0, "failed": 0}
        for category, test in tests:
            (result,) = rng.choices(list(counts), (0.93, 0.03, 0.04))
            counts[result] += 1
            visit.log_as(
                world.tests[package, category, test],
                test,
                success=result != "failed",
                skipped=result == "skipped",
                result="Exception: expected 5 rows" if result == "failed" else "OK",
                ms=max(1, round(rng.lognormvariate(5, 1))),
                type="package",
                packageName=package,
                category=category,
                test=test,
                version=version.number,
            )
        visit.log("audit", "package-tested", PACKAGE_TESTED, package=version.id, **counts)
    yield from visit.records("internal", False)


def _server(world: World, noon: datetime, rng: Random) -> Iterator[TableRecord]:
    """What no session did: requests, a failed login, an error, a start on Mondays."""

    def log(source: str, name: str, **values: object) -> Iterator[TableRecord]:
        at = noon + timedelta(seconds=rng.uniform(-43_000, 43_000))
        return event(world.kinds[source, name], at, None, values, rng)

    for _ in range(12):
        method, route, typical = rng.choice(ROUTES)
        (status,) = rng.choices((200, 304, 401, 404, 500), (80, 10, 4, 3, 3))
        spent = max(1, round(rng.lognormvariate(0, 0.7) * typical))
        yield from log("usage", "http-request", method=method, route=route, status=status, ms=spent)
    if rng.random() < 0.3:
        login = rng.choice(("admin", "root", "guest"))
        yield from log("audit", "user-login-failed", login=login, reason="wrong password")
    if rng.random() < 0.2:
        failure = rng.choice([each for each in world.failures if each.source == "server"])
        values = {"handled": False, "source": failure.source, "package": None}
        yield from event(failure.type, noon, None, values, rng, error_message=failure.message)
    if noon.weekday() == 0:
        yield from log("info", "datagrok-started", commit=f"{rng.getrandbits(28):07x}")


def _publications(world: World, calendar: Calendar, rng: Random) -> Iterator[TableRecord]:
    """The publication of each version within the log."""
    kind = world.kinds["audit", "package-version-published"]
    for versions in world.versions.values():
        for version in versions:
            if version.published_on.date() >= calendar.first_day:
                spent = round(rng.lognormvariate(9, 0.5))
                values = {"entity": version.package.id, "ms": spent}
                yield from event(kind, version.published_on, None, values, rng)
