"""Marts held against rows that were counted independently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from integration_tests.amundsen_reading import Activity, Reading
from integration_tests.engagement_reading import keyer
from integration_tests.harness import SALT
from integration_tests.tables import Table, assert_same_rows

# The marts that the independent reading yields, each by a method of its name.
KPI_MARTS = (
    "fct_user_days",
    "active_users_daily",
    "active_users_weekly",
    "active_users_monthly",
    "top_users",
    "workflow_usage",
    "workflow_usage_daily",
    "top_tables",
    "top_search_terms",
    "search_click_index_daily",
    "search_success_daily",
    "metadata_edits_daily",
    "metadata_edit_leaders",
)


def assert_mart_equals(mart: Table, expected: Sequence[Mapping[str, Any]], about: str) -> None:
    """Compare a mart with expected rows, in the columns that these have.

    Raises:
        AssertionError: naming missing columns, or the first rows that differ.
    """
    assert expected, f"{about}: nothing was counted, so nothing would be compared"
    names = list(expected[0])
    missing = [name for name in names if name not in mart.columns]
    assert not missing, f"{about} lacks {missing}; it has {list(mart.columns)}"
    rows = [tuple(row[name] for name in names) for row in expected]
    assert_same_rows(mart.select(*names), rows, names, about)


def pseudonyms(facts: Table, activities: Sequence[Activity]) -> Callable[[str], str]:
    """Gives the pseudonym of an identity.

    Those of e-mail addresses are computed. The others are a system's own affair and are looked
    up in the facts, by what the identity did and when.
    """
    found = {
        (at, action): key for at, action, key in facts.select("occurred_at", "action", "user_key")
    }
    others = {
        activity.identity: found[activity.occurred_at, activity.action]
        for activity in activities
        if activity.identity is not None and "@" not in activity.identity
    }
    return keyer(SALT, others)


def facts_of(reading: Reading, key: Callable[[str], str]) -> list[dict[str, Any]]:
    """The rows that the facts must have, in the columns that a reading can tell of."""
    return [
        {
            "system": "amundsen",
            "occurred_at": activity.occurred_at,
            "activity_date": activity.date,
            "user_key": key(activity.identity) if activity.identity else None,
            "is_person": activity.is_person,
            "is_engagement": activity.is_engagement,
            "action": activity.action,
            "activity_type": activity.activity_type,
            "outcome": activity.outcome,
            "duration_ms": activity.duration_ms,
        }
        for activity in reading.activities
    ]
