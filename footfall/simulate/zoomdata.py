"""Zoomdata's activity log of a made-up company."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from footfall.simulate.people import Calendar, Person, sessions
from footfall.simulate.zoomdata_log import ACCOUNT_ID, ActivityLog, Actor, Clock
from footfall.simulate.zoomdata_tasks import (
    Content,
    bookmark,
    build_chart,
    export,
    keep_source,
    look_at_chart,
    look_at_dashboard,
    share,
    upload,
)

Record = dict[str, Any]
Task = Callable[[ActivityLog, Actor, Clock, Content], None]

LOG_NAME = "zoomdata-activity.log"
# mean sessions a day of a person of activity 1
APPEAL = {"Data": 0.7, "Finance": 1.1, "Marketing": 1.1, "Product": 0.7, "Engineering": 0.1}
ADMINISTRATOR = Actor("admin", "10.0.0.2", ("ROLE_ADMINISTRATOR",), ("Administrators",))
SERVICE_ACCOUNT = Actor("svc-reporting", "10.0.0.9", ("ROLE_API",))
# of a health check nobody is the user
NOBODY = Actor(None, "10.0.0.1", ())
# logins: the e-mail's local part, the directory's short name, the e-mail itself
LOGIN_SHARES = {"local_part": 0.7, "short_name": 0.2, "email": 0.1}


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """The lines of the log, in the order in which they stand in the file."""
    # an update during the log brought the current form
    changed_on = calendar.first_day + (calendar.last_day - calendar.first_day) / 3
    log = ActivityLog(changed_on, rng)
    content = Content(log)
    users = [person for person in people if person.department in APPEAL]
    actors = {person.email: _actor(person, rng) for person in users}
    for person, start in sessions(users, calendar, APPEAL, scale, rng):
        _visit(log, actors[person.email], Clock(start, rng), content)
    for person in users:
        _keep_account(log, person, actors[person.email], calendar)
    _share_visitors(log, calendar, content)
    _administration(log, calendar)
    _machines(log, calendar, content)
    _malformed(log, calendar)
    for number, line in enumerate(log.lines(), start=1):
        yield {"record": line, "file_name": LOG_NAME, "line_number": number}


def _actor(person: Person, rng: Random) -> Actor:
    (kind,) = rng.choices(list(LOGIN_SHARES), list(LOGIN_SHARES.values()))
    user = {
        "local_part": person.email.split("@")[0],
        "short_name": person.login,
        "email": person.email,
    }[kind]
    return Actor(
        user, f"10.1.{rng.randrange(8)}.{rng.randrange(2, 250)}", groups=(person.department,)
    )


def _visit(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """One visit: a login and one or a few tasks."""
    rng = log.rng
    tasks: dict[Task, float] = {
        look_at_dashboard: 70,
        export: 10,
        build_chart: 8,
        bookmark: 5,
        upload: 2,
        keep_source: 2,
        share: 1.5,
    }
    method = "SAML" if "@" in str(actor.user) else "BASE"
    if method == "BASE" and rng.random() < 0.06:
        log.write(clock.now, actor, "AUTHENTICATION", "FAILED", authenticationType=method)
        clock.wait(3, 20)
    log.write(clock.now, actor, "AUTHENTICATION", "SUCCEEDED", authenticationType=method)
    for task in rng.choices(list(tasks), list(tasks.values()), k=1 + int(rng.expovariate(0.9))):
        clock.wait(2, 90)
        if rng.random() < 0.1:
            _request(log, actor, clock, "/zoomdata/service/dashboards")
        task(log, actor, clock, content)


def _request(log: ActivityLog, actor: Actor, clock: Clock, uri: str) -> None:
    (code,) = log.rng.choices((200, 403, 500), (96, 3, 1))
    log.write(
        clock.wait(0.1, 1),
        actor,
        "REQUEST",
        "FINISHED",
        uri=uri,
        host="zoomdata.example.com",
        requestTime=log.rng.randint(2, 200),
        requestSize=log.rng.randrange(2_000),
        responseCode=code,
    )


def _keep_account(log: ActivityLog, person: Person, actor: Actor, calendar: Calendar) -> None:
    """What the administrator does about a person's account, with what Zoomdata knows of them."""
    fields = {
        "userID": log.new_id(),
        "userName": actor.user,
        "userFullName": person.full_name,
        "email": person.email,
        "subjectUserGroups": list(actor.groups),
        "subjectUserRoles": list(actor.roles),
        "userOrigin": "SAML" if "@" in str(actor.user) else "NATIVE",
        "accounts": [ACCOUNT_ID],
    }
    morning = timedelta(hours=log.rng.uniform(-4, -2))
    if person.hired_on >= calendar.first_day:
        at = calendar.noon(person.hired_on) + morning
        log.write(at, ADMINISTRATOR, "USER", "CREATED", **fields)
    elif log.rng.random() < 0.4:
        at = calendar.noon(calendar.first_day) + morning
        log.write(at, ADMINISTRATOR, "USER", "UPDATED", **fields)
    if person.left_on and person.left_on <= calendar.last_day:
        at = calendar.noon(person.left_on) + morning
        log.write(at, ADMINISTRATOR, "USER", "DELETED", **fields)


