"""Entries of liblab's audit trail, and what each must become, stated by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integration_tests.harness import Kind

COLUMNS: dict[str, Kind] = {
    "name": "text",
    "email": "text",
    "org": "text",
    "event": "text",
    "time": "timestamptz",
    "url": "text",
    "details": "text",
}
BUILD_URL = "https://portal.example.org/apis/7/builds/4711"


@dataclass(frozen=True)
class Entry:
    """An event with its details, its relation there, and what they must become.

    ``activity`` is object_type, object_id, object_name and outcome.
    """

    event: str
    url: str | None
    details: Mapping[str, Any] | None
    relation: str
    columns: Mapping[str, Any]
    activity: tuple[str | None, str | None, str | None, str]


def entries() -> list[Entry]:
    """Every event that the documentation names, and later ones."""
    me = "ann@example.org"
    sdk = {"sdk_name": "orders", "language": "java"}
    return [
        Entry("User Create", None, None, "user_creations", {}, ("user", me, me, "succeeded")),
        Entry(
            *("User Verified Email", "", None, "email_verifications", {}),
            ("user", me, me, "succeeded"),
        ),
        Entry(
            *("User Create API", None, {"api_name": "Orders", "api_id": 7}, "api_creations"),
            {"api_name": "Orders", "api_id": "7"},
            ("api", "7", "Orders", "succeeded"),
        ),
        Entry(
            *("User Build", BUILD_URL + "/?tab=docs/x#top", {"api_name": "Orders"}, "builds"),
            {
                "build_id": "4711",
                "api_name": "Orders",
                "build_url": BUILD_URL + "/?tab=docs/x#top",
            },
            ("build", "4711", "Orders", "succeeded"),
        ),
        Entry(
            *("User Build", BUILD_URL, {"build_id": "99"}, "builds"),
            {"build_id": "99", "build_url": BUILD_URL},
            ("build", "99", None, "succeeded"),
        ),
        Entry(
            *("User Build", "https://portal.example.org", None, "builds", {"build_id": None}),
            ("build", None, None, "succeeded"),
        ),
        Entry(
            *("User Approved doc", None, {"doc_id": "d-1"}, "document_approvals"),
            {"document_id": "d-1", "is_approved": True},
            ("document", "d-1", "d-1", "succeeded"),
        ),
        Entry(
            *("User Unapproved doc", None, {"doc_id": "d-1"}, "document_approvals"),
            {"document_id": "d-1", "is_approved": False},
            ("document", "d-1", "d-1", "succeeded"),
        ),
        Entry(
            *("User Published PR", None, sdk, "pull_request_publications"),
            sdk | {"is_published": True},
            ("sdk", "orders", "orders", "succeeded"),
        ),
        Entry(
            *("User Publish PR Failure", None, sdk, "pull_request_publications"),
            sdk | {"is_published": False},
            ("sdk", "orders", "orders", "failed"),
        ),
        Entry(
            *("User Invite Member", None, {"invited_email": "New@example.org"}, "invitations"),
            {"invited_email": "New@example.org"},
            ("user", "New@example.org", "New@example.org", "succeeded"),
        ),
        Entry(
            *("User Add CI Token", None, {"token_name": "ci", "token_id": "t-1"}),
            *("ci_token_changes", {"token_name": "ci", "token_id": "t-1", "is_added": True}),
            ("ci_token", "t-1", "ci", "succeeded"),
        ),
        Entry(
            *("User Remove CI Token", None, {"token_id": "t-1"}),
            *("ci_token_changes", {"token_name": None, "token_id": "t-1", "is_added": False}),
            ("ci_token", "t-1", None, "succeeded"),
        ),
        Entry(
            *("User Role Change", None, {"role": "admin"}, "other_events", {"role": "admin"}),
            (None, None, None, "succeeded"),
        ),
        # As a later version might write it.
        Entry(
            *(" user  BUILD", BUILD_URL, None, "builds", {"build_id": "4711"}),
            ("build", "4711", None, "succeeded"),
        ),
    ]


# Rows of name, email, org, event, time, url and details, and what becomes of the group.
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Repetition:
    """Rows of one minute, and how many of them are kept; the others are duplicates."""

    name: str
    rows: list[tuple[str | None, str | None, str | None]]
    kept: int


def repetitions() -> list[Repetition]:
    """Rows of email, url and details that exports of overlapping periods repeat, or do not."""
    ann, details, other = "ann@example.org", '{"api_name": "A"}', '{"api_name": "B"}'
    return [
        Repetition("exported twice", [(ann, None, None), (ann, None, None)], 1),
        Repetition("empty is null", [(ann, "", None), (ann, None, "")], 1),
        Repetition("details win", [(ann, None, None), (ann, None, details), (ann, None, "{}")], 1),
        Repetition("two events", [(ann, None, details), (ann, None, other), (ann, None, None)], 2),
        Repetition("details twice", [(ann, None, details), (ann, None, details)], 1),
        Repetition(
            "details unread",
            [(ann, None, '{"x": 1}'), (ann, None, '{"x": 2}'), (ann, None, '{"x": 2}')],
            2,
        ),
        Repetition("compared as written", [(ann, None, None), ("Ann@example.org", None, None)], 2),
        Repetition("nobody", [(None, None, None), ("", None, None)], 1),
    ]
