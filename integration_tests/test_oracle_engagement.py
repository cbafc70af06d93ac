"""The oracle's engagement marts, held against numbers counted by hand."""

from __future__ import annotations

import pytest

from integration_tests.oracle import Oracle
from integration_tests.oracle_cases import at, count, day, done, facts, rows
from integration_tests.oracle_frames import DIRECTORY, Settings, frame

# A Sunday, and the end of a month.
D = "2024-03-31"


def test_daily_counts_of_trailing_days() -> None:
    log = [
        done("2024-02-29", "ann"),
        done("2024-02-29", "bob"),
        done("2024-03-01", "ann"),
        done("2024-03-01", "ann", system="y"),
        done("2024-03-07", "cay"),
        done("2024-03-07", "cay"),
    ]
    mart = count("active_users_daily", log, D)
    columns = ("dau", "wau", "mau", "stickiness", "new_users", "activities")

    def on(date: str, system: str = "x") -> tuple[object, ...]:
        (row,) = rows(mart, *columns, system=system, activity_date=day(date))
        return row

    assert on("2024-02-29") == (2, 2, 2, 1.0, 2, 2)
    assert on("2024-03-01") == (1, 2, 2, 0.5, 0, 1)
    # Seven days with the leap day, then without it.
    assert on("2024-03-06") == (0, 2, 2, 0.0, 0, 0)
    assert on("2024-03-07") == (1, 2, 3, 1 / 3, 1, 2)
    assert on("2024-03-08") == (0, 1, 3, 0.0, 0, 0)
    # Four weeks with it, then without it.
    assert on("2024-03-27") == (0, 0, 3, 0.0, 0, 0)
    assert on("2024-03-28") == (0, 0, 2, 0.0, 0, 0)
    assert on("2024-03-29") == (0, 0, 1, 0.0, 0, 0)
    assert on(D) == (0, 0, 1, 0.0, 0, 0)
    # Somebody new in one system is not so in all of them.
    assert on("2024-03-01", "y") == (1, 1, 1, 1.0, 1, 1)
    assert on("2024-03-01", "all") == (1, 2, 2, 0.5, 0, 2)
    dates = {system: mart.filter(system=system)["activity_date"] for system in ("x", "y", "all")}
    assert {name: (days.len(), days.min(), days.max()) for name, days in dates.items()} == {
        "x": (32, day("2024-02-29"), day(D)),
        "y": (31, day("2024-03-01"), day(D)),
        "all": (32, day("2024-02-29"), day(D)),
    }


def test_stickiness_of_nobody_is_null() -> None:
    mart = count("active_users_daily", [done("2024-03-29")], D, wau_days=1, mau_days=2)
    columns = ("activity_date", "wau", "mau", "stickiness")
    assert rows(mart, *columns, system="x") == [
        (day("2024-03-29"), 1, 1, 1.0),
        (day("2024-03-30"), 0, 1, 0.0),
        (day(D), 0, 0, None),
    ]


YEARS_END = [
    done("2024-12-16", "ann"),
    done("2024-12-17", "ann"),
    done("2024-12-22", "bob"),
    done("2024-12-23", "bob"),
    done("2024-12-30", "ann"),
    done("2024-12-31", "cay"),
    done("2025-01-02", "dan"),
]


def test_weeks_over_the_years_end() -> None:
    assert rows(count("active_users_weekly", YEARS_END, "2025-01-01").filter(system="x")) == [
        (day("2024-12-16"), "x", 2, 2, 0, 0, 0, 3, True),
        (day("2024-12-23"), "x", 1, 0, 1, 0, 1, 1, True),
        (day("2024-12-30"), "x", 2, 1, 0, 1, 1, 2, False),
    ]


def test_months_over_the_years_end() -> None:
    assert rows(count("active_users_monthly", YEARS_END, "2025-01-01").filter(system="x")) == [
        (day("2024-12-01"), "x", 3, 3, 0, 0, 0, 6, True),
        (day("2025-01-01"), "x", 0, 0, 0, 0, 3, 0, False),
    ]


