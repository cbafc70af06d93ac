"""Generated logs have the corners that they are made for, and the oracle's marts agree.

What is counted in two ways must be the same, whatever the log.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import product
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration_tests.oracle import Oracle
from integration_tests.oracle_frames import Log, Settings
from integration_tests.oracle_logs import SETTINGS, edge_dates, logs, random_log
from integration_tests.oracle_sources import SOURCES, SourceLog, variables

each_log = pytest.mark.parametrize(
    "log",
    [
        pytest.param(random_log(setting, seed), id=f"{setting.as_of}-{seed}")
        for setting, seed in product(SETTINGS, range(4))
    ],
)


def users_of(mart: pl.DataFrame, column: str) -> dict[str, int]:
    """The sum of a column by system, where it is not 0."""
    sums = mart.group_by("system").agg(pl.col(column).sum())
    return {system: total for system, total in sums.rows() if total}


@each_log
def test_marts_agree_with_one_another(log: SourceLog) -> None:
    marts = log.oracle().marts()
    daily, people = marts["active_users_daily"], marts["user_engagement"]
    known = users_of(people.with_columns(users=pl.lit(1)), "users")
    for mart, column in (
        ("active_users_daily", "new_users"),
        ("active_users_weekly", "new_users"),
        ("active_users_monthly", "new_users"),
    ):
        assert users_of(marts[mart], column) == known, mart
    cohorts = marts["user_retention"].filter(weeks_since=0)
    assert users_of(cohorts, "cohort_users") == known
    assert cohorts["retention_rate"].eq(1).all()

    done = users_of(daily, "activities")
    for mart in ("active_users_weekly", "active_users_monthly", "workflow_usage_daily"):
        assert users_of(marts[mart], "activities") == done, mart
    for days in log.settings.windows:
        first = log.settings.as_of - dt.timedelta(days=days - 1)
        lately = users_of(daily.filter(pl.col("activity_date") >= first), "activities")
        for mart in ("workflow_usage", "active_users_by_role"):
            assert users_of(marts[mart].filter(window_days=days), "activities") == lately, mart

    depth = marts["engagement_depth"].with_columns(days=pl.col("active_days") * pl.col("users"))
    assert users_of(depth, "days") == users_of(people, "active_days_28")
    sessions = marts["fct_sessions"]
    is_personal = pl.col("in_scope") & pl.col("is_person")
    personal = Log(log.facts(), log.settings).activities.filter(is_personal)
    assert sessions["activities"].sum() == personal.height


@each_log
def test_periods_follow_from_the_ones_before(log: SourceLog) -> None:
    oracle = log.oracle()
    for name, start in (
        ("active_users_weekly", "week_start_date"),
        ("active_users_monthly", "month_start_date"),
    ):
        for system in oracle.mart(name).partition_by("system"):
            before = 0
            for row in system.sort(start).to_dicts():
                stayed = before - row["churned_users"]
                assert stayed == row["retained_users"]
                before = stayed + row["new_users"] + row["resurrected_users"]
                assert before == row["active_users"]
    daily = oracle.mart("active_users_daily")
    assert (daily["dau"] <= daily["wau"]).all()
    last = daily.filter(activity_date=log.settings.as_of)
    within = pl.col("days_since_last_active") < log.settings.wau_days
    lately = oracle.mart("user_engagement").filter(within).with_columns(users=pl.lit(1))
    assert users_of(last, "wau") == users_of(lately, "users")


@each_log
def test_d_is_the_end_of_all_that_is_counted(log: SourceLog) -> None:
    facts = log.facts()
    dated = Log(facts, log.settings).activities
    past = dated.filter(pl.col("activity_date") <= log.settings.as_of).select(facts.columns)
    of_all, of_past = log.oracle(), Oracle(past, log.settings)
    for mart in (
        *("active_users_daily", "active_users_weekly", "active_users_monthly", "user_retention"),
        *("user_engagement", "engagement_depth", "top_users", "user_segments", "workflow_usage"),
        *("workflow_usage_daily", "workflow_adoption", "workflow_adoption_weekly", "errors_daily"),
    ):
        left, right = of_all.mart(mart), of_past.mart(mart)
        assert left.sort(pl.all()).equals(right.sort(pl.all())), mart


@settings(deadline=None, derandomize=True, database=None, max_examples=30)
@given(log=st.sampled_from(SETTINGS).flatmap(logs))
def test_facts_are_the_rows_without_repetitions(log: SourceLog) -> None:
    rows = log.raw_rows()
    assert set(rows) == {*(f"{source}.events" for source in SOURCES), "hr.employees"}
    facts = log.facts()
    assert facts["activity_id"].is_unique().all()
    counted = Counter(facts["system"])
    for source in SOURCES:
        assert len(set(rows[f"{source}.events"])) == counted[source]
    states = log.directory()
    assert states.height == len(rows["hr.employees"])
    people = facts.filter("is_person")["user_key"]
    assert people.null_count() == 0


def corners(log: SourceLog) -> set[str]:
    """What a log has of what it is meant to have."""
    zone, as_of = ZoneInfo(log.settings.timezone), log.settings.as_of
    times = [event.at.replace(tzinfo=dt.timezone.utc).astimezone(zone) for event in log.events]
    ages = [(as_of - time.date()).days for time in times]
    users = {event.identity for event in log.events}
    sources = {event.source for event in log.events}
    states = Counter(row["email"] for row in log.employees)
    names: dict[tuple[str, str | None, str | None], set[str | None]] = defaultdict(set)
    for event in log.events:
        names[event.source, event.kind, event.thing].add(event.label)
    has = {
        "nothing": not log.events,
        "nothing until D": bool(ages) and max(ages) < 0,
        "nothing for long": bool(ages) and min(ages) > 40,
        "on D": 0 in ages,
        "the day after D": -1 in ages,
        "midnight": dt.time() in {time.time() for time in times},
        "another date in UTC": any(
            time.date() != event.at.date() for time, event in zip(times, log.events, strict=True)
        ),
        "an hour that comes twice": any(
            time.utcoffset() != time.replace(fold=1 - time.fold).utcoffset() for time in times
        ),
        "at once": len({(event.who, event.at) for event in log.events}) < len(log.events),
        "one user": len(users - {None}) == 1,
        "all users": len(users) > 6,
        "one system": len(sources) == 1,
        "all systems": len(sources) == len(SOURCES),
        "nobody": None in users,
        "no person": "release-bot@corp.com" in users,
        "no duration": None in {event.took for event in log.events},
        "delivered twice": bool(log.repeated),
        "moved": max(states.values(), default=0) > 1,
        "no directory": not states,
        "renamed": max(map(len, names.values()), default=0) > 1,
        **{f"outcome {event.result}": True for event in log.events},
    }
    return {name for name, is_true in has.items() if is_true}


def test_corners_are_reached() -> None:
    found: set[str] = set()
    for setting, seed in product(SETTINGS, range(30)):
        found |= corners(random_log(setting, seed))
    assert found >= {
        *("nothing", "nothing until D", "nothing for long", "on D", "the day after D", "midnight"),
        *("another date in UTC", "an hour that comes twice", "at once", "one user", "all users"),
        *("one system", "all systems", "nobody", "no person", "no duration", "delivered twice"),
        *("moved", "no directory", "renamed", "outcome None"),
        *(f"outcome {outcome}" for outcome in ("succeeded", "failed", "denied", "unknown")),
    }


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: str(setting.as_of))
def test_seed_decides_on_a_log(setting: Settings) -> None:
    assert random_log(setting, 3) == random_log(setting, 3)
    assert random_log(setting, 3) != random_log(setting, 4)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: str(setting.as_of))
def test_settings_are_vars(setting: Settings) -> None:
    given_vars = variables(setting)
    assert [source["name"] for source in given_vars["custom_sources"]] == list(SOURCES)
    assert given_vars["as_of_date"] == str(setting.as_of)
    back = {(setting.as_of - date).days for date in edge_dates(setting)}
    assert {0, 1, 6, 7, 27, 28, 89, 90, -1} <= back
