"""Logs of custom sources as they are loaded, and the facts that must come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from integration_tests.oracle import Oracle
from integration_tests.oracle_frames import DIRECTORY, FACTS, VOCABULARY, Settings, frame

# Custom sources; each has a table, and any of them may be empty.
SOURCES = ("alpha", "beta", "gamma")
EVENT_COLUMNS = {
    **{"event": "text", "at": "timestamp", "who": "text", "what": "text", "area": "text"},
    **{"kind": "text", "thing": "text", "label": "text", "result": "text", "took": "bigint"},
}
EMPLOYEE_COLUMNS = {
    **{"email": "text", "full_name": "text", "department": "text", "role": "text"},
    **dict.fromkeys(("employment_start", "employment_end", "valid_from", "valid_to"), "date"),
}
# The raw tables of a log.
RAW_COLUMNS = {f"{source}.events": EVENT_COLUMNS for source in SOURCES} | {
    "hr.employees": EMPLOYEE_COLUMNS
}

# What is known of an action: its type, and whether persons set out to do it.
KNOWN_ACTIONS = {
    "page/open": ("view", True),
    "page/save": ("edit", True),
    "page/ping": ("other", False),
    "job/crash": ("error", True),
    "job/retire": ("delete", True),
}
# Of the last ones nobody has heard; they differ in nothing but their case.
ACTIONS = (*KNOWN_ACTIONS, "Zap", "zap")
# For the seed company_activity_vocabulary. The workflow is the event's own.
COMPANY_VOCABULARY = [
    [source, action, kind, None, is_engagement, None]
    for source in SOURCES
    for action, (kind, is_engagement) in KNOWN_ACTIONS.items()
]

# A user as a source writes it: the identity (None: nobody; {} is the source) and whether a person.
ACTORS: dict[str | None, tuple[str | None, bool]] = {
    "ann.lee@corp.com": ("ann.lee@corp.com", True),
    " Ann.Lee@CORP.com ": ("ann.lee@corp.com", True),
    "bob@corp.com": ("bob@corp.com", True),
    "cay@corp.com": ("cay@corp.com", True),
    "dan@outside.org": ("dan@outside.org", True),
    "zoe": ("{}:zoe", True),
    "release-bot@corp.com": ("release-bot@corp.com", False),
    "svc-load": ("{}:svc-load", False),
    None: (None, False),
    "  ": (None, False),
}
EMPLOYEES = ("ann.lee@corp.com", "bob@corp.com", "cay@corp.com")


@dataclass(frozen=True)
class Event:
    """A row of a source's table, in the order of ``EVENT_COLUMNS`` behind its source."""

    source: str
    event: str
    at: dt.datetime
    who: str | None
    what: str
    area: str | None
    kind: str | None
    thing: str | None
    label: str | None
    result: str | None
    took: int | None

    def row(self) -> tuple[Any, ...]:
        """Its values, as they are loaded."""
        return tuple(getattr(self, name) for name in EVENT_COLUMNS)

    @property
    def identity(self) -> str | None:
        """Whose it is, where the directory knows no logins."""
        identity = ACTORS[self.who][0]
        return identity and identity.format(self.source)

    def fact(self) -> dict[str, Any]:
        """The activity that it is, less user_key and activity_id."""
        activity_type, is_engagement = KNOWN_ACTIONS.get(self.what, ("other", True))
        return {
            "system": self.source,
            "occurred_at": self.at,
            "is_person": ACTORS[self.who][1],
            "is_engagement": is_engagement,
            "is_scaffolding": False,
            "action": self.what,
            "activity_type": activity_type,
            "workflow": self.area or self.source,
            "object_type": self.kind,
            "object_id": self.thing,
            # What has no name is called by its id.
            "object_name": self.label or self.thing,
            "outcome": self.result or "unknown",
            "duration_ms": None if self.took is None or self.took < 0 else self.took,
        }


def _itself(identity: str) -> str:
    return identity


def _readable_id(system: str, event: str) -> str:
    return f"{system}:{event}"


@dataclass(frozen=True)
class SourceLog:
    """A log of all sources, some of its events delivered twice, and a directory.

    The frames name users and activities readably. Lists and sessions break ties by user_key and
    activity_id, so give the methods what makes the keys (``company.pseudonym``) and ids of the
    marts that are compared.
    """

    settings: Settings
    events: tuple[Event, ...]
    repeated: tuple[Event, ...]
    employees: tuple[Mapping[str, Any], ...]

    def raw_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of every source's table and of the directory, by relation."""
        delivered = (*self.events, *self.repeated)
        rows = {
            f"{source}.events": [event.row() for event in delivered if event.source == source]
            for source in SOURCES
        }
        directory = [tuple(row.get(name) for name in EMPLOYEE_COLUMNS) for row in self.employees]
        return rows | {"hr.employees": directory}

    def facts(
        self,
        key: Callable[[str], str] = _itself,
        activity_id: Callable[[str, str], str] = _readable_id,
    ) -> pl.DataFrame:
        """The activities that must come of it, as ``oracle_frames.FACTS``.

        Args:
            key: gives an identity its user_key.
            activity_id: gives a system and its event's id the id of the activity.
        """
        return frame(
            FACTS,
            (
                event.fact()
                | {
                    "activity_id": activity_id(event.source, event.event),
                    "user_key": event.identity and key(event.identity),
                }
                for event in self.events
            ),
        )

    def directory(self, key: Callable[[str], str] = _itself) -> pl.DataFrame:
        """The employees' states, as ``oracle_frames.DIRECTORY``."""
        return frame(DIRECTORY, ({**row, "user_key": key(row["email"])} for row in self.employees))

    def oracle(
        self,
        key: Callable[[str], str] = _itself,
        activity_id: Callable[[str, str], str] = _readable_id,
    ) -> Oracle:
        """The oracle of its facts, with the vocabulary of ``COMPANY_VOCABULARY``."""
        return Oracle(
            self.facts(key, activity_id), self.settings, self.directory(key), vocabulary()
        )


def vocabulary() -> pl.DataFrame:
    """``COMPANY_VOCABULARY`` for the oracle."""
    return frame(
        VOCABULARY,
        (
            {"system": row[0], "action": row[1], "is_engagement": row[4]}
            for row in COMPANY_VOCABULARY
        ),
    )


def variables(settings: Settings) -> dict[str, Any]:
    """The vars of a build with these settings, and the mappings of the sources."""
    fields = {
        **{"event_id": "event", "time": "at", "actor": "who", "action": "what", "workflow": "area"},
        **{"object_type": "kind", "object_id": "thing", "object_name": "label"},
        **{"outcome": "result", "duration": "took"},
    }
    return {
        "enabled_systems": [],
        "custom_sources": [{"name": name, "table": "events", **fields} for name in SOURCES],
        "as_of_date": settings.as_of.isoformat(),
        "activity_scope": settings.scope,
        "reporting_timezone": settings.timezone,
        "usage_windows": list(settings.windows),
        "wau_days": settings.wau_days,
        "mau_days": settings.mau_days,
        "top_n": settings.top_n,
        "smallest_group": settings.smallest_group,
        "session_timeout_minutes": settings.session_timeout_minutes,
    }
