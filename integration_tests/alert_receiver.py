"""A local HTTP endpoint that gets alerts, and tables of alerts to send, without a build."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from integration_tests.company import load_table
from integration_tests.harness import Warehouse

ALERT_COLUMNS = {
    "alert_id": "text",
    "activity_date": "date",
    **dict.fromkeys(("rule", "kind", "severity", "system", "subject_type", "subject"), "text"),
    **dict.fromkeys(("user_key", "action", "object_type", "object_id", "object_name"), "text"),
    "activity_id": "text",
    **dict.fromkeys(("started_at", "matched_at", "ended_at"), "timestamp"),
    **dict.fromkeys(("activities", "threshold", "window_minutes"), "bigint"),
    **dict.fromkeys(("median_activities", "mad_activities", "activity_limit"), "double precision"),
}
IDENTITY_COLUMNS = dict.fromkeys(("user_key", "native_user", "email", "full_name"), "text")
ANN = "0123456789abcdef" * 4
# In no message to a channel that may not show identities, nor in the outbox.
NAMES_OF_PEOPLE = ("ann.lee@corp.com", "Ann Lee", "alee")
NAMES_OF_OBJECTS = ("gold.salaries", "table-7")


def alert(number: int, **others: Any) -> dict[str, Any]:
    """A row of alert_events: Ann deleted something, unless it is said otherwise."""
    at = f"2026-03-02 09:{number % 60:02}:00"
    usual = {
        "alert_id": f"alert{number:03}",
        "activity_date": "2026-03-02",
        **{"rule": "something_deleted", "kind": "each", "severity": "low", "system": "crm"},
        **{"subject_type": "user", "subject": ANN, "user_key": ANN, "action": "drop"},
        **{"object_type": "table", "object_id": "table-7", "object_name": "gold.salaries"},
        **{"activity_id": f"activity{number:03}", "activities": 1},
        **{"started_at": at, "matched_at": at, "ended_at": at},
    }
    return usual | others


def burst(number: int, date: str, started_at: str, ended_at: str, **others: Any) -> dict[str, Any]:
    """A row of alert_events of the kind count."""
    usual = {
        **{"activity_date": date, "rule": "denied_calls", "kind": "count", "severity": "medium"},
        **{"started_at": started_at, "matched_at": ended_at, "ended_at": ended_at},
        **{"activities": 7, "threshold": 5, "window_minutes": 30},
    }
    return alert(number, **(usual | others))


def fill_alerts(warehouse: Warehouse, alerts: Sequence[dict[str, Any]]) -> None:
    """Make alert_events and user_identities anew, as a build would."""
    rows = [[row.get(name) for name in ALERT_COLUMNS] for row in alerts]
    load_table(warehouse, "audit.alert_events", ALERT_COLUMNS, rows)
    people = [(ANN, "alee", "ann.lee@corp.com", "Ann Lee")]
    load_table(warehouse, "audit.user_identities", IDENTITY_COLUMNS, people)


def states(warehouse: Warehouse) -> dict[str, str]:
    """The state of every alert that was ever queued, for tests with one channel."""
    found = warehouse.query("select alert_id, state from audit.alert_deliveries")
    assert len(dict(found)) == len(found)
    return {str(alert_id): str(state) for alert_id, state in found}


@dataclass(frozen=True)
class Request:
    """What was sent, and whether it was acknowledged."""

    title: str
    message: str
    is_acknowledged: bool

    @property
    def key(self) -> str:
        """The idempotency key, of a message of either format."""
        if self.message.startswith("{"):
            return str(json.loads(self.message)["idempotency_key"])
        return self.message.rsplit("Idempotency key: ", 1)[1]

    @property
    def ids(self) -> list[str]:
        """The ids of the alerts in it."""
        if self.message.startswith("{"):
            return [alert["alert_id"] for alert in json.loads(self.message)["alerts"]]
        lines = self.message.splitlines()
        return [line.removeprefix("Alert ") for line in lines if line.startswith("Alert ")]


def acknowledge(number: int) -> int:
    """Answers every request with success."""
    return 200


def nothing(number: int) -> None:
    """Does nothing at a request."""


@dataclass
class Receiver:
    """An endpoint, and all that it was sent.

    ``answer`` gives the HTTP status for a request by its number, from 1; 0 is no answer at all.
    ``before`` and ``after`` are called around the answer.
    """

    port: int = 0
    answer: Callable[[int], int] = acknowledge
    before: Callable[[int], None] = nothing
    after: Callable[[int], None] = nothing
    requests: list[Request] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """Where it listens, for Apprise, with a secret in it."""
        return f"json://somebody:S3cret@127.0.0.1:{self.port}/S3cret-path"

    def ids(self) -> list[str]:
        """The ids of all alerts that were acknowledged, in order and as often."""
        return [one for request in self.requests if request.is_acknowledged for one in request.ids]


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            content = json.loads(self.rfile.read(length))
            with receiver.lock:
                number = len(receiver.requests) + 1
                receiver.before(number)
                status = receiver.answer(number)
                receiver.requests.append(
                    Request(content["title"], content["message"], status == 200)
                )
                if status:
                    try:
                        self.send_response(status)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                        self.wfile.flush()
                    except OSError:
                        pass  # the sender is gone
                receiver.after(number)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
