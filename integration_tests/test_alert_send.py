"""`footfall alert send` against a real HTTP endpoint: refused, moved, shown to some and killed."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from integration_tests.alert_receiver import (
    NAMES_OF_OBJECTS,
    NAMES_OF_PEOPLE,
    Receiver,
    alert,
    burst,
    fill_alerts,
    running_receiver,
    states,
)
from integration_tests.command_line import CommandLine
from integration_tests.depth import by_depth
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

SINCE = ("--since", "2026-03-01")
# How many senders are killed, of each engine.
KILLS = by_depth(4, 25)
# More than they can send before: three each, and one that is on its way.
ALERTS = 4 * KILLS + 4


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footfall.alerts.sending.pause", lambda first, failed: 0.0)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def send(footfall: CommandLine, receiver: Receiver, *arguments: str) -> dict[str, int]:
    """Send to one channel, `ops`; the counts that are printed."""
    return footfall("alert", "send", "--channel", f"ops={receiver.url}", *SINCE, *arguments)


def test_an_alert_arrives_once(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(1), alert(2)])
    counts = send(footfall, receiver)
    assert (counts["new"], counts["delivered"], counts["waiting"]) == (2, 2, 0)
    assert receiver.ids() == ["alert001", "alert002"]
    assert receiver.requests[0].title == "footfall: 2 alerts, severity low"

    assert send(footfall, receiver)["new"] == 0
    # A build makes the table anew, with another number in it, and has one alert more.
    fill_alerts(warehouse, [alert(1, activities=9), alert(2), alert(3)])
    assert send(footfall, receiver)["delivered"] == 1
    assert receiver.ids() == ["alert001", "alert002", "alert003"]
    assert len({request.key for request in receiver.requests}) == 2


def test_severity_and_date_choose(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    old = alert(3, severity="high", activity_date="2026-02-28")
    fill_alerts(warehouse, [alert(1), alert(2, severity="high"), old])
    counts = send(footfall, receiver, "--min-severity", "medium")
    assert receiver.ids() == ["alert002"]
    assert counts["before 2026-03-01, not sent"] == 1
    # What was left out was not remembered as sent.
    send(footfall, receiver)
    assert receiver.ids() == ["alert002", "alert001"]


def test_what_is_a_week_old_at_the_last_time_is_still_sent(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    now = dt.datetime.now(dt.timezone.utc)

    def days_ago(days: int) -> str:
        return (now - dt.timedelta(days=days)).date().isoformat()

    ages = {1: 3, 2: 10, 3: 40}
    fill_alerts(
        warehouse, [alert(number, activity_date=days_ago(age)) for number, age in ages.items()]
    )
    arguments = ("alert", "send", "--channel", f"ops={receiver.url}")
    footfall(*arguments)
    assert receiver.ids() == ["alert001"]
    # As if nobody had sent anything for twenty days.
    warehouse.execute(
        f"update audit.alert_deliveries set queued_at = timestamp '{days_ago(20)} 00:00:00'"
    )
    footfall(*arguments)
    assert receiver.ids() == ["alert001", "alert002"]


def test_batches_are_no_larger_than_they_may_be(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(number) for number in range(5)])
    send(footfall, receiver, "--batch-size", "2")
    assert [len(request.ids) for request in receiver.requests] == [2, 2, 1]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_refused_message_is_sent_again_with_its_key(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver, form: str
) -> None:
    fill_alerts(warehouse, [alert(1), alert(2)])
    receiver.answer = lambda number: 200 if number == 3 else 500
    assert send(footfall, receiver, "--format", form)["delivered"] == 2
    assert [request.ids for request in receiver.requests] == [["alert001", "alert002"]] * 3
    assert len({request.key for request in receiver.requests}) == 1


def test_a_channel_that_is_down_is_tried_in_the_next_run(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(number) for number in range(6)])
    receiver.answer = lambda number: 503
    arguments = ("--channel", f"ops={receiver.url}", *SINCE, "--batch-size", "2")
    code, output = footfall.run("alert", "send", *arguments, "--attempts", "3")
    assert code == 1
    assert "ops did not take all alerts" in " ".join(output.split())
    assert "S3cret" not in output
    # Two batches have had their three attempts, the third was not begun.
    assert len(receiver.requests) == 6
    assert Counter(states(warehouse).values()) == {"queued": 6}
    refused = {tuple(request.ids): request.key for request in receiver.requests}

    # Meanwhile there is one alert more, which changes no batch that was begun.
    fill_alerts(warehouse, [alert(number) for number in range(7)])
    receiver.answer = lambda number: 200
    send(footfall, receiver, "--batch-size", "2")
    assert sorted(receiver.ids()) == [f"alert{number:03}" for number in range(7)]
    delivered = {tuple(r.ids): r.key for r in receiver.requests if r.is_acknowledged}
    assert refused.items() <= delivered.items()


def test_a_message_that_is_always_refused_bars_no_other(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(1), alert(2), alert(3)])
    arguments = ("--batch-size", "1", "--attempts", "2")
    receiver.answer = lambda number: 400 if number <= 2 else 200
    code, _ = footfall.run("alert", "send", "--channel", f"ops={receiver.url}", *SINCE, *arguments)
    assert code == 1
    assert receiver.ids() == ["alert002", "alert003"]
    assert states(warehouse)["alert001"] == "queued"


def test_every_channel_gets_every_alert(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(1)])
    both = ("--channel", f"ops={receiver.url}", "--channel", f"security={receiver.url}")
    footfall("alert", "send", *both, *SINCE)
    assert receiver.ids() == ["alert001"] * 2
    footfall("alert", "send", *both, *SINCE)
    assert receiver.ids() == ["alert001"] * 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_identities_are_shown_where_they_may_be(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver, form: str
) -> None:
    fill_alerts(warehouse, [alert(1)])
    send(footfall, receiver, "--format", form)
    (pseudonymous,) = receiver.requests
    assert "user-012345" in pseudonymous.message
    for name in (*NAMES_OF_PEOPLE, *NAMES_OF_OBJECTS):
        assert name not in pseudonymous.message

    may_show = ("--channel", f"security={receiver.url}", "--identities", "security")
    footfall("alert", "send", *may_show, *SINCE, "--format", form)
    for name in ("user-012345", "Ann Lee", "ann.lee@corp.com", "gold.salaries"):
        assert name in receiver.requests[1].message
    # What is remembered knows no more than alert_events.
    kept = str(warehouse.query("select * from audit.alert_deliveries"))
    for name in NAMES_OF_PEOPLE:
        assert name not in kept


def test_numbers_are_told(warehouse: Warehouse, footfall: CommandLine, receiver: Receiver) -> None:
    volume = {"rule": "user_volume", "kind": "volume", "activities": 400, "action": None}
    limits = {"threshold": 6, "median_activities": 100.0, "activity_limit": 160.0}
    fill_alerts(
        warehouse,
        [
            burst(1, "2026-03-02", "2026-03-02 09:00:00", "2026-03-02 09:20:00"),
            alert(2, **volume, **limits),
            alert(3, user_key=None, subject=None),
        ],
    )
    send(footfall, receiver)
    message = receiver.requests[0].message
    assert receiver.requests[0].title == "footfall: 3 alerts, severity medium"
    assert "[medium] denied_calls: user-012345 in crm" in message
    assert "7 activities, at last drop; the rule allows fewer than 5 in 30 minutes" in message
    assert "400 activities; the same weekdays before have a median of 100, and 160 is" in message
    assert "something_deleted: somebody whom the log does not name in crm" in message


def test_late_rows_that_move_a_match_over_midnight_send_nothing(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    after = burst(1, "2026-03-03", "2026-03-02 23:55:00", "2026-03-03 00:05:00")
    fill_alerts(warehouse, [after])
    send(footfall, receiver)
    # Of another rule, of another subject, of a time before: these are other matches.
    others = [
        burst(3, "2026-03-02", "2026-03-02 23:50:00", "2026-03-02 23:58:00", rule="other"),
        burst(4, "2026-03-02", "2026-03-02 23:50:00", "2026-03-02 23:58:00", subject="else"),
        burst(5, "2026-03-02", "2026-03-02 09:00:00", "2026-03-02 09:10:00"),
    ]
    moved = burst(2, "2026-03-02", "2026-03-02 23:50:00", "2026-03-02 23:58:00")
    fill_alerts(warehouse, [moved, *others])
    counts = send(footfall, receiver)
    assert counts["delivered before under another id"] == 1
    assert sorted(receiver.ids()) == ["alert001", "alert003", "alert004", "alert005"]
    assert states(warehouse)["alert002"] == "covered"


def test_mistakes_are_told_without_the_secret(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    fill_alerts(warehouse, [alert(1)])
    for arguments, sentence in (
        ((), "No channel to send to: say --channel NAME=URL"),
        (("--channel", "json://S3cret@host/?a=b"), "Channel 1 is not NAME=URL"),
        (("--channel", "ops=nosuch://S3cret@host"), "The URL of the channel ops is none that"),
        (("--channel", "a=json://S3cret", "--channel", "a=json://x"), "two channels a."),
        (("--channel", "a=json://S3cret", "--identities", "b"), "names b, which is no channel"),
    ):
        output = footfall.fails("alert", "send", *arguments)
        assert sentence in output
        assert "S3cret" not in output
    assert receiver.requests == []


def test_without_a_build_there_is_nothing_to_send(
    warehouse: Warehouse, footfall: CommandLine, receiver: Receiver
) -> None:
    warehouse.execute("create schema audit")
    output = footfall.fails("alert", "send", "--channel", f"ops={receiver.url}")
    assert "There is no table alert_events yet: run dbt build." in output


def test_killed_senders_lose_nothing_and_repeat_nothing_that_was_confirmed(
    warehouse: Warehouse, receiver: Receiver, progress: Callable[[str], None]
) -> None:
    seed = int(os.environ.get("FOOTFALL_TEST_SEED", random.randrange(10**6)))
    progress(f"senders are killed at moments by FOOTFALL_TEST_SEED={seed}")
    chance = random.Random(seed)
    expected = [f"alert{number:03}" for number in range(ALERTS)]
    fill_alerts(warehouse, [alert(number) for number in range(ALERTS)])

    for _ in range(KILLS):
        confirmed = _confirmed(warehouse)
        before = len(receiver.requests)
        process = _start(warehouse, receiver)
        _kill_at_a_request(receiver, process, chance)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, output
        sent = {one for request in receiver.requests[before:] for one in request.ids}
        assert not sent & confirmed
        # What was confirmed by one sender stays confirmed.
        assert confirmed <= _confirmed(warehouse)

    receiver.before = receiver.after = lambda number: None
    receiver.answer = lambda number: 200
    confirmed = _confirmed(warehouse)
    before = len(receiver.requests)
    last = _start(warehouse, receiver)
    output, _ = last.communicate(timeout=120)
    assert last.returncode == 0, output
    assert not {one for request in receiver.requests[before:] for one in request.ids} & confirmed

    # None is lost. Twice came only what was on its way when its sender was killed.
    arrived = Counter(receiver.ids())
    assert sorted(arrived) == expected
    assert sum(arrived.values()) - len(arrived) <= KILLS
    assert set(states(warehouse).values()) == {"delivered"}
    # A receiver that knows keys has each exactly once.
    by_key = {request.key: request.ids for request in receiver.requests}
    assert all(by_key[request.key] == request.ids for request in receiver.requests)
    assert sorted(one for ids in by_key.values() for one in ids) == expected


def _confirmed(warehouse: Warehouse) -> set[str]:
    if "alert_deliveries" not in warehouse.relations("audit"):
        return set()
    return {one for one, state in states(warehouse).items() if state == "delivered"}


def _start(warehouse: Warehouse, receiver: Receiver) -> subprocess.Popen[str]:
    """A sender in a process of its own, one alert at a time."""
    arguments: Sequence[str] = (
        *("alert", "send", *SINCE, "--batch-size", "1"),
        *("--project-dir", str(REPOSITORY), "--profiles-dir", str(warehouse.profiles_dir)),
    )
    return subprocess.Popen(
        [sys.executable, "-c", "from footfall.cli import app; app()", *arguments],
        env=warehouse.clean_environment() | {"FOOTFALL_ALERT_CHANNELS": f"ops={receiver.url}"},
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _kill_at_a_request(
    receiver: Receiver, process: subprocess.Popen[str], chance: random.Random
) -> None:
    """Kill a sender at one of its next requests: before the answer, or within moments of it."""
    chosen = len(receiver.requests) + chance.randint(1, 3)
    is_before = chance.random() < 0.4
    seconds = chance.choice((0.0, chance.uniform(0, 0.003), chance.uniform(0, 0.05)))

    def before(number: int) -> None:
        if number == chosen and is_before:
            process.kill()
            process.wait()

    def after(number: int) -> None:
        if number == chosen and not is_before:
            time.sleep(seconds)
            process.kill()

    def answer(number: int) -> int:
        return 0 if number == chosen and is_before else 200

    receiver.before, receiver.after, receiver.answer = before, after, answer
