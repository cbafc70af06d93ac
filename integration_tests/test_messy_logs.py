"""The same raw rows give the same marts on DuckDB and on PostgreSQL.

Every analysis has something to say of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from integration_tests.conftest import ENGINES
from integration_tests.depth import DEEP
from integration_tests.harness import SYSTEMS
from integration_tests.messy_logs import BERLIN, VARS, MessyBuilds
from integration_tests.oracle import Oracle
from integration_tests.oracle_comparison import (
    assert_marts_match,
    directory_of,
    facts_of,
    objects_of,
    vocabulary_of,
)
from integration_tests.oracle_frames import Settings
from integration_tests.project_copies import REPOSITORY
from integration_tests.tables import Table, assert_same_tables, normal

ANALYSES = sorted(path.stem for path in (REPOSITORY / "analyses").rglob("*.sql"))

Messy = Callable[[str], MessyBuilds]


@pytest.fixture(scope="module")
def duckdb(messy_logs_on: Messy) -> MessyBuilds:
    return messy_logs_on("duckdb")


@pytest.fixture(scope="module")
def postgres(messy_logs_on: Messy) -> MessyBuilds:
    return messy_logs_on("postgres")


def test_marts_agree_in_utc(duckdb: MessyBuilds, postgres: MessyBuilds) -> None:
    assert_same_tables(duckdb.first, postgres.first, "duckdb against postgres")


def test_marts_agree_where_clocks_change(duckdb: MessyBuilds, postgres: MessyBuilds) -> None:
    assert_same_tables(duckdb.in_berlin, postgres.in_berlin, "duckdb against postgres")


@pytest.mark.skipif(not DEEP, reason="test_days has one in which no day is built: make test-deep")
@pytest.mark.parametrize("engine", ENGINES)
def test_second_build_changes_no_mart(messy_logs_on: Messy, engine: str) -> None:
    builds = messy_logs_on(engine)
    assert builds.second is not None
    assert_same_tables(builds.second, builds.first, f"second against first build on {engine}")


@pytest.mark.parametrize("timezone", ["UTC", BERLIN])
@pytest.mark.parametrize("engine", ENGINES)
def test_marts_equal_the_oracle_of_their_facts(
    messy_logs_on: Messy, engine: str, timezone: str
) -> None:
    builds = messy_logs_on(engine)
    marts = dict(builds.first if timezone == "UTC" else builds.in_berlin)
    as_of = dt.date.fromisoformat(VARS["as_of_date"])
    oracle = Oracle(
        facts_of(marts["fct_activities"]),
        Settings(as_of, timezone=timezone, enabled_systems=SYSTEMS),
        directory_of(builds.directory),
        vocabulary_of(builds.vocabulary),
        objects=objects_of(marts["fct_activity_objects"]),
    )
    # What went wrong is not in the facts.
    del marts["errors_daily"]
    assert_marts_match(marts, oracle, f"{engine}, {timezone}")


@pytest.mark.parametrize("analysis", ANALYSES)
@pytest.mark.parametrize("engine", ENGINES)
def test_analysis_has_something_to_say(messy_logs_on: Messy, engine: str, analysis: str) -> None:
    rows = messy_logs_on(engine).analyses[analysis]
    assert rows
    assert any(value is not None for value in rows[0])


@pytest.mark.parametrize("analysis", ANALYSES)
def test_analysis_says_the_same_on_both_engines(
    duckdb: MessyBuilds, postgres: MessyBuilds, analysis: str
) -> None:
    for ours, theirs in zip(duckdb.analyses[analysis], postgres.analyses[analysis], strict=True):
        pairs = zip(map(normal, ours), map(normal, theirs), strict=True)
        assert all(_is_same(value, other) for value, other in pairs), (ours, theirs)


def test_analyses_name_the_marts_alone(duckdb: MessyBuilds, postgres: MessyBuilds) -> None:
    """Also those that a macro would name without dbt's knowing."""
    for builds in (duckdb, postgres):
        assert builds.schemas.keys() == set(ANALYSES)
        assert {name: found for name, found in builds.schemas.items() if found != {"marts"}} == {}


def test_the_dashboard_shows_the_same_on_both_engines(
    duckdb: MessyBuilds, postgres: MessyBuilds
) -> None:
    assert duckdb.page.keys() == postgres.page.keys()
    for ours, theirs in zip(duckdb.page.pop("panels"), postgres.page.pop("panels"), strict=True):
        for row, other in zip(ours.pop("rows"), theirs.pop("rows"), strict=True):
            assert all(map(_is_same, row, other)), (ours["title"], row, other)
            assert len(row) == len(other)
        assert ours == theirs
    assert duckdb.page == postgres.page


def _is_same(value: Any, other: Any) -> bool:
    """Engines add floats in another order."""
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=1e-6)
    return bool(value == other)


def test_every_analysis_is_explained() -> None:
    explained = {
        analysis["name"]
        for path in (REPOSITORY / "analyses").rglob("*.yml")
        for analysis in yaml.safe_load(path.read_text(encoding="utf-8"))["analyses"]
        if len(analysis["description"]) > 100
    }
    assert explained == set(ANALYSES)


def test_counts_and_ratios_have_their_types(duckdb: MessyBuilds) -> None:
    allowed = {"text", "date", "timestamp", "boolean", "bigint", "integer", "double"}
    for name, mart in duckdb.first.items():
        odd = {column: kind for column, kind in mart.columns.items() if kind not in allowed}
        assert not odd, name
    daily = duckdb.first["active_users_daily"].columns
    assert {daily[name] for name in ("dau", "wau", "mau", "new_users", "activities")} == {"bigint"}
    assert daily["stickiness"] == "double"


def test_time_zone_moves_dates_but_no_rows(duckdb: MessyBuilds) -> None:
    in_utc = duckdb.first["fct_activities"]
    in_berlin = duckdb.in_berlin["fct_activities"]
    unmoved = ("activity_id", "system", "occurred_at", "user_key", "action", "outcome")
    assert in_utc.select(*unmoved) == in_berlin.select(*unmoved)
    user_key = _busy_at_night(duckdb)
    # Half past eleven at night in UTC is the next day in Berlin, before and after the change.
    assert _dates(duckdb.first, user_key) == ["2026-02-02", "2026-03-28", "2026-03-29"]
    assert _dates(duckdb.in_berlin, user_key) == [
        *("2026-02-02", "2026-02-03"),
        *("2026-03-28", "2026-03-29", "2026-03-30"),
    ]


def _busy_at_night(builds: MessyBuilds) -> str:
    """The pseudonym of the user whose every activity is near a change of date or clock."""
    rows = builds.first["fct_user_days"].select("user_key", "activities", system="amundsen")
    nine_a_day = {key for key, activities in rows if activities == 9}
    found = [key for key in nine_a_day if sorted(n for user, n in rows if user == key) == [9, 9, 9]]
    assert len(found) == 1
    return str(found[0])


def _dates(marts: dict[str, Table], user_key: str) -> list[str]:
    rows = marts["fct_user_days"].select("activity_date", user_key=user_key)
    return sorted(str(date) for (date,) in rows)