def test_periods_that_end_on_d_are_complete_and_empty_ones_are_rows() -> None:
    log = [done("2024-01-31", "ann"), done("2024-03-11", "ann"), done("2024-03-25", "ann")]
    columns = ("week_start_date", "active_users", "resurrected_users", "churned_users")
    weekly = count("active_users_weekly", log, D).filter(system="x")
    assert rows(weekly, *columns, "is_complete") == [
        (day("2024-01-29"), 1, 0, 0, True),
        (day("2024-02-05"), 0, 0, 1, True),
        (day("2024-02-12"), 0, 0, 0, True),
        (day("2024-02-19"), 0, 0, 0, True),
        (day("2024-02-26"), 0, 0, 0, True),
        (day("2024-03-04"), 0, 0, 0, True),
        (day("2024-03-11"), 1, 1, 0, True),
        (day("2024-03-18"), 0, 0, 1, True),
        (day("2024-03-25"), 1, 1, 0, True),
    ]
    monthly = count("active_users_monthly", log, D).filter(system="x")
    assert rows(monthly, "month_start_date", *columns[1:], "is_complete") == [
        (day("2024-01-01"), 1, 0, 0, True),
        (day("2024-02-01"), 0, 0, 1, True),
        (day("2024-03-01"), 1, 1, 0, True),
    ]
    a_day_earlier = count("active_users_monthly", log, "2024-03-30")
    assert rows(a_day_earlier, "is_complete", system="x") == [(False,), (True,), (True,)]


def test_all_systems_count_a_person_once() -> None:
    log = [done("2024-12-16", "ann"), done("2024-12-23", "ann", system="y")]
    weekly = count("active_users_weekly", log, "2024-12-29")
    columns = ("system", "active_users", "new_users", "retained_users", "churned_users")
    assert rows(weekly, *columns, week_start_date=day("2024-12-23")) == [
        ("all", 1, 0, 1, 0),
        ("x", 0, 0, 0, 1),
        ("y", 1, 1, 0, 0),
    ]


def test_retention_of_weekly_cohorts() -> None:
    mart = count("user_retention", YEARS_END, "2025-01-01").filter(system="x")
    first, last = day("2024-12-16"), day("2024-12-30")
    assert rows(mart) == [
        (first, "x", 0, 2, 2, 1.0, True),
        (first, "x", 1, 2, 1, 0.5, True),
        (first, "x", 2, 2, 1, 0.5, False),
        (last, "x", 0, 1, 1, 1.0, False),
    ]


# First and last active date before D, and the stage.
STAGES = [
    (("2024-03-25",), 6, "new"),
    (("2024-03-24", "2024-03-25"), 6, "active"),
    (("2024-03-24",), 7, "at_risk"),
    (("2024-03-04",), 27, "at_risk"),
    (("2024-03-03",), 28, "dormant"),
    (("2024-01-02",), 89, "dormant"),
    (("2024-01-01",), 90, "churned"),
]


@pytest.mark.parametrize(("dates", "days_since", "stage"), STAGES)
def test_lifecycle_at_its_edges(dates: tuple[str, ...], days_since: int, stage: str) -> None:
    mart = count("user_engagement", [done(date) for date in dates], D).filter(system="x")
    columns = ("first_active_date", "last_active_date", "days_since_last_active", "lifecycle")
    assert rows(mart, *columns) == [(day(dates[0]), day(dates[-1]), days_since, stage)]


def test_active_days_of_a_user() -> None:
    dates = ("2024-03-03", "2024-03-04", "2024-03-24", "2024-03-25", "2024-03-25", "2024-04-01")
    mart = count("user_engagement", [done(date) for date in dates], D)
    columns = ("system", "active_days_7", "active_days_28", "activities_28")
    assert rows(mart, *columns) == [("all", 1, 3, 4), ("x", 1, 3, 4)]


def test_depth_counts_users_by_their_active_days() -> None:
    log = [
        *(done(f"2024-03-{date:02}", "ann") for date in range(4, 32)),
        *(done(date, "bob") for date in ("2024-03-03", "2024-03-04", D)),
        *(done(date, "cay") for date in (D, D, "2024-03-05")),
        done("2024-03-03", "dan", system="y"),
    ]
    mart = count("engagement_depth", log, D)
    assert rows(mart, system="x") == [
        ("x", days, {2: 2, 28: 1}.get(days, 0)) for days in range(1, 29)
    ]
    # The system that nobody used lately has its rows, too.
    assert rows(mart, system="y") == [("y", days, 0) for days in range(1, 29)]
    assert mart.height == 3 * 28


def test_top_users_and_their_ties() -> None:
    log = [
        *(done(date, "ann") for date in (D, D)),
        *(done(date, "bob") for date in ("2024-03-25", D)),
        *(done(date, "Zoe") for date in ("2024-03-25", "2024-03-26")),
        *(done(date, "dan") for date in ("2024-03-24", "2024-03-24", "2024-03-25")),
    ]
    mart = count("top_users", log, D, windows=(7, 8), top_n=3).filter(system="x")
    # In byte order capital letters come first.
    assert rows(mart, window_days=7) == [
        (7, "x", 1, "Zoe", "user-Zoe", 2, 2, at("2024-03-26")),
        (7, "x", 2, "bob", "user-bob", 2, 2, at(D)),
        (7, "x", 3, "ann", "user-ann", 2, 1, at(D)),
    ]
    assert rows(mart, "user_rank", "user_key", "activities", window_days=8) == [
        (1, "dan", 3),
        (2, "Zoe", 2),
        (3, "bob", 2),
    ]


