"""The real Amundsen log: every KPI equals counts by an independent reading of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.amundsen_kpis import AmundsenKpis
from integration_tests.amundsen_log import (
    AMUNDSEN_LOG,
    AMUNDSEN_PREPOST_LOG,
    AS_OF,
    SCOPES,
    VARS,
    BuiltLog,
)
from integration_tests.amundsen_reading import Reading, read_lines, read_records
from integration_tests.comparison import KPI_MARTS, assert_mart_equals, facts_of, pseudonyms
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.engagement_reading import keyer
from integration_tests.harness import SALT, Warehouse
from integration_tests.tables import Table, assert_same_tables, snapshot, totals

Log = Callable[[str], BuiltLog]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_records(read_lines(AMUNDSEN_LOG))


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def log(request: pytest.FixtureRequest, amundsen_log_on: Log) -> BuiltLog:
    return amundsen_log_on(str(request.param))


@pytest.fixture(scope="module")
def engaged(log: BuiltLog) -> dict[str, Table]:
    return log.marts["engagement"]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("mart", KPI_MARTS)
def test_mart_equals_independent_reading(
    log: BuiltLog, reading: Reading, mart: str, scope: str
) -> None:
    marts = log.marts[scope]
    key = pseudonyms(marts["fct_activities"], reading.activities)
    kpis = AmundsenKpis(reading.activities, AS_OF, scope, key)
    assert_mart_equals(marts[mart], getattr(kpis, mart)(), f"{mart} of {scope}")


def test_facts_equal_independent_reading(log: BuiltLog, reading: Reading) -> None:
    facts = log.marts["engagement"]["fct_activities"]
    key = pseudonyms(facts, reading.activities)
    assert_mart_equals(facts, facts_of(reading, key), "fct_activities")


def test_nothing_is_lost(log: BuiltLog) -> None:
    rows = log.marts["all"]["reconciliation"].select(
        "raw_rows", "activities", "duplicates", "quarantined", "merged"
    )
    assert totals(rows) == [562, 562, 0, 0, 0]
    assert log.marts["all"]["quarantined_events"].rows == []
    assert log.marts["all"]["unmapped_actions"].rows == []


# What is known of the file from elsewhere, written down by hand.


def test_activities(log: BuiltLog) -> None:
    assert len(log.marts["engagement"]["fct_activities"].rows) == 562
    assert len(log.marts["all"]["fct_activities"].rows) == 562


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("engagement", [9, 6, 5, 5, 7, 7, 0]),
        # The server's own account asks for one page in the last full week.
        ("all", [9, 6, 5, 5, 7, 8, 0]),
    ],
)
@pytest.mark.parametrize("system", ["amundsen", "all"])
def test_weekly_active_users(log: BuiltLog, scope: str, expected: list[int], system: str) -> None:
    weeks = log.marts[scope]["active_users_weekly"]
    rows = weeks.select("week_start_date", "active_users", "is_complete", system=system)
    assert [users for _, users, _ in sorted(rows)] == expected
    assert [complete for *_, complete in sorted(rows)] == [True] * 6 + [False]


@pytest.mark.parametrize("scope", SCOPES)
def test_metadata_edits_and_leaders(log: BuiltLog, scope: str) -> None:
    daily = log.marts[scope]["metadata_edits_daily"].select("edits")
    assert sum(edits for (edits,) in daily) == 34
    names = _names()
    leaders = log.marts[scope]["metadata_edit_leaders"].select(
        "leader_rank", "user_key", "edits", window_days=90
    )
    first, second = sorted(leaders)[:2]
    assert (names[first[1]], first[2]) == ("roald.amundsen@example.org", 12)
    assert (names[second[1]], second[2]) == ("buzz@example.org", 7)
    assert sum(edits for *_, edits in leaders) == 34


def test_search_click_index(engaged: dict[str, Table]) -> None:
    clicks = engaged["search_click_index_daily"]
    assert sum(n for (n,) in clicks.select("clicks")) == 37
    assert sum(n for (n,) in clicks.select("unparsed_clicks")) == 1
    # Amundsen's own query knows no feature pages and counts an unreadable index as a miss.
    rows = clicks.select("resource_type", "clicks", "unparsed_clicks", "top4_clicks")
    counted = [row[1:] for row in rows if row[0] != "feature"]
    opened, unreadable, top4 = totals(counted)
    assert top4 * 100 // (opened + unreadable) == 81


def test_search_terms(engaged: dict[str, Table]) -> None:
    columns = ("searches", "answered_searches", "zero_result_searches")
    terms = engaged["top_search_terms"]
    rows = terms.select(*columns, window_days=90)
    assert totals(rows) == [34, 32, 7]
    # "test" eight times and "Test" three times.
    assert terms.select("term", "searches", window_days=90, term_rank=1) == [("test", 11)]
    assert not {"te", "de"} & {term for (term,) in terms.select("term")}


def test_table_views_without_refetches(engaged: dict[str, Table]) -> None:
    first = engaged["top_tables"].select(
        "table_key", "views", "database", "cluster", "schema", "table_name",
        window_days=90, table_rank=1,
    )  # fmt: skip
    key = "hive://gold.test_schema/test_table1"
    assert first == [(key, 26, "hive", "gold", "test_schema", "test_table1")]


def test_durations(log: BuiltLog) -> None:
    def p95(scope: str, action: str) -> int:
        usage = log.marts[scope]["workflow_usage"]
        rows = usage.select("p95_duration_ms", window_days=90, system="all", action=action)
        return round(float(rows[0][0]))

    assert p95("all", "_search_resources") == 57
    # Without the pages' own refetches.
    assert p95("engagement", "_get_table_metadata") == 90
    assert p95("all", "_get_table_metadata") == 89


def test_pseudonyms_hide_the_people(log: BuiltLog) -> None:
    for name, table in log.marts["engagement"].items():
        shown = [row for row in table.rows if any("@example.org" in str(v) for v in row)]
        assert not shown, f"{name} shows an e-mail address: {shown[0]}"
    users = log.marts["engagement"]["dim_users"]
    assert len(users.select("user_key", is_person=True)) == 13
    assert len(users.select("user_key", is_person=False)) == 1


@pytest.fixture(scope="module")
def paired_marts_on(on_engines: OnEngines) -> Callable[[str], dict[str, Table]]:
    def job(warehouse: Warehouse) -> dict[str, Table]:
        warehouse.set_salt()
        warehouse.footfall("load", "amundsen", str(AMUNDSEN_PREPOST_LOG))
        warehouse.build(VARS)
        return snapshot(warehouse)

    return on_engines(job)


def test_rows_before_and_after_each_call_count_once(
    log: BuiltLog, paired_marts_on: Callable[[str], dict[str, Table]]
) -> None:
    paired = dict(paired_marts_on(log.warehouse.engine))
    plain = dict(log.marts["engagement"])
    balance = paired.pop("reconciliation")
    del plain["reconciliation"]
    assert_same_tables(paired, plain, "the log with pairs")
    rows = balance.select("raw_rows", "activities", "duplicates", "quarantined", "merged")
    assert totals(rows) == [1124, 562, 0, 0, 562]


def _names() -> dict[str, Any]:
    users = {record["user"] for record in read_lines(AMUNDSEN_LOG)}
    key = keyer(SALT)
    return {key(user): user for user in users}
