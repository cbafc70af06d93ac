"""Canaries: made-up personal data, each told from all others; canary_rows plants them.

Every canary holds ``qx``, a word for its kind, and a number that stands for the field that it was
planted in, or is an address that does. No pseudonym and no hash, being hexadecimal, can look so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: Mapping[str, Callable[[int], str]] = {
    "email": lambda n: f"qxmail{n:05d}@qxdomain{n:05d}.example",
    "name": lambda n: f"Zorblatt Qxname{n:05d}",
    "ipv4": lambda n: f"172.{16 + n // 250}.{n % 250}.213",
    "ipv6": lambda n: f"2001:db8:{n:x}::c0de",
    "aws key": lambda n: f"AKIAQXAWS{n:011d}",
    "jwt": lambda n: f"eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoxfQ.qxjwt{n:05d}signature",
    "bearer": lambda n: f"Bearer qxbearer{n:05d}abcdefghijkl",
    "private key": lambda n: (
        f"-----BEGIN PRIVATE KEY-----\nqxkey{n:05d}AbC/+\n-----END PRIVATE KEY-----"
    ),
    "connection": lambda n: f"postgresql://app:qxpassword{n:05d}@db.corp/prod",
    "path": lambda n: f"/home/qxhome{n:05d}/qxfile{n:05d}.csv",
    "windows path": lambda n: f"C:\\Users\\qxprofile{n:05d}\\My Documents\\qxdoc{n:05d}.csv",
    "literal": lambda n: f"select * from patients where ssn = 'qxliteral{n:05d}'",
}
# What cannot be told from the name of a thing.
UNRECOGNISABLE = ("name", "literal")

_FOUND = re.compile(
    r"qx[a-z]+?(?P<number>\d{5,11})"
    r"|172\.(?P<high>\d{1,3})\.(?P<low>\d{1,3})\.213"
    r"|db8:(?P<hex>[0-9a-f]{1,4})::c0de",
    re.IGNORECASE,
)

# Fields that a mart shows: what things, actions and searches are called. What has a shape of its
# own, as an e-mail has, is masked in them; a person's name is not told from a dashboard's.
SHOWN = {
    "clutch": ("method_name", "request_resources/0/*", "response_resources/0/*"),
    "amundsen": (
        *("command", "table_key", "uri", "uri_key", "feature_key", "resource_key"),
        *("resource_type", "type_metadata_key", "search_term", "tag"),
    ),
    "datagrok": (
        *("event_types.friendly_name", "event_parameter_values.route", "packages.name"),
        *("event_parameter_values.package", "event_parameter_values.packageName"),
        *("published_packages.name", "entities.name", "funcs.name", "queries.name"),
        *("connections.name", "projects.name", "projects.friendly_name"),
        *("groups.friendly_name", "groups.name"),
    ),
    "zoomdata": (
        *("cid", "name", "groupId", "label", "objectIds", "sourceId", "sourceName"),
        *("visualizationID", "visualizationId", "visualizationName", "source", "bookmarkId"),
        *("bookmarkName", "clientId", "clientName", "request/source/id", "request/source/name"),
    ),
    "liblab": (
        "event",
        "api_name",
        "api_id",
        "build_id",
        "doc_id",
        "sdk_name",
        "token_name",
        "token_id",
    ),
    "custom": (
        *("action", "workflow", "object_type", "object_id", "object_name", "session_key"),
        "correlation_id",
    ),
}
# Fields in which none is planted, and why.
NOT_PLANTED = {
    "clutch.service_name": "a word of the gateway's own code.",
    "zoomdata.activityType": "a word of the server's own code, read in capitals.",
    "zoomdata.keyType": "a word of the server's own code, read in small letters.",
    "custom.event_id": "it is shown as it is: whoever maps one chooses one that is no secret.",
    "hr.department": "what the directory says of a department is what the KPIs go by.",
    "hr.role": "likewise.",
}

CUSTOM = {
    **{"name": "wiki", "table": "events", "event_id": "event", "time": "at", "actor": "actor"},
    **{"action": "action", "workflow": "workflow", "object_type": "object_type"},
    **{"object_id": "object_id", "object_name": "object_name", "session_key": "session_key"},
    **{"correlation_id": "correlation_id", "outcome": "outcome", "details": ["why"]},
}
VARS: dict[str, Any] = {
    "enabled_systems": ["clutch", "amundsen", "datagrok", "zoomdata", "liblab"],
    "custom_sources": [CUSTOM],
    "as_of_date": "2026-06-30",
}


@dataclass
class Canaries:
    """What was planted: the field of each number, as ``system.field``."""

    fields: list[str] = field(default_factory=list)

    def plant(self, system: str, name: str) -> Iterator[str]:
        """The texts to plant in a field, one a kind: alone, and amidst other words."""
        number = len(self.fields)
        self.fields.append(f"{system}.{name}")
        is_shown = any(
            name == shown or (shown.endswith("*") and name.startswith(shown[:-1]))
            for shown in SHOWN.get(system, ())
        )
        for kind, make in KINDS.items():
            if not (is_shown and kind in UNRECOGNISABLE):
                yield make(number)
                yield f"see {make(number)} now"

    def found_in(self, text: str) -> set[str]:
        """The fields whose canaries stand in a text."""
        found = set()
        for match in _FOUND.finditer(text):
            number, high, low, digits = match.group("number", "high", "low", "hex")
            if number:
                place = int(number)
            elif high:
                place = (int(high) - 16) * 250 + int(low)
            else:
                place = int(digits, 16)
            if 0 <= place < len(self.fields):
                found.add(self.fields[place])
        return found
