"""Writing simulated Amundsen calls as the records of its action log."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

Record = dict[str, Any]

_CLICK_FIELDS = (
    "command target_id target_type label location value position resource_href resource_type "
    "search_term search_page_index search_results"
)
CLICK_FIELDS = _CLICK_FIELDS.split()
# shares of the calls: logged twice; not logged again because the server died
REDELIVERED = 0.003
DIED = 0.002


class Session:
    """One visit of a person: a clock that runs on, and the calls that Amundsen logs."""

    def __init__(self, user: str, start: datetime, host: str, is_pre_logged: bool, rng: Random):
        """Begin a visit.

        host: the server that answers. is_pre_logged: its callback is registered for both phases,
        so that each call is logged before it runs and again after it.
        """
        self.user = user
        self.host = host
        self.rng = rng
        self._clock = int(start.timestamp() * 1000)
        self._is_pre_logged = is_pre_logged
        self._records: list[Record] = []

    def wait(self, low: float, high: float) -> None:
        """Let some seconds pass."""
        self._clock += int(self.rng.uniform(low, high) * 1000) + 1

    def call(
        self,
        command: str,
        arguments: dict[str, Any],
        output: str = "null",
        error: str | None = None,
        milliseconds: float = 0,
    ) -> None:
        """Log one call. milliseconds: its typical duration; 0 for calls that only log."""
        start = self._clock
        spent = self.rng.lognormvariate(0, 0.6) * milliseconds if milliseconds else 0
        end = start + int(spent) + self.rng.randint(0, 1)
        before: Record = {
            "host_name": self.host,
            "start_epoch_ms": start,
            "end_epoch_ms": None,
            "pos_args_json": "[]",
            "keyword_args_json": json.dumps(arguments),
            "output": None,
            "error": None,
            "user": self.user,
            "command": command,
        }
        if self._is_pre_logged:
            self._records.append(before)
        if not self._is_pre_logged or self.rng.random() > DIED:
            after = before | {"end_epoch_ms": end, "output": output, "error": error}
            self._records.append(after)
            if self.rng.random() < REDELIVERED:
                self._records.append(after | {"end_epoch_ms": end + self.rng.randint(1, 40)})
        self._clock = end + self.rng.randint(2, 60)

    def event(self, command: str, **fields: Any) -> None:
        """Log what the front end reports about itself: a click or a page view."""
        self.call(command, dict.fromkeys(CLICK_FIELDS) | {"command": command} | fields)

    def page(self, location: str, query: str = "") -> None:
        """Log a page view."""
        self.event("analytics/pageView", target_id="browser", label=query, location=location)

    def records(self) -> Iterator[Record]:
        """What was logged so far, in order."""
        yield from self._records


def timeout(rng: Random) -> str:
    """The text of an exception after the service did not answer."""
    port = rng.choice((5001, 5002))
    return f"ReadTimeout(ReadTimeoutError('HTTPConnectionPool(port={port}): Read timed out.'))"


def later(day: datetime, rng: Random, hours: float) -> datetime:
    """A moment within some hours after another."""
    return day + timedelta(seconds=rng.uniform(0, hours * 3600))
