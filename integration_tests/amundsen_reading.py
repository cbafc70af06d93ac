"""An independent reading of Amundsen's action log in plain Python.

It turns raw records (the keys of the log's JSON lines) into activities by the written
definitions alone and shares no code with the models, so that the marts can be held against it.
The KPIs that it yields are in ``amundsen_kpis``.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from integration_tests.project_copies import REPOSITORY

Record = Mapping[str, Any]

OLD_SEARCHES = {"_search", "_search_table", "_search_user", "_search_dashboard", "_search_feature"}
SEARCHES = OLD_SEARCHES | {"_search_resources"}
# Only these do work while they are logged: the others know neither success nor duration.
WORKING = SEARCHES | {
    "_get_table_metadata",
    "_get_feature_metadata",
    "_get_related_dashboards_metadata",
}
OWNER_EDITS = {"_log_update_table_owner", "_update_table_owner"}
TABLE_TAG_EDITS = {"_log_update_table_tags"}
DASHBOARD_TAG_EDITS = {"_log_update_dashboard_tags"}
AUTOMATIC_NOTIFICATIONS = {"owner_added", "owner_removed", "metadata_edited"}
DESCRIPTION_EDITS = {
    "_log_put_table_description": "table_description",
    "_log_put_column_description": "column_description",
    "_log_put_type_metadata_description": "type_description",
}
RESOURCES = ("table", "dashboard", "user", "feature")
AUTOMATIC_MS = 5_000
EARLIEST_MS = int(dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc).timestamp() * 1000)
LATEST_MS = int(dt.datetime(2100, 1, 1, tzinfo=dt.timezone.utc).timestamp() * 1000)


@dataclass
class Activity:
    """One thing done, whatever number of raw rows tell of it.

    ``duration_ms`` is in milliseconds; ``arguments`` and ``output`` are the parsed JSON objects
    (``output`` None where it is not one).
    """

    at_ms: int
    date: dt.date
    identity: str | None
    is_person: bool
    action: str
    is_front_end: bool
    activity_type: str
    workflow: str | None
    in_vocabulary_engagement: bool
    outcome: str
    duration_ms: int | None
    arguments: dict[str, Any]
    output: dict[str, Any] | None
    scaffolding: bool = False
    companions: list[Activity] = field(default_factory=list)

    @property
    def is_engagement(self) -> bool:
        """Whether the user set out to do it."""
        return self.in_vocabulary_engagement and not self.scaffolding

    @property
    def occurred_at(self) -> dt.datetime:
        """The start, UTC, without zone."""
        return dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=self.at_ms)

    @property
    def status_code(self) -> int | None:
        """The status that the called service answered with."""
        return whole_number((self.output or {}).get("status_code"))

    def in_scope(self, scope: str) -> bool:
        """Whether a KPI of this ``activity_scope`` counts it."""
        if scope == "all":
            return self.identity is not None
        return self.is_person and self.is_engagement


@dataclass
class Reading:
    """All activities in order of time, and what became of the other raw rows."""

    activities: list[Activity]
    raw_rows: int
    merged: int
    duplicates: int
    quarantined: list[Record]


def read_lines(path: Path) -> list[Record]:
    """The records of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_records(records: Iterable[Record], timezone: str = "UTC") -> Reading:
    """Read raw records.

    Args:
        timezone: IANA name of the zone that gives an activity its date.
    """
    records = list(records)
    vocabulary = _vocabulary()
    patterns = _patterns("non_person_users"), _patterns("nobody_users")
    groups: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    quarantined = []
    for record in records:
        if _readable(record):
            groups[_event_key(record)].append(record)
        else:
            quarantined.append(record)
    activities, merged, duplicates = [], 0, 0
    for group in groups.values():
        posts = [record for record in group if record.get("end_epoch_ms") not in (None, 0)]
        # Of several ends of one call, the last one is when it was over.
        kept = max(posts, key=lambda post: int(post["end_epoch_ms"])) if posts else group[0]
        pres = len(group) - len(posts)
        # One pre row belongs to the post row; whatever else is equal was delivered again.
        pair = 1 if posts and pres else 0
        merged += pair
        duplicates += len(group) - 1 - pair
        activities.append(_activity(kept, bool(posts), vocabulary, patterns, ZoneInfo(timezone)))
    activities.sort(key=lambda activity: activity.at_ms)
    _mark_companions(activities)
    _mark_refetches(activities)
    for activity in activities:
        activity.scaffolding = activity.scaffolding or _is_scaffolding_by_itself(activity)
    return Reading(activities, len(records), merged, duplicates, quarantined)


