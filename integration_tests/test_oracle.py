"""The oracle's words and core marts by hand: dates, scope, sessions, users, objects, calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from integration_tests.oracle import Oracle
from integration_tests.oracle_cases import at, count, day, done, facts, rows
from integration_tests.oracle_contract import CONTRACT
from integration_tests.oracle_frames import ACTS, FACTS, Settings, frame

# Time zone, then moments in UTC with the date that they have there.
DATES = [
    ("Europe/Berlin", "2024-03-30 22:59:59.999999", "2024-03-30"),
    ("Europe/Berlin", "2024-03-30 23:00", "2024-03-31"),
    # The clock was put forward in between.
    ("Europe/Berlin", "2024-03-31 21:59:59.999999", "2024-03-31"),
    ("Europe/Berlin", "2024-03-31 22:00", "2024-04-01"),
    ("America/New_York", "2024-11-03 03:59:59.999", "2024-11-02"),
    ("America/New_York", "2024-11-03 04:00", "2024-11-03"),
    # The clock was put back in between.
    ("America/New_York", "2024-11-04 04:59:59.999", "2024-11-03"),
    ("America/New_York", "2024-11-04 05:00", "2024-11-04"),
    ("Asia/Kolkata", "2024-12-31 18:29:59", "2024-12-31"),
    ("Asia/Kolkata", "2024-12-31 18:30", "2025-01-01"),
    ("UTC", "2024-02-29 00:00", "2024-02-29"),
    ("UTC", "2024-02-29 23:59:59.999999", "2024-02-29"),
]


@pytest.mark.parametrize(("timezone", "moment", "date"), DATES)
def test_date_is_that_of_the_reporting_time_zone(timezone: str, moment: str, date: str) -> None:
    mart = count("fct_user_days", [done(moment)], "2025-12-31", timezone=timezone)
    assert rows(mart, "activity_date") == [(day(date),)]


EVERYBODY = [
    done("2024-03-01 10:00", "ann"),
    done("2024-03-01 11:00", "ann", is_engagement=False),
    done("2024-03-01 12:00", "ann", is_engagement=False, is_scaffolding=True),
    done("2024-03-01 13:00", "bot", is_person=False),
    done("2024-03-01 14:00", None),
    done("2024-03-02 09:00", "ann", system="y"),
]


@pytest.mark.parametrize(("scope", "users", "activities"), [("engagement", 1, 1), ("all", 2, 4)])
def test_scope_says_what_counts(scope: str, users: int, activities: int) -> None:
    daily = count("active_users_daily", EVERYBODY, "2024-03-01", scope=scope)
    assert rows(daily, "system", "dau", "activities") == [
        ("all", users, activities),
        ("x", users, activities),
    ]


def test_user_days_have_everybody_identified_also_after_d() -> None:
    assert rows(count("fct_user_days", EVERYBODY, "2024-03-01")) == [
        (day("2024-03-01"), "x", "ann", 3, 1, at("2024-03-01 10:00"), at("2024-03-01 12:00")),
        (day("2024-03-01"), "x", "bot", 1, 1, at("2024-03-01 13:00"), at("2024-03-01 13:00")),
        (day("2024-03-02"), "y", "ann", 1, 1, at("2024-03-02 09:00"), at("2024-03-02 09:00")),
    ]


SESSION_COLUMNS = (
    *("user_key", "system", "activity_date", "started_at", "ended_at", "duration_seconds"),
    *("activities", "entry_action", "exit_action"),
)


def test_session_ends_with_a_pause_of_the_timeout() -> None:
    mart = count(
        "fct_sessions",
        [
            done("2024-03-01 10:00", action="a"),
            done("2024-03-01 10:29:59.999999", action="b"),
            done("2024-03-01 10:59:59.999998", action="c"),
            # Half an hour to the microsecond.
            done("2024-03-01 11:29:59.999998", action="d"),
        ],
        "2024-03-01",
    )
    date, ten, last = day("2024-03-01"), at("2024-03-01 10:00"), at("2024-03-01 11:29:59.999998")
    end = at("2024-03-01 10:59:59.999998")
    assert rows(mart, *SESSION_COLUMNS) == [
        ("ann", "x", date, ten, end, 3599.999998, 3, "a", "c"),
        ("ann", "x", date, last, last, 0.0, 1, "d", "d"),
    ]


def test_timeout_of_sessions_is_a_setting() -> None:
    log = [done("2024-03-01 10:00"), done("2024-03-01 10:44")]
    for minutes, sessions in ((44, 2), (45, 1)):
        mart = count("fct_sessions", log, "2024-03-01", session_timeout_minutes=minutes)
        assert mart.height == sessions


def test_sessions_are_of_one_person_in_one_system() -> None:
    log = [
        done("2024-03-01 10:00", "ann"),
        done("2024-03-01 10:01", "bob"),
        done("2024-03-01 10:02", "ann", system="y"),
        done("2024-03-01 10:03", "ann", is_engagement=False),
        done("2024-03-01 10:04", "bot", is_person=False),
        done("2024-03-01 10:05", None),
    ]
    columns = ("system", "user_key", "activities")
    assert rows(count("fct_sessions", log, "2024-03-01"), *columns) == [
        ("x", "ann", 1),
        ("x", "bob", 1),
        ("y", "ann", 1),
    ]
    # Only persons have sessions, whatever counts.
    assert rows(count("fct_sessions", log, "2024-03-01", scope="all"), *columns) == [
        ("x", "ann", 2),
        ("x", "bob", 1),
        ("y", "ann", 1),
    ]


def test_what_happened_at_once_is_in_order_of_its_id() -> None:
    log = [done("2024-03-01 10:00", activity_id=letter, action=letter.upper()) for letter in "cabZ"]
    mart = count("fct_sessions", log, "2024-03-01")
    assert rows(mart, "activities", "entry_action", "exit_action") == [(4, "Z", "C")]


def test_session_is_of_the_day_on_which_it_began() -> None:
    # From ten minutes before midnight in Berlin to ten minutes past it, in the night in which the
    # clock is put back, with D that evening.
    log = [done("2024-10-26 21:50"), done("2024-10-26 22:10")]
    settings = {"as_of": "2024-10-26", "timezone": "Europe/Berlin"}
    sessions = count("fct_sessions", log, **settings)
    assert rows(sessions, "activity_date", "duration_seconds") == [(day("2024-10-26"), 1200.0)]
    daily = count("session_engagement_daily", log, **settings)
    assert rows(daily, system="x") == [(day("2024-10-26"), "x", 1, 1200.0, 1200.0, 2.0)]
    assert rows(count("active_users_daily", log, **settings), "activities", system="x") == [(1,)]


def test_users_are_known_from_all_that_they_did() -> None:
    log = [
        done("2024-02-28", "ann", system="y"),
        done("2024-02-29", "ann", is_engagement=False),
        done("2024-03-02", "ann", system="b"),
        done("2024-02-29", "bot", is_person=False),
        done("2024-01-01", None),
    ]
    assert rows(count("dim_users", log, "2024-02-29")) == [
        ("ann", True, day("2024-02-28"), day("2024-03-02"), "b, x, y"),
        ("bot", False, day("2024-02-29"), day("2024-02-29"), "x"),
    ]


def test_objects_have_their_last_known_name() -> None:
    disk = {"object_type": "disk", "object_id": "1"}
    log = [
        done("2024-03-01 10:00", **disk, object_name="old", action="make"),
        done("2024-03-01 11:00", None, **disk, object_name="new", action="name"),
        done("2024-03-01 12:00", **disk, action="b", activity_id="z"),
        done("2024-03-01 12:00", **disk, action="a", activity_id="y", is_engagement=False),
        done("2024-03-01 12:00", **disk, system="y"),
        done("2024-03-01 12:00", object_type="disk"),
    ]
    ten, noon = at("2024-03-01 10:00"), at("2024-03-01 12:00")
    assert rows(count("dim_objects", log, "2024-02-29")) == [
        ("x", "disk", "1", "new", ten, noon, "b", 4),
        ("y", "disk", "1", None, noon, noon, "look", 1),
    ]


def test_calendar_covers_the_facts_and_d() -> None:
    log = [done("2024-12-30"), done("2024-12-31", None)]
    monday = day("2024-12-30")
    assert rows(count("dim_dates", log, "2025-01-01")) == [
        (monday, monday, day("2024-12-01"), 2024, 12, 1, False),
        (day("2024-12-31"), monday, day("2024-12-01"), 2024, 12, 2, False),
        (day("2025-01-01"), monday, day("2025-01-01"), 2025, 1, 3, False),
    ]
    assert count("dim_dates", log, "2024-01-01").height == 2
    weekend = count("dim_dates", [done("2024-03-02"), done("2024-03-03")], "2024-03-01")
    assert rows(weekend, "day_of_week", "is_weekend") == [(6, True), (7, True)]


def test_empty_log_has_marts_without_rows() -> None:
    settings = Settings(day("2024-03-31"))
    marts = Oracle(frame(FACTS), settings, acts=frame(ACTS)).marts()
    assert {name: mart.schema for name, mart in marts.items()} == CONTRACT
    assert all(mart.is_empty() for mart in marts.values())


def test_log_after_d_is_in_no_window() -> None:
    marts = Oracle(facts(done("2024-04-01")), Settings(day("2024-03-31"))).marts()
    filled = {name for name, mart in marts.items() if not mart.is_empty()}
    assert filled == {"fct_user_days", "fct_sessions", "dim_users", "dim_dates"}
    assert marts["dim_dates"]["date_day"].to_list() == [dt.date(2024, 4, 1)]


def test_order_of_the_facts_does_not_matter() -> None:
    log = facts(*EVERYBODY)
    settings = Settings(day("2024-03-02"), scope="all")
    backwards = Oracle(log.reverse(), settings).marts()
    for name, mart in Oracle(log, settings).marts().items():
        assert rows(mart) == rows(backwards[name]), name
