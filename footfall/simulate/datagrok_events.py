"""The kinds of events that a simulated Datagrok logs, and how one event becomes raw rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

Record = dict[str, Any]
TableRecord = tuple[str, Record]

ENTITY_PARAMETERS = {"user", "entity", "package", "grantedUser", "group", "subject"}
AUDITED_KINDS = ("query", "connection", "job", "script", "predictive-model", "notebook", "project")
PUBLISHED_KINDS = ("query", "connection", "script", "predictive-model", "notebook")
STARTED_KINDS = ("query", "job", "script", "predictive-model", "action", "notebook")
UI_ACTIONS = (
    "click",
    "menu click",
    "dialog show",
    "dialog close",
    "dialog ok",
    "input",
    "command",
    "navigate",
    "dragstart",
    "drop",
    "dock",
    "undock",
)
_BY_SOMEBODY = ("user", "entity")
_TEST = "success skipped result ms type packageName category test version"
TEST_PARAMETERS = tuple(_TEST.split())

# (source, name): names of the parameters
EVENT_KINDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("usage", "datagrok-started"): (),
    ("info", "datagrok-started"): ("commit",),
    ("usage", "function-ran"): _BY_SOMEBODY,
    ("usage", "project-opened"): _BY_SOMEBODY,
    ("usage", "http-request"): ("method", "route", "status", "ms"),
    ("usage", "usage"): ("view",),
    **{("usage", name): () for name in UI_ACTIONS},
    **{("audit", f"{kind}-start"): _BY_SOMEBODY for kind in STARTED_KINDS},
    **{
        ("audit", f"{kind}-{change}"): _BY_SOMEBODY
        for kind in AUDITED_KINDS
        for change in ("created", "edited", "deleted")
    },
    **{("audit", f"{kind}-published"): _BY_SOMEBODY for kind in PUBLISHED_KINDS},
    **{("audit", f"{kind}-transformations-edited"): _BY_SOMEBODY for kind in ("query", "job")},
    ("audit", "entity-shared"): ("user", "entity", "grantedUser", "group"),
    ("audit", "entity-shared-silent"): ("user", "entity", "grantedUser", "group"),
    ("audit", "table-produced"): ("user", "table"),
    ("audit", "user-invited"): ("user", "subject"),
    ("audit", "comment-posted"): _BY_SOMEBODY,
    ("audit", "main-menu-item-click"): (),
    ("audit", "tutorial-completed"): ("user", "tutorial"),
    ("audit", "viewer-rendered"): ("user", "type"),
    ("audit", "log"): ("package", "step"),
    # a name that a plugin chose for its own log
    ("audit", "acme-assay-upload"): ("package", "rows"),
    ("audit", "package-tested"): ("package", "successful", "skipped", "failed"),
    ("audit", "package-version-published"): ("entity", "ms"),
    ("audit", "user-logged-in"): ("user", "type"),
    ("audit", "user-logged-out"): ("user",),
    ("audit", "user-login-failed"): ("login", "reason"),
    ("audit", "admin-session-started"): ("user",),
    ("audit", "settings-changed"): ("user", "changed"),
    ("audit", "log-settings-changed"): ("user", "changed"),
    ("audit", "dev-key-generated"): ("user",),
    ("warning", "warning"): ("package",),
}


def new_id(rng: Random) -> str:
    """A uuid as text."""
    return str(UUID(int=rng.getrandbits(128), version=4))


def moment(at: datetime) -> str:
    """A time as Datagrok keeps it: UTC without a zone."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _text(value: Any) -> str:
    """A parameter's value as Datagrok keeps it; a missing one is the word null."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


@dataclass(frozen=True)
class EventType:
    """A row of event_types. parameters: ids of its event_parameters, by name."""

    id: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def event(
    kind: EventType,
    at: datetime,
    session_id: str | None,
    values: Mapping[str, Any],
    rng: Random,
    description: str | None = None,
    error_message: str | None = None,
) -> Iterator[TableRecord]:
    """An event and its parameter values, each with the name of its table.

    values: by the parameter's name; those of ENTITY_PARAMETERS are ids.
    """
    event_id = new_id(rng)
    yield (
        "events",
        {
            "id": event_id,
            "event_type_id": kind.id,
            "session_id": session_id,
            "event_time": moment(at),
            "friendly_name": description,
            "description": description,
            "error_message": error_message,
        },
    )
    for name, value in values.items():
        yield (
            "event_parameter_values",
            {
                "id": new_id(rng),
                "event_id": event_id,
                "parameter_id": kind.parameters[name],
                "value": _text(value),
                "value_uuid": value if name in ENTITY_PARAMETERS else None,
            },
        )


class Visit:
    """One session of a user: a clock that runs on, and what is logged meanwhile."""

    def __init__(
        self,
        user_id: str,
        start: datetime,
        kinds: Mapping[tuple[str, str], EventType],
        rng: Random,
    ) -> None:
        """Begin a session of somebody."""
        self.user_id = user_id
        self.session_id = new_id(rng)
        self.rng = rng
        self.now = start
        self._start = start
        self._kinds = kinds
        self._records: list[TableRecord] = []

    def wait(self, low: float, high: float) -> None:
        """Let some seconds pass."""
        self.now += timedelta(seconds=self.rng.uniform(low, high))

    def log(self, source: str, name: str, description: str | None = None, **values: Any) -> None:
        """Log an event of a kind; its parameter `user`, where it has one, is the user."""
        kind = self._kinds[source, name]
        if "user" in kind.parameters:
            values = {"user": self.user_id, **values}
        self.log_as(kind, description, **values)

    def log_as(
        self,
        kind: EventType,
        description: str | None = None,
        error_message: str | None = None,
        **values: Any,
    ) -> None:
        """Log an event of a type of its own, such as an error or an old function run."""
        self._records.extend(
            event(kind, self.now, self.session_id, values, self.rng, description, error_message)
        )
        self.wait(0.05, 0.4)

    def request(self, method: str, route: str, milliseconds: float, status: int = 200) -> None:
        """Log a request to the server, which belongs to no session.

        milliseconds: the typical time that it takes.
        """
        kind = self._kinds["usage", "http-request"]
        spent = max(1, round(self.rng.lognormvariate(0, 0.7) * milliseconds))
        values = {"method": method, "route": route, "status": status, "ms": spent}
        self._records.extend(event(kind, self.now, None, values, self.rng))

    def records(self, session_type: str, is_admin: bool) -> Iterator[TableRecord]:
        """The session and its events. session_type: internal or guest."""
        # a tab that is never closed leaves its session open
        is_open = self.rng.random() < 0.03
        yield (
            "users_sessions",
            {
                "id": self.session_id,
                "user_id": self.user_id,
                "started": moment(self._start),
                "ended": None if is_open else moment(self.now),
                "type": session_type,
                "is_admin": is_admin,
            },
        )
        yield from self._records