def search_type(activity: Activity) -> str | None:
    """Why a search ran; logs from before the type was written tell by the page."""
    if activity.is_front_end or activity.action not in SEARCHES:
        return None
    given = activity.arguments.get("search_type")
    if given is not None:
        return str(given)
    page = activity.arguments.get("page_index")
    return "submit_search_term" if page in (None, 0, "0", "") else "update_page"


def edit_of(activity: Activity) -> tuple[str, str | None, str | None] | None:
    """The kind, object type and object key of a metadata edit; None for anything else."""
    if activity.is_front_end:
        return None
    arguments = activity.arguments
    if activity.action in DESCRIPTION_EDITS:
        kind = DESCRIPTION_EDITS[activity.action]
        key = arguments.get("table_key")
        if kind == "type_description":
            key = "/".join(str(arguments.get("type_metadata_key")).split("/")[:4])
        return kind, "table", key
    method = str(arguments.get("method")).upper()
    if method not in ("PUT", "DELETE"):
        return None
    done = "added" if method == "PUT" else "removed"
    if activity.action in OWNER_EDITS:
        return f"owner_{done}", "table", arguments.get("table_key")
    if activity.action in TABLE_TAG_EDITS:
        return f"tag_{done}", "table", arguments.get("table_key")
    if activity.action in DASHBOARD_TAG_EDITS:
        return f"tag_{done}", "dashboard", arguments.get("uri_key")
    return None


