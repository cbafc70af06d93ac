"""Any table becomes activities by a mapping in YAML, and every row has a fate.

GitHub's organisation audit log and AWS CloudTrail, the latter as Parquet gives it and as JSON text,
then tables that show every unit of time, every outcome, and rows that cannot be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from integration_tests.company import at, pseudonym
from integration_tests.conftest import USUAL_ENGINES, OnEngines, across_engines
from integration_tests.custom_logs import VARS, fill
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.tables import Table, assert_same_tables, read_table, snapshot

# When the first event of each log happened.
TEN = at(2, 10)


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], dict[str, Table]]:
    """The marts, and the details under their model's name."""

    def job(warehouse: Warehouse) -> dict[str, Table]:
        fill(warehouse)
        warehouse.build(VARS, tests=DEEP)
        details = "stg_custom_sources__event_details"
        return snapshot(warehouse) | {details: read_table(warehouse, details, "staging")}

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def built(
    request: pytest.FixtureRequest, built_on: Callable[[str], dict[str, Table]]
) -> dict[str, Table]:
    return built_on(str(request.param))


def test_github_rows_are_activities(built: dict[str, Table]) -> None:
    facts = built["fct_activities"].select(
        *("source_event_id", "occurred_at", "user_key", "is_person", "action", "workflow"),
        *("object_type", "object_id", "object_name", "outcome"),
        system="github",
    )
    ann, bot = pseudonym("github:octo-ann"), pseudonym("github:dependabot[bot]")
    site = ("repository", "acme/site", "acme/site", "unknown")
    assert sorted(facts) == [
        ("d1", TEN, ann, True, "repo.create", "github", *site),
        ("d2", TEN + dt.timedelta(milliseconds=250), ann, True, "git.push", "github", *site),
        ("d3", TEN + dt.timedelta(milliseconds=500), bot, False, "git.push", "github", *site),
        ("d4", TEN, None, False, "org.sso_response", "github", "repository", None, None, "unknown"),
    ]


def test_details_stand_by_name(built: dict[str, Table]) -> None:
    details = built["stg_custom_sources__event_details"]
    assert sorted(details.select("system", "event_id", "detail_name", "detail_value")) == [
        *(("github", f"d{n}", "org", "acme") for n in (1, 2)),
        ("github", "d2", "pull request", "7"),
        *(("github", f"d{n}", "org", "acme") for n in (3, 4)),
    ]


@pytest.mark.parametrize("system", ["cloudtrail", "cloudtrail_text"])
def test_cloudtrail_events_are_activities(built: dict[str, Table], system: str) -> None:
    facts = built["fct_activities"].select(
        *("source_event_id", "occurred_at", "activity_date", "user_key", "action", "workflow"),
        *("object_id", "object_name", "outcome"),
        system=system,
    )
    date = TEN.date()
    ann, bo = pseudonym(f"{system}:ann"), pseudonym(f"{system}:bo")
    second = dt.timedelta(seconds=1)
    night = TEN + dt.timedelta(hours=15.5)
    assert sorted(facts) == [
        ("c1", TEN, date, ann, "s3/GetObject", "s3", "b", "'", "succeeded"),
        ("c2", TEN + second, date, ann, "s3/PutObject", "s3", "b", "b", "denied"),
        ("c3", TEN + 2.5 * second, date, bo, "ec2/RunInstances", "ec2", None, None, "failed"),
        ("c4", night, night.date(), None, "sts/AssumeRole", "sts", None, None, "succeeded"),
    ]


def test_rows_without_an_id_are_told_apart_by_all_that_is_mapped(built: dict[str, Table]) -> None:
    facts = built["fct_activities"].select("occurred_at", "action", "duration_ms", system="order")
    assert sorted(facts, key=str) == [
        (TEN, "close", None),
        (TEN, "open", 0),
        (TEN, "open", None),
        (TEN + dt.timedelta(milliseconds=500), "open", 1500),
    ]


def test_microseconds_and_times_with_a_zone_are_read(built: dict[str, Table]) -> None:
    facts = built["fct_activities"]
    in_us = facts.select("source_event_id", "occurred_at", "duration_ms", system="door_us")
    assert sorted(in_us) == [("1", TEN + dt.timedelta(milliseconds=123), 1), ("4", TEN, 0)]
    zoned = facts.select(
        *("source_event_id", "occurred_at", "user_key", "workflow", "outcome", "duration_ms"),
        *("session_key", "correlation_id"),
        system="door_zoned",
    )
    ann = pseudonym("door_zoned:ann")
    assert sorted(zoned) == [
        ("1", TEN - dt.timedelta(hours=2), ann, "Lab", "succeeded", 1999, "v1", "1"),
        ("2", TEN + dt.timedelta(hours=16), ann, "door_zoned", "denied", None, "v1", "2"),
        ("3", TEN + dt.timedelta(hours=2), None, "door_zoned", "unknown", 10**15, None, "3"),
    ]


def test_unreadable_rows_are_quarantined_with_a_reason(built: dict[str, Table]) -> None:
    found = built["quarantined_events"].select("system", "source_event_id", "quarantine_reason")
    time = "time is missing, unreadable or not between 2000 and 2099"
    by_id = [row for row in found if row[0] != "order"]
    assert sorted(by_id, key=str) == sorted(
        [
            ("cloudtrail", "c5", time),
            ("cloudtrail_text", "c5", time),
            ("door_us", "2", time),
            ("door_us", "3", time),
            ("door_us", "5", "action is missing"),
            ("door_zoned", "4", time),
            ("door_zoned", "5", time),
            ("github", "d5", "action is missing"),
            ("github", "d6", time),
            ("github", "d7", time),
            *[("github", None, "event_id is missing")] * 2,
        ],
        key=str,
    )
    assert [row[2] for row in found if row[0] == "order"] == [time] * 2


def test_every_row_has_one_fate(built: dict[str, Table]) -> None:
    balance = built["reconciliation"]
    sums: dict[str, list[int]] = {}
    for system, *counts in balance.select(
        *("system", "raw_rows", "activities", "duplicates", "quarantined", "unexplained_rows")
    ):
        sums[system] = [a + b for a, b in zip(sums.get(system, [0] * 5), counts, strict=True)]
    assert sums == {
        "github": [10, 4, 1, 5, 0],
        "cloudtrail": [5, 4, 0, 1, 0],
        "cloudtrail_text": [5, 4, 0, 1, 0],
        "order": [7, 4, 1, 2, 0],
        "door_us": [5, 2, 0, 3, 0],
        "door_zoned": [5, 3, 0, 2, 0],
    }
    assert {row[0] for row in balance.select("unexplained_rows")} == {0}


@across_engines
def test_engines_agree(built_on: Callable[[str], dict[str, Table]]) -> None:
    assert_same_tables(built_on("duckdb"), built_on("postgres"), "duckdb against postgres")
