"""Clutch's audit log of a made-up company."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from footfall.simulate.clutch_calls import (
    FRONT_END,
    LIST_DEPLOYMENTS,
    LOGIN,
    PROMOTE_BUILD,
    SIGN_IN,
    TASKS,
    UPDATE_DEPLOYMENT,
    Call,
    Subject,
    Task,
    failure,
    named_in_request,
    named_in_response,
    request_body,
    response_body,
    subject,
)
from footfall.simulate.people import Calendar, Person, sessions

Record = dict[str, Any]

# mean sessions a day of a person of activity 1
APPEAL = {"Infrastructure": 2.4, "Engineering": 1.1, "Data": 0.3, "Product": 0.15}
# the subject of a service token, and who has not signed in yet
ROBOT = "service:deploy-robot"
ANONYMOUS = "system:anonymous"
# calls a day of the robot
ROBOTS_CALLS = {PROMOTE_BUILD: 4, LIST_DEPLOYMENTS: 2, UPDATE_DEPLOYMENT: 2}
DENIED = {"code": 7, "message": "permission denied by authz"}
SHARE_DENIED = 0.014
SHARE_FAILED = 0.03
UNFINISHED = 0.004
UNSENT_AT_END = 20
COMMITTED_LATE = 0.01


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """The rows of audit_events, by id."""
    calls: list[tuple[datetime, Record]] = []
    # a token is good for a day
    signed_in: set[tuple[str, date]] = set()
    visits = sorted(sessions(people, calendar, APPEAL, scale, rng), key=lambda visit: visit[1])
    for person, start in visits:
        is_first = (person.email, start.date()) not in signed_in
        signed_in.add((person.email, start.date()))
        calls.extend(_visit(person.email, start, is_first, rng))
    for day in calendar.days():
        calls.extend(_robot(calendar.noon(day), rng))
    calls.sort(key=lambda call: call[0])
    _commit_late(calls, rng)
    for number, (at, details) in enumerate(calls, start=1):
        yield {
            "id": number,
            "occurred_at": at.isoformat(),
            "details": details,
            "sent": number <= len(calls) - UNSENT_AT_END,
        }


def _visit(
    user: str, start: datetime, is_first: bool, rng: Random
) -> Iterator[tuple[datetime, Record]]:
    """One visit: signing in, the front end's own calls, and one or a few tasks."""
    at = start
    nothing = Subject("", ())
    for call in (*(SIGN_IN if is_first else ()), *FRONT_END):
        at += timedelta(milliseconds=rng.randint(20, 300))
        who = ANONYMOUS if call in SIGN_IN else user
        yield at, _details(who, call, nothing, rng)
    tasks: dict[Task, float] = {task: task.share for task in TASKS}
    for task in rng.choices(list(tasks), list(tasks.values()), k=1 + int(rng.expovariate(1.0))):
        # the steps of a task are about the same resource
        about = subject(task.about, rng) if task.about else nothing
        for call in task.steps:
            for _ in range(rng.randint(1, call.repeats)):
                at += timedelta(seconds=rng.uniform(0.4, 3) if call.is_automatic else _pause(rng))
                yield at, _details(user, call, about, rng)
            # a dialogue is left before its last step now and then
            if not call.is_automatic and rng.random() < 0.12:
                break
        at += timedelta(seconds=_pause(rng))


def _robot(noon: datetime, rng: Random) -> Iterator[tuple[datetime, Record]]:
    """Deployments with a service token."""
    for call, count in ROBOTS_CALLS.items():
        for _ in range(count):
            at = noon + timedelta(seconds=rng.uniform(-43_000, 43_000))
            about = subject(call.answers or call.resource, rng)
            yield at, _details(ROBOT, call, about, rng)


def _details(user: str, call: Call, about: Subject, rng: Random) -> Record:
    """The document that Clutch's gateway keeps of one call."""
    details: Record = {
        "user_name": user,
        "service_name": call.service,
        "method_name": call.method,
        "type": call.kind,
        "request_body": request_body(call, about, user, rng),
        # written before the call runs, when every call still looks like a success
        "status": {"code": 0},
    }
    # Clutch leaves the key out where there is nothing to say
    if named := named_in_request(call, about):
        details["request_resources"] = named
    draw = rng.random()
    # the deadline has passed, the client is gone, or the gateway
    if draw < UNFINISHED:
        return details
    if draw < UNFINISHED + SHARE_DENIED and call not in SIGN_IN:
        return details | {"status": DENIED, "response_body": {}}
    if draw > 1 - SHARE_FAILED and call not in (LOGIN, *FRONT_END):
        return details | {"status": failure(call, about, rng), "response_body": {}}
    if named := named_in_response(call, about):
        details["response_resources"] = named
    return details | {"response_body": response_body(call, about, rng)}


def _commit_late(calls: list[tuple[datetime, Record]], rng: Random) -> None:
    """Let some rows get their number later than their neighbours did."""
    for position in range(len(calls) - 1):
        if rng.random() < COMMITTED_LATE:
            calls[position], calls[position + 1] = calls[position + 1], calls[position]


def _pause(rng: Random) -> float:
    """Seconds that a person takes between two steps."""
    return rng.uniform(3, 60)