def json_object(text: Any) -> dict[str, Any] | None:
    """The object that a text holds as strict JSON, else None."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    if not isinstance(text, str):
        return None
    try:
        parsed = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def whole_number(value: Any) -> int | None:
    """A number without a fraction, also one written as text; None for anything else."""
    plain = isinstance(value, (int, str)) and not isinstance(value, bool)
    return int(value) if plain and re.fullmatch("-?[0-9]{1,18}", str(value)) else None


def _readable(record: Record) -> bool:
    start = record.get("start_epoch_ms")
    return (
        bool(record.get("command"))
        and isinstance(start, int)
        and EARLIEST_MS <= start < LATEST_MS
        and json_object(record.get("keyword_args_json")) is not None
    )


def _event_key(record: Record) -> tuple[Any, ...]:
    names = ("host_name", "user", "command", "start_epoch_ms", "pos_args_json")
    return (*(record.get(name) for name in names), record.get("keyword_args_json"))


def _activity(
    record: Record,
    finished: bool,
    vocabulary: Mapping[str, Mapping[str, str]],
    patterns: tuple[list[re.Pattern[str]], list[re.Pattern[str]]],
    zone: ZoneInfo,
) -> Activity:
    arguments = json_object(record["keyword_args_json"]) or {}
    front_end = "command" in arguments
    action = str(record["command"])
    if front_end and action.startswith("_"):
        action = "_log_generic_action"
    user = (record.get("user") or "").strip(" ")
    non_persons, nobody = patterns
    is_nobody = not user or any(pattern.fullmatch(user) for pattern in nobody)
    identity = None if is_nobody else user.lower()
    known = vocabulary.get(action, {})
    working = action in WORKING and not front_end
    duration = None
    if working and finished:
        duration = int(record["end_epoch_ms"]) - int(record["start_epoch_ms"])
    at = dt.datetime.fromtimestamp(record["start_epoch_ms"] / 1000, zone)
    return Activity(
        at_ms=int(record["start_epoch_ms"]),
        date=at.date(),
        identity=identity,
        is_person=identity is not None and not any(p.fullmatch(user) for p in non_persons),
        action=action,
        is_front_end=front_end,
        activity_type=known.get("activity_type", "other"),
        workflow=known.get("workflow"),
        in_vocabulary_engagement=known.get("is_engagement", "true") == "true",
        outcome=_outcome(record, action, working, finished),
        duration_ms=duration if duration is None or duration >= 0 else None,
        arguments=arguments,
        output=json_object(record.get("output")),
    )


def _outcome(record: Record, action: str, working: bool, finished: bool) -> str:
    if record.get("error") is not None:
        return "failed"
    output = json_object(record.get("output"))
    if not finished or not working or output is None:
        return "unknown"
    status = whole_number(output.get("status_code"))
    if status is None:
        return "failed" if action in SEARCHES else "unknown"
    by_status = {200: "succeeded", 401: "denied", 403: "denied"}
    return by_status.get(status, "failed")


def _mark_companions(activities: list[Activity]) -> None:
    """In the old logs one search wrote a row per resource type: the first stands for all."""
    last: dict[tuple[Any, ...], tuple[Activity, Activity]] = {}
    for activity in activities:
        if activity.is_front_end or activity.action not in OLD_SEARCHES:
            continue
        key = (
            activity.identity,
            activity.arguments.get("search_term"),
            search_type(activity),
            activity.arguments.get("page_index"),
        )
        first, before = last.get(key, (activity, activity))
        if first is not activity and activity.at_ms - before.at_ms <= AUTOMATIC_MS:
            activity.scaffolding = True
            first.companions.append(activity)
        else:
            first = activity
        last[key] = (first, activity)


def _mark_refetches(activities: list[Activity]) -> None:
    """After some edits the page itself reads the object again, without a source."""
    edits: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for activity in activities:
        edit = edit_of(activity)
        if edit is None or activity.action in DESCRIPTION_EDITS:
            continue
        edits[activity.identity, f"object {edit[2]}"].append(activity.at_ms)
        if activity.action in OWNER_EDITS:
            edits[activity.identity, "any owner"].append(activity.at_ms)
    for activity in activities:
        arguments = activity.arguments
        if activity.is_front_end or arguments.get("source") is not None:
            continue
        about = {
            "_get_table_metadata": f"object {arguments.get('table_key')}",
            "_get_dashboard_metadata": f"object {arguments.get('uri')}",
            "_log_get_user": "any owner",
        }.get(activity.action)
        if about is not None and activity.identity is not None:
            activity.scaffolding = any(
                0 <= activity.at_ms - edited <= AUTOMATIC_MS
                for edited in edits[activity.identity, about]
            )


def _is_scaffolding_by_itself(activity: Activity) -> bool:
    if search_type(activity) == "inline_search":
        return True
    if activity.action == "click":
        return activity.arguments.get("position") is not None
    if activity.action == "_log_send_notification":
        return activity.arguments.get("notification_type") in AUTOMATIC_NOTIFICATIONS
    return False


def _vocabulary() -> dict[str, dict[str, str]]:
    path = REPOSITORY / "seeds" / "activity_vocabulary.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["system"] == "amundsen"]
    return {row["action"]: row for row in rows}


def _patterns(seed: str) -> list[re.Pattern[str]]:
    path = REPOSITORY / "seeds" / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["system"] in ("amundsen", "*")]
    # The word null is no pattern that dbt could read.
    words = ["null"] if seed == "nobody_users" else []
    return [like(pattern) for pattern in [*(row["pattern"] for row in rows), *words]]


def like(pattern: str) -> re.Pattern[str]:
    """A pattern of the seeds, case-insensitive, as a regular expression for ``fullmatch``."""
    wild = {"%": ".*", "_": ".", "[_]": "_"}
    pieces = re.split(r"(\[_\]|[%_])", pattern)
    return re.compile(
        "".join(wild.get(piece, re.escape(piece)) for piece in pieces),
        re.IGNORECASE | re.DOTALL,
    )
