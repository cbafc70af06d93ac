"""Built marts held against the oracle: equal rows pass, and each kind of difference is named."""

from __future__ import annotations

import datetime as dt

import pytest

from integration_tests.company import pseudonym
from integration_tests.oracle import Oracle
from integration_tests.oracle_comparison import assert_marts_match, facts_of, oracle_of
from integration_tests.oracle_frames import Settings
from integration_tests.oracle_sources import SOURCES, Event, SourceLog, vocabulary
from integration_tests.tables import Table

TEN = dt.datetime(2024, 2, 29, 10)
UNNAMED = (None, None, None, None, None, None)
LOG = SourceLog(
    Settings(dt.date(2024, 2, 29), enabled_systems=SOURCES),
    (
        Event("alpha", "e1", TEN, " Ann.Lee@CORP.com ", "page/open", *UNNAMED),
        Event("beta", "e1", TEN, "svc-load", "page/ping", "", "disk", "1", "One", "denied", -1),
        Event("beta", "e2", TEN, "zoe", "Zap", "Desk", "disk", "1", None, "failed", 5),
        Event("beta", "e3", TEN, "  ", "zap", None, None, None, None, None, 0),
    ),
    (),
    ({"email": "ann.lee@corp.com", "department": "Lab"},),
)
FACT_COLUMNS = (
    *("activity_id", "system", "source_event_id", "occurred_at", "user_key", "is_person"),
    *("is_engagement", "action", "activity_type", "workflow", "object_type", "object_id"),
    *("object_name", "outcome", "duration_ms"),
)
# What a build makes of it, by the written rules of custom sources.
FACT_ROWS = [
    (
        *("id1", "alpha", "e1", TEN, pseudonym("ann.lee@corp.com"), True),
        *(True, "page/open", "view", "alpha", None, None, None, "unknown", None),
    ),
    (
        *("id2", "beta", "e1", TEN, pseudonym("beta:svc-load"), False),
        *(False, "page/ping", "other", "beta", "disk", "1", "One", "denied", None),
    ),
    (
        *("id3", "beta", "e2", TEN, pseudonym("beta:zoe"), True),
        *(True, "Zap", "other", "Desk", "disk", "1", "1", "failed", 5),
    ),
    (
        *("id4", "beta", "e3", TEN, None, False),
        *(True, "zap", "other", "beta", None, None, None, "unknown", 0),
    ),
]
FACTS = Table(dict.fromkeys(FACT_COLUMNS, ""), FACT_ROWS)


def built() -> dict[str, Table]:
    """The oracle's marts of the built facts, as if they were read from a warehouse."""
    directory = LOG.directory(pseudonym)
    marts = Oracle(facts_of(FACTS), LOG.settings, directory, vocabulary()).marts()
    return {
        name: Table(dict.fromkeys(mart.columns, ""), mart.rows()) for name, mart in marts.items()
    }


def test_a_log_and_the_facts_made_of_it_give_the_same_marts() -> None:
    assert_marts_match(built(), oracle_of(LOG, FACTS), "alpha and beta")


def test_another_number_is_named() -> None:
    marts = built()
    depth = marts["engagement_depth"]
    marts["engagement_depth"] = Table(depth.columns, [(*row[:2], 7) for row in depth.rows])
    with pytest.raises(AssertionError, match="alpha and beta, engagement_depth: 84 rows against"):
        assert_marts_match(marts, oracle_of(LOG, FACTS), "alpha and beta")


def test_missing_activity_is_seen() -> None:
    lacking = Table(FACTS.columns, FACT_ROWS[1:])
    marts = Oracle(facts_of(lacking), LOG.settings).marts()
    table = {"dim_users": Table(dict.fromkeys(marts["dim_users"].columns, ""), [])}
    with pytest.raises(AssertionError, match="dim_users: 0 rows against 3 expected"):
        assert_marts_match(table, oracle_of(LOG, lacking), "alpha and beta")


def test_missing_column_is_named_unless_it_is_ignored() -> None:
    table = {"dim_users": Table({"user_key": ""}, [row[4:5] for row in FACT_ROWS[:3]])}
    others = ("is_person", "first_active_date", "last_active_date", "systems")
    with pytest.raises(AssertionError, match=r"dim_users lacks .*is_person"):
        assert_marts_match(table, oracle_of(LOG, FACTS), "alpha and beta")
    assert_marts_match(table, oracle_of(LOG, FACTS), "alpha and beta", {"dim_users": others})


def test_a_log_is_loaded_as_rows() -> None:
    rows = LOG.raw_rows()
    assert [len(rows[f"{source}.events"]) for source in SOURCES] == [1, 3, 0]
    assert rows["alpha.events"][0][:4] == ("e1", TEN, " Ann.Lee@CORP.com ", "page/open")
    assert rows["hr.employees"] == [("ann.lee@corp.com", None, "Lab", *[None] * 5)]
