"""Clutch's audit log of a made-up company."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from footfall.simulate.clutch_calls import (
    FRONT_END,
    TASKS,
    Call,
    Task,
    request_body,
    resource_ids,
    response_body,
)
from footfall.simulate.people import Calendar, Person, sessions

Record = dict[str, Any]

# mean sessions a day of a person of activity 1
APPEAL = {"Infrastructure": 2.4, "Engineering": 1.1, "Data": 0.3, "Product": 0.15}
SERVICE_ACCOUNT = "svc-deploy-bot@example.com"
# gRPC codes and messages of calls that fail, with their shares
FAILURES = {
    (7, "caller is not authorized to perform this action"): 0.012,
    (5, "the requested resource was not found"): 0.015,
    (13, "internal error while calling the upstream API"): 0.01,
    (14, "upstream connect error or disconnect/reset before headers"): 0.004,
    (16, "the session has expired"): 0.002,
}
UNFINISHED = 0.004
UNSENT_AT_END = 20
COMMITTED_LATE = 0.01


def generate(
    people: list[Person], calendar: Calendar, scale: float, rng: Random
) -> Iterator[Record]:
    """The rows of audit_events, by id."""
    calls: list[tuple[datetime, Record]] = []
    for person, start in sessions(people, calendar, APPEAL, scale, rng):
        user = person.email if rng.random() > 0.004 else "UNKNOWN"
        calls.extend(_visit(user, start, rng))
    for day in calendar.days():
        calls.extend(_machines(calendar.noon(day), rng))
    calls.sort(key=lambda call: call[0])
    _commit_late(calls, rng)
    for number, (at, details) in enumerate(calls, start=1):
        yield {
            "id": number,
            "occurred_at": at.isoformat(),
            "details": details,
            "sent": number <= len(calls) - UNSENT_AT_END,
        }


def _visit(user: str, start: datetime, rng: Random) -> Iterator[tuple[datetime, Record]]:
    """One visit: the front end's own calls, and one or a few tasks."""
    at = start
    for call in FRONT_END:
        at += timedelta(milliseconds=rng.randint(20, 300))
        yield at, _details(user, call, resource_ids(call, rng), rng)
    tasks: dict[Task, float] = {task: task.share for task in TASKS}
    for task in rng.choices(list(tasks), list(tasks.values()), k=1 + int(rng.expovariate(1.0))):
        # the steps of a task are about the same resource
        resources = resource_ids(task.steps[-1], rng)
        for call in task.steps:
            for _ in range(rng.randint(1, call.repeats)):
                at += timedelta(seconds=rng.uniform(0.4, 3) if call.is_automatic else _pause(rng))
                yield at, _details(user, call, resources, rng)
            # a dialogue is left before its last step now and then
            if not call.is_automatic and rng.random() < 0.12:
                break
        at += timedelta(seconds=_pause(rng))


def _machines(noon: datetime, rng: Random) -> Iterator[tuple[datetime, Record]]:
    """Deployments by a service account, and messages to the Slack bot."""
    promote = TASKS[0].steps[-1]
    bot = Call("clutch.bot.slackbot.v1.SlackBotAPI", "Event", "CREATE")
    for user, call, count in ((SERVICE_ACCOUNT, promote, 8), ("UNKNOWN", bot, 3)):
        for _ in range(count):
            at = noon + timedelta(seconds=rng.uniform(-43_000, 43_000))
            yield at, _details(user, call, resource_ids(call, rng), rng)


def _details(user: str, call: Call, resources: list[str], rng: Random) -> Record:
    """The document that Clutch's gateway keeps of one call."""
    details: Record = {
        "user_name": user,
        "service_name": call.service,
        "method_name": call.method,
        "type": call.kind,
        "request_body": request_body(call, resources),
        # written before the call runs, when every call still looks like a success
        "status": {"code": 0},
    }
    named = [{"type_url": call.resource, "id": name} for name in resources] if call.resource else []
    # Clutch leaves the key out where there is nothing to say
    if named:
        details["request_resources"] = named
    draw = rng.random()
    if draw < UNFINISHED:
        return details
    draw = (draw - UNFINISHED) / (1 - UNFINISHED)
    for (code, message), share in FAILURES.items():
        if draw < share:
            return details | {"status": {"code": code, "message": message}, "response_body": {}}
        draw -= share
    if named:
        details["response_resources"] = named
    return details | {"response_body": response_body(call, resources)}


def _commit_late(calls: list[tuple[datetime, Record]], rng: Random) -> None:
    """Let some rows get their number later than their neighbours did."""
    for position in range(len(calls) - 1):
        if rng.random() < COMMITTED_LATE:
            calls[position], calls[position + 1] = calls[position + 1], calls[position]


def _pause(rng: Random) -> float:
    """Seconds that a person takes between two steps."""
    return rng.uniform(3, 60)
