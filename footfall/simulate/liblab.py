"""liblab's audit trail of a made-up company that generates SDKs for its APIs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from footfall.simulate.people import Calendar, Person, sessions

Record = dict[str, Any]

# mean sessions a day of a person of activity 1
APPEAL = {"Engineering": 0.35, "Infrastructure": 0.2, "Product": 0.1}
ORGANISATION = "Example"
PORTAL = "https://app.liblab.com"
# an automation that builds every night; its account is a service account by its name
SERVICE_ACCOUNT = ("CI", "svc-sdk-ci@example.com")


class _Trail:
    """The entries of a trail, and the clock of the visit that writes them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.now = datetime.min
        self._user = SERVICE_ACCOUNT
        self._entries: list[tuple[datetime, Record]] = []
        self._builds = 4_000

    def begin(self, user: tuple[str, str], start: datetime) -> None:
        """Let somebody, by name and e-mail, sit down."""
        self._user, self.now = user, start

    def add(self, event: str, url: str = "") -> None:
        """Add an entry, some time after the last one."""
        name, email = self._user
        self.now += timedelta(seconds=self.rng.uniform(5, 240))
        record = {
            "Name": name,
            "Email": email,
            "Org": ORGANISATION,
            "Event": event,
            "Time": f"{self.now:%Y-%m-%d %H:%M:%S}",
            "URL": url,
        }
        self._entries.append((self.now, record))

    def build(self) -> None:
        """Build the SDKs of an API."""
        self._builds += 1
        self.add("User Build", f"{PORTAL}/builds/{self._builds}")

    def records(self) -> Iterator[Record]:
        """The entries, most recent first."""
        for _, record in sorted(self._entries, key=lambda entry: entry[0], reverse=True):
            yield record


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """The entries of the trail, most recent first as the portal exports them."""
    trail = _Trail(rng)
    tasks: dict[Callable[[_Trail], None], float] = {
        _build_and_approve: 60,
        _publish: 30,
        _invite: 5,
        _rotate_token: 5,
    }
    members: set[str] = set()
    for person, start in sessions(people, calendar, APPEAL, scale, rng):
        trail.begin((person.full_name, person.email), start)
        if person.email not in members:
            _sign_up(trail)
            members.add(person.email)
        for task in rng.choices(list(tasks), list(tasks.values()), k=1 + int(rng.expovariate(1.2))):
            task(trail)
    for day in calendar.days():
        trail.begin(SERVICE_ACCOUNT, calendar.noon(day) - timedelta(hours=10))
        trail.build()
    yield from trail.records()


def _sign_up(trail: _Trail) -> None:
    trail.add("User Create")
    if trail.rng.random() < 0.95:
        trail.add("User Verified Email")


def _build_and_approve(trail: _Trail) -> None:
    if trail.rng.random() < 0.08:
        trail.add("User Create API")
    for _ in range(trail.rng.randint(1, 3)):
        trail.build()
    draw = trail.rng.random()
    if draw < 0.4:
        trail.add("User Approved doc")
    elif draw < 0.5:
        trail.add("User Unapproved doc")


def _publish(trail: _Trail) -> None:
    trail.build()
    for _ in range(trail.rng.randint(1, 3)):
        is_failed = trail.rng.random() < 0.08
        trail.add("User Publish PR Failure" if is_failed else "User Published PR")


def _invite(trail: _Trail) -> None:
    trail.add("User Invite Member")
    if trail.rng.random() < 0.3:
        # later versions log this; the portal's documentation does not name it
        trail.add("User Change Member Role")


def _rotate_token(trail: _Trail) -> None:
    trail.add("User Add CI Token")
    if trail.rng.random() < 0.6:
        trail.add("User Remove CI Token")