def test_segments_of_five_users_and_of_two() -> None:
    log = [
        done(D, "u1"),
        *(done(f"2024-03-{date}", "u2", workflow=f"W{date == 26}") for date in range(26, 31)),
        *(done(date, "u3") for date in ("2024-03-19", "2024-03-20")),
        *(done(f"2024-03-{date:02}", "u4", workflow=f"W{date}") for date in (8, 9, 10)),
        done("2024-01-02", "u5"),
        done("2024-01-01", "u6"),
        *(done(date, "v", system="y") for date in (D, "2024-03-30")),
        *(done(D, "w", system="y", workflow=workflow) for workflow in "ab"),
    ]
    mart = count("user_segments", log, D)
    assert rows(mart, system="x") == [
        ("x", "u1", 5, 2, 3, "casual"),
        ("x", "u2", 4, 5, 4, "champion"),
        ("x", "u3", 3, 3, 3, "occasional"),
        ("x", "u4", 2, 4, 5, "slipping"),
        ("x", "u5", 1, 2, 3, "hibernating"),
    ]
    assert rows(mart, system="y") == [
        ("y", "v", 5, 5, 3, "specialist"),
        ("y", "w", 5, 3, 5, "explorer"),
    ]


def test_sessions_of_a_day() -> None:
    log = [
        *(done(f"{D} 10:{minute}", "ann") for minute in ("00", "10")),
        *(done(f"{D} 10:{minute}", "bob") for minute in ("00", "20")),
        done(f"{D} 12:00", "bob"),
        done(f"{D} 12:00", "bob", system="y"),
        done("2024-04-01", "bob"),
    ]
    assert rows(count("session_engagement_daily", log, D)) == [
        # 0, 0, 600 and 1200 seconds.
        (day(D), "all", 4, 300.0, pytest.approx(1020.0), 1.5),
        # 0, 600 and 1200 seconds.
        (day(D), "x", 3, 600.0, pytest.approx(1080.0), pytest.approx(5 / 3)),
        (day(D), "y", 1, 0.0, 0.0, 1.0),
    ]


STATES = [
    {"user_key": "ann", "department": "Sales", "role": "Clerk", "valid_to": day("2024-03-27")},
    {"user_key": "ann", "department": "Lab", "role": "Lead", "valid_from": day("2024-03-28")},
    {"user_key": "bob", "department": "Sales", "employment_start": day(D)},
    # Her last day was yesterday.
    {
        **{"user_key": "cay", "department": "Sales", "role": "Clerk"},
        "employment_end": day("2024-03-30"),
    },
    {"user_key": "dan", "department": "Law", "role": "Counsel", "employment_end": day(D)},
    {"user_key": "may", "department": "Law", "role": "Counsel", "valid_from": day("2024-04-01")},
]


def test_active_users_by_role_of_their_day() -> None:
    log = [
        done("2024-03-24", "ann"),
        done("2024-03-27", "ann"),
        done("2024-03-28", "ann"),
        done(D, "ann"),
        done(D, "bob"),
        done("2024-03-25", "cay"),
        done("2024-03-30", "eve"),
        done("2024-03-30", "may"),
        done("2023-03-30", "eve", system="y"),
    ]
    settings = Settings(day(D), windows=(7,))
    mart = Oracle(facts(*log), settings, frame(DIRECTORY, STATES)).mart("active_users_by_role")
    outside = "(not in directory)"
    assert rows(mart, *mart.columns[2:], system="x") == [
        (outside, outside, None, 2, 2, None),
        ("Lab", "Lead", 1, 1, 2, 1.0),
        ("Law", "Counsel", 1, 0, 0, 0.0),
        ("Sales", "(none)", 1, 1, 1, 1.0),
        ("Sales", "Clerk", 0, 2, 2, None),
    ]
    # Nobody used it lately.
    assert rows(mart, *mart.columns[2:], system="y") == [
        ("Lab", "Lead", 1, 0, 0, 0.0),
        ("Law", "Counsel", 1, 0, 0, 0.0),
        ("Sales", "(none)", 1, 0, 0, 0.0),
    ]
    assert set(mart["window_days"]) == {7}
