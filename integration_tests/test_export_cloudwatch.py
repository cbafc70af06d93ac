"""Exporting the audit trail to CloudWatch Logs, against moto's server."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from footfall.errors import UserError
from footfall.export import cloudwatch
from footfall.export.cloudwatch import Destination, batched, count_refused, parse_streams, to_event
from integration_tests.command_line import CommandLine
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.trails import activity, add, fill

GROUP = "company/audit"
COMMAND = ("export", "audit-trail", "--to", f"cloudwatch://{GROUP}")
# CloudWatch keeps nothing that is older than two weeks.
START = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None, microsecond=0) - dt.timedelta(days=3)


def minutes(number: int) -> dt.datetime:
    return START + dt.timedelta(minutes=number)


class Logs:
    """What CloudWatch holds of the log group."""

    def __init__(self, client: Any) -> None:
        """Take boto3's client."""
        self.client = client

    def streams(self) -> dict[str, list[int]]:
        """The numbers of the activities in each stream, as they came."""
        found = self.client.describe_log_streams(logGroupName=GROUP)["logStreams"]
        return {stream["logStreamName"]: self._numbers(stream["logStreamName"]) for stream in found}

    def counts(self) -> Counter[int]:
        """How often each activity was sent."""
        return Counter(number for numbers in self.streams().values() for number in numbers)

    def messages(self, stream: str) -> list[dict[str, Any]]:
        """The activities in a stream."""
        events = []
        token: dict[str, str] = {}
        while True:
            page = self.client.get_log_events(
                logGroupName=GROUP, logStreamName=stream, startFromHead=True, **token
            )
            events += page["events"]
            if not page["events"]:
                return [json.loads(event["message"]) for event in events]
            token = {"nextToken": page["nextForwardToken"]}

    def _numbers(self, stream: str) -> list[int]:
        return [int(message["activity_id"], 16) for message in self.messages(stream)]


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """The address of a server that speaks as Amazon does."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def logs(aws: str, monkeypatch: pytest.MonkeyPatch) -> Logs:
    """An empty log group."""
    reset = urllib.request.Request(f"{aws}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset).close()
    for name, value in {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = cloudwatch.connect()
    client.create_log_group(logGroupName=GROUP)
    return Logs(client)


@pytest.fixture
def state(tmp_path: Path) -> tuple[str, str]:
    """The option that keeps the state out of the project."""
    return "--state", str(tmp_path / "state" / "cloudwatch.json")


def test_a_stream_for_each_type_and_on_where_it_stopped(
    warehouse: Warehouse, logs: Logs, state: tuple[str, str]
) -> None:
    footfall = CommandLine(warehouse)
    fill(
        warehouse,
        [
            activity(1, minutes(0)),
            activity(2, minutes(1), system="datagrok", event_type="error", outcome="failed"),
            activity(3, minutes(2), event_type="a:b*c"),
        ],
    )
    options = (*state, "--stream", "error=datagrok_errors")
    sent = footfall(*COMMAND, *options)
    assert (sent["sent"], sent["streams"]) == (3, 3)
    assert logs.streams() == {"clutch/reboot": [1], "datagrok_errors": [2], "clutch/a_b_c": [3]}
    (message,) = logs.messages("clutch/reboot")
    assert message["email"] == "ann@example.org"
    assert message["occurred_at"] == minutes(0).isoformat() + "Z"
    assert "link" not in message

    assert footfall(*COMMAND, *options)["sent"] == 0
    # Of the same moment as the last one, and later.
    add(warehouse, [activity(4, minutes(2)), activity(5, minutes(3))])
    assert footfall(*COMMAND, *options)["sent"] == 2
    assert set(logs.counts().values()) == {1}
    assert footfall(*COMMAND, *options, "--restart")["sent"] == 5


def test_other_filters_are_another_export(
    new_warehouse: WarehouseFactory, logs: Logs, state: tuple[str, str]
) -> None:
    warehouse = new_warehouse("duckdb")
    footfall = CommandLine(warehouse)
    rows = [activity(n, minutes(n), outcome="denied" if n % 2 else "failed") for n in range(4)]
    fill(warehouse, [*rows, activity(4, minutes(4), event_type="stop", outcome="denied")])
    assert footfall(*COMMAND, *state, "--outcome", "denied", "--event", "reboot")["sent"] == 2
    assert logs.streams() == {"clutch/reboot": [1, 3]}
    assert footfall(*COMMAND, *state, "--outcome", "denied", "--event", "reboot")["sent"] == 0
    assert footfall(*COMMAND, *state, "--event", "stop")["sent"] == 1
    # What the filters say, e.g. of whom, does not stand in the state.
    footfall(*COMMAND, *state, "--email", "ann@example.org")
    assert "ann@example.org" not in Path(state[1]).read_text()


def test_days_are_how_far_it_goes(
    new_warehouse: WarehouseFactory, logs: Logs, state: tuple[str, str]
) -> None:
    warehouse = new_warehouse("duckdb")
    footfall = CommandLine(warehouse)
    fill(warehouse, [activity(n, START + dt.timedelta(days=n)) for n in range(3)])
    first = str(START.date())
    assert footfall(*COMMAND, *state, "--until", first)["sent"] == 1
    assert footfall(*COMMAND, *state)["sent"] == 2
    assert logs.streams() == {"clutch/reboot": [0, 1, 2]}


def test_an_export_that_is_killed_goes_on_with_its_page(
    new_warehouse: WarehouseFactory,
    logs: Logs,
    state: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warehouse = new_warehouse("postgres")
    footfall = CommandLine(warehouse)
    fill(warehouse, [activity(n, minutes(n), event_type=f"type {n % 3}") for n in range(95)])
    monkeypatch.setattr("footfall.warehouse.interface.READ_ROWS", 10)
    put = logs.client.put_log_events
    calls = Counter[str]()

    def fails_at_times(**arguments: Any) -> Any:
        calls["put"] += 1
        if calls["put"] % 5 == 0:
            raise UserError("killed")
        return put(**arguments)

    monkeypatch.setattr(logs.client, "put_log_events", fails_at_times)
    monkeypatch.setattr(cloudwatch, "connect", lambda: logs.client)
    runs = 0
    while footfall.run(*COMMAND, *state)[0] != 0:
        runs += 1
        assert runs < 50
    counts = logs.counts()
    assert runs > 2
    assert set(counts) == set(range(95))
    # What was sent again is of pages that were begun.
    assert counts.total() - len(counts) <= runs * 10


def test_mistakes(new_warehouse: WarehouseFactory, logs: Logs, state: tuple[str, str]) -> None:
    warehouse = new_warehouse("duckdb")
    fill(warehouse, [activity(1, minutes(0))])
    fails = CommandLine(warehouse).fails
    nowhere = ("export", "audit-trail", "--to", "cloudwatch://nowhere")
    assert "has no log group nowhere" in fails(*nowhere, *state)
    assert "names no log group" in fails("export", "audit-trail", "--to", "cloudwatch://", *state)
    assert "--format is for files" in fails(*COMMAND, *state, "--format", "csv")
    assert "looks like error=datagrok_errors" in fails(*COMMAND, *state, "--stream", "error")
    assert "cannot be a log stream" in fails(*COMMAND, *state, "--stream", "error=a:b")
    Path(state[1]).parent.mkdir()
    Path(state[1]).write_text("{")
    assert "is damaged" in fails(*COMMAND, *state)


def test_the_state_may_be_a_url(new_warehouse: WarehouseFactory, logs: Logs) -> None:
    from fsspec import filesystem

    warehouse = new_warehouse("duckdb")
    footfall = CommandLine(warehouse)
    fill(warehouse, [activity(1, minutes(0))])
    state = ("--state", "memory://state/cloudwatch.json")
    assert footfall(*COMMAND, *state)["sent"] == 1
    assert footfall(*COMMAND, *state)["sent"] == 0
    assert logs.counts() == {1: 1}
    filesystem("memory").rm("/state", recursive=True)


def event(at_ms: int, length: int = 10) -> dict[str, Any]:
    return {"timestamp": at_ms, "message": "x" * length}


def test_batches_keep_to_the_limits() -> None:
    assert [len(batch) for batch in batched([event(n) for n in range(7)], 3)] == [3, 3, 1]
    assert list(batched([], 3)) == []
    # 26 bytes more than its text, and 1 MiB in all.
    half = 1_048_576 // 2 - 26
    assert [len(batch) for batch in batched([event(0, half), event(1, half)], 10)] == [2]
    assert [len(batch) for batch in batched([event(0, half), event(1, half + 1)], 10)] == [1, 1]
    accented = {"timestamp": 0, "message": "é" * (half // 2)}
    assert [len(batch) for batch in batched([accented, event(1, half + 1)], 10)] == [1, 1]
    day = 24 * 60 * 60 * 1000
    assert [len(batch) for batch in batched([event(0), event(day - 1)], 10)] == [2]
    assert [len(batch) for batch in batched([event(0), event(day)], 10)] == [1, 1]


@pytest.mark.parametrize(
    ("info", "refused"),
    [
        (None, 0),
        ({}, 0),
        ({"tooOldLogEventEndIndex": 3}, 3),
        ({"expiredLogEventEndIndex": 4, "tooOldLogEventEndIndex": 3}, 4),
        ({"tooNewLogEventStartIndex": 8}, 2),
        ({"tooOldLogEventEndIndex": 3, "tooNewLogEventStartIndex": 8}, 5),
        ({"tooOldLogEventEndIndex": 10}, 10),
    ],
)
def test_refused_events_are_counted(info: dict[str, int] | None, refused: int) -> None:
    assert count_refused(10, info) == refused


def test_an_event_is_json_without_nulls() -> None:
    at = dt.datetime(2026, 3, 2, 9, 0, 0, 123_456)
    found = to_event(activity(1, at, object_name="ü\n"))
    assert found["timestamp"] == 1_772_442_000_123
    message = json.loads(found["message"])
    assert message["object_name"] == "ü\n"
    assert message["occurred_at"] == "2026-03-02T09:00:00.123456Z"
    assert "duration_ms" not in message


def test_streams_have_names_that_cloudwatch_takes() -> None:
    streams = parse_streams(["error=datagrok_errors", "a=b=c"])
    assert streams == {"error": "datagrok_errors", "a=b": "c"}
    destination = Destination(GROUP, streams)
    assert destination.stream_of("datagrok", "error") == "datagrok_errors"
    assert destination.stream_of("clutch", "clutch.k8s.v1.K8sAPI/DeletePod") == (
        "clutch/clutch.k8s.v1.K8sAPI/DeletePod"
    )
    assert destination.stream_of("mine", "a:b*") == "mine/a_b_"
    assert len(destination.stream_of("mine", "x" * 600)) == 512