def _share_visitors(log: ActivityLog, calendar: Calendar, content: Content) -> None:
    """Holders of share links look at their dashboard, without a login."""
    for key, name, made_at in content.keys:
        visitor = Actor(key, "203.0.113.7", ("ROLE_KEY",), kind="KEY")
        for _ in range(log.rng.randint(1, 4)):
            clock = Clock(made_at + timedelta(days=log.rng.expovariate(0.2)), log.rng)
            if clock.now.date() <= calendar.last_day:
                for chart in content.dashboards[name]:
                    look_at_chart(log, visitor, clock, chart)


def _administration(log: ActivityLog, calendar: Calendar) -> None:
    """What happens to groups, to the tenant and to the programs that may sign in."""
    clock = Clock(calendar.noon(calendar.first_day) - timedelta(hours=9), log.rng)

    def write(kind: str, status: str, **fields: Any) -> None:
        log.write(clock.wait(60, 600), ADMINISTRATOR, kind, status, **fields)

    owner = {"createdBy": "admin", "lastModifiedBy": "admin", "disabled": False}
    write("ACCOUNT", "CREATED", name="Example", createdDate="2026-01-01", **owner)
    write("ACCOUNT", "UPDATED", name="Example Inc.", createdDate="2026-01-01", **owner)
    for label in ("Analysts", "Board", "Interns"):
        group = {"groupId": log.new_id(), "label": label, "description": ""}
        write("GROUP", "CREATED", **group, groupRoles=["ROLE_USER"])
        write("GROUP", "UPDATED", **group, groupRoles=["ROLE_USER", "ROLE_EXPORT"])
    write("GROUP", "DELETED", **group, groupRoles=[])
    client = {"clientId": "reporting", "clientName": "Reporting", "autoApprove": True}
    write("OAUTH_CLIENT", "CREATED", **client)
    write("OAUTH_CLIENT", "UPDATED", **client)


def _machines(log: ActivityLog, calendar: Calendar, content: Content) -> None:
    """Health checks, and a nightly report that takes data away by the API."""
    for day in calendar.days():
        midnight = calendar.noon(day) - timedelta(hours=12)
        for hour in range(2, 24, 7):
            _request(
                log,
                NOBODY,
                Clock(midnight + timedelta(hours=hour), log.rng),
                "/zoomdata/service/health",
            )
        clock = Clock(midnight + timedelta(hours=3), log.rng)
        token = {
            "tokenId": log.new_id(),
            "clientId": "reporting",
            "tokenUsername": SERVICE_ACCOUNT.user,
            "tokenAccountID": ACCOUNT_ID,
        }
        log.write(clock.wait(1, 5), SERVICE_ACCOUNT, "OAUTH_TOKEN", "CREATED", **token)
        export(log, SERVICE_ACCOUNT, clock, content)
        log.write(clock.wait(60, 90), SERVICE_ACCOUNT, "OAUTH_TOKEN", "DELETED", **token)


def _malformed(log: ActivityLog, calendar: Calendar) -> None:
    """A handful of lines that no reader can use, as real logs have, and an unknown type."""
    at: datetime = calendar.noon(calendar.last_day)
    for text in (
        "java.net.SocketTimeoutException: Read timed out",
        "\tat com.zoomdata.audit.ActivityLogger.log(ActivityLogger.java:118)",
        '{"eventDate": "2026-01-01 00:00:00.000", "user": "admin", "activityTy',
        '["not", "an", "object"]',
        '{"eventDate": "yesterday", "user": "admin", "activityType": "SOURCE"}',
        '{"eventDate": "2026-01-01 00:00:00.000", "user": "admin"}',
        "2026-01-01 00:00:00,000 -",
    ):
        log.write_text(at, text)
    log.write(at, ADMINISTRATOR, "ALERT_RULE", "CREATED", ruleName="Revenue below target")
