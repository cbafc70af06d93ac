"""The oracle's workflow marts and top_objects, held against numbers counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from integration_tests.oracle import Oracle
from integration_tests.oracle_cases import count, day, done, facts, rows
from integration_tests.oracle_frames import VOCABULARY, Settings, frame

D = "2024-03-31"


def test_usage_of_a_window_and_the_one_before() -> None:
    log = [
        done("2024-03-25", "ann", outcome="succeeded", duration_ms=100),
        done(D, "ann", outcome="failed", duration_ms=400),
        done(D, "bob", outcome="denied"),
        done("2024-03-30", "bob", outcome="unknown", duration_ms=200),
        *(done(date, "cay") for date in ("2024-03-24", "2024-03-18", "2024-03-17")),
        # The same action of another workflow is another row.
        done(D, "cay", workflow="Bench"),
        # Only before: no row.
        done("2024-03-24", "cay", action="leave"),
        done("2024-04-01", "cay", outcome="failed"),
    ]
    mart = count("workflow_usage", log, D, windows=(7,))
    p95 = pytest.approx(380.0)
    assert rows(mart, system="x") == [
        (7, "x", "Bench", "look", 1, 1, 0, 0, 0, 1, None, None, None, 0, None),
        (7, "x", "Desk", "look", 4, 2, 1, 1, 1, 1, 1 / 3, 200.0, p95, 2, 1.0),
    ]


def test_usage_less_than_before_is_a_negative_change() -> None:
    log = [done(D), done(D, system="y"), *(done("2024-03-24") for _ in range(4))]
    mart = count("workflow_usage", log, D, windows=(7, 14))
    columns = ("window_days", "system", "activities", "previous_activities", "change_ratio")
    assert rows(mart, *columns) == [
        (7, "all", 2, 4, -0.5),
        (7, "x", 1, 4, -0.75),
        (7, "y", 1, 0, None),
        (14, "all", 6, 0, None),
        (14, "x", 5, 0, None),
        (14, "y", 1, 0, None),
    ]


def test_usage_of_a_day_and_its_percentiles() -> None:
    log = [
        *(done(D, "ann", duration_ms=duration) for duration in (0, 100, 200)),
        done(D, "bob", outcome="failed"),
        done("2024-03-30", "bob", outcome="denied"),
        done("2024-04-01", "bob"),
    ]
    mart = count("workflow_usage_daily", log, D)
    p95, p99 = pytest.approx(190.0), pytest.approx(198.0)
    assert rows(mart, system="x") == [
        (day("2024-03-30"), "x", "Desk", "look", 1, 1, 0, None, None, None),
        (day(D), "x", "Desk", "look", 4, 2, 1, 100.0, p95, p99),
    ]


ADOPTED = [
    done("2024-03-04", "ann"),
    done("2024-03-10", "bob"),
    done("2024-03-11", "ann"),
    done("2024-03-12", "ann", system="y"),
    done("2024-03-25", "cay"),
    done("2024-03-20", "cay", workflow="Bench"),
    done("2024-03-20", "cay", workflow="Ping", is_engagement=False),
]


def test_adoption_ever_and_lately() -> None:
    old = [done("2024-01-01", "dan"), done("2024-01-02", "eve")]
    assert rows(count("workflow_adoption", ADOPTED + old, D)) == [
        ("all", "Bench", day("2024-03-20"), day("2024-03-20"), 1, 1),
        ("all", "Desk", day("2024-01-01"), day("2024-03-25"), 5, 4),
        ("x", "Bench", day("2024-03-20"), day("2024-03-20"), 1, 1),
        ("x", "Desk", day("2024-01-01"), day("2024-03-25"), 5, 4),
        ("y", "Desk", day("2024-03-12"), day("2024-03-12"), 1, 1),
    ]


def test_adoption_week_by_week() -> None:
    mart = count("workflow_adoption_weekly", ADOPTED, "2024-03-24")
    assert rows(mart, system="x") == [
        ("x", "Bench", day("2024-03-18"), 1, 1),
        ("x", "Desk", day("2024-03-04"), 2, 2),
        ("x", "Desk", day("2024-03-11"), 0, 2),
        ("x", "Desk", day("2024-03-18"), 0, 2),
    ]
    # For all systems Ann is no new adopter a week later.
    counted = rows(mart, "week_start_date", "new_adopters", system="all", workflow="Desk")
    assert counted == [(day("2024-03-04"), 2), (day("2024-03-11"), 0), (day("2024-03-18"), 0)]
    assert rows(mart, "week_start_date", "adopters", system="y") == [
        (day("2024-03-11"), 1),
        (day("2024-03-18"), 1),
    ]


KNOWN = [
    {"system": "x", "action": "look", "is_engagement": True},
    {"system": "x", "action": "lift", "is_engagement": True},
    {"system": "x", "action": "lend", "is_engagement": True},
    {"system": "x", "action": "ping", "is_engagement": False},
    {"system": "y", "action": "look", "is_engagement": True},
    {"system": "z", "action": "look", "is_engagement": True},
]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (
            "engagement",
            [
                # Never but after D; 90 days ago, twice; only in another system.
                ("x", "lend", None, 0),
                ("x", "lift", day("2024-01-01"), 2),
                ("y", "look", None, 0),
            ],
        ),
        (
            "all",
            [
                ("x", "lend", None, 0),
                ("x", "lift", day("2024-01-01"), 2),
                ("x", "ping", day("2023-12-31"), 1),
                ("y", "look", None, 0),
            ],
        ),
    ],
)
def test_unused_actions_of_the_enabled_systems(scope: Any, expected: list[Any]) -> None:
    log = [
        done("2024-01-02"),
        done("2024-01-01", action="lift"),
        done("2023-01-01", action="lift"),
        done("2024-04-01", action="lend"),
        done("2023-12-31", action="ping", is_engagement=False),
        done(D, None, action="lend"),
    ]
    settings = Settings(day(D), scope=scope, enabled_systems=("x", "y"))
    oracle = Oracle(facts(*log), settings, vocabulary=frame(VOCABULARY, KNOWN))
    assert rows(oracle.mart("unused_actions")) == expected


def test_errors_are_of_counted_users_whatever_they_did() -> None:
    failed = {"outcome": "failed", "error_group": "f1"}
    log = [
        done(D, "ann", **failed),
        done(D, "ann", **failed),
        done(D, "bob", system="y", **failed, is_engagement=False),
        done(D, "bob", activity_type="error", outcome="unknown"),
        done(D, "bot", **failed, is_person=False),
        done(D, None, **failed),
        done(D, "ann", outcome="denied", error_group="f1"),
        done("2024-04-01", "ann", **failed),
    ]
    date = day(D)
    assert rows(count("errors_daily", log, D)) == [
        (date, "all", "look", None, 1, 1),
        (date, "all", "look", "f1", 3, 2),
        (date, "x", "look", None, 1, 1),
        (date, "x", "look", "f1", 2, 1),
        (date, "y", "look", "f1", 1, 1),
    ]
    every = count("errors_daily", log, D, scope="all")
    assert rows(every, "errors", "users", system="x", error_group="f1") == [(3, 2)]


def thing(kind: str, object_id: str | None, **others: Any) -> dict[str, Any]:
    return {"object_type": kind, "object_id": object_id, **others}


def test_top_objects_of_each_type_and_their_ties() -> None:
    log = [
        *(done(D, "ann", **thing("disk", "a")) for _ in range(2)),
        *(done(D, user, **thing("disk", "b"), activity_type="edit") for user in ("ann", "bob")),
        done(D, "ann", **thing("disk", "A")),
        done(D, "ann", **thing("disk", "B", object_name="Beta")),
        done("2024-03-25", "ann", **thing("tape", "a", object_name="Alpha")),
        done("2024-03-24", "ann", **thing("tape", "a")),
        done(D, "ann", **thing("disk", None)),
        # Named later by nobody, and in another system there is something of the same id.
        done("2024-04-01", None, **thing("disk", "B", object_name="Gamma")),
        done(D, "cay", system="w", **thing("disk", "B"), activity_type="run"),
    ]
    mart = count("top_objects", log, D, windows=(7,), top_n=4)
    of_x = [
        (7, "x", "disk", 1, "x", "b", None, 2, 2, 0, 2),
        (7, "x", "disk", 2, "x", "a", None, 2, 1, 2, 0),
        (7, "x", "disk", 3, "x", "A", None, 1, 1, 1, 0),
        (7, "x", "disk", 4, "x", "B", "Gamma", 1, 1, 1, 0),
        (7, "x", "tape", 1, "x", "a", "Alpha", 1, 1, 1, 0),
    ]
    assert rows(mart, system="x") == of_x
    assert rows(mart, *mart.columns[3:], system="all", object_type="disk") == [
        (1, "x", "b", None, 2, 2, 0, 2),
        (2, "x", "a", None, 2, 1, 2, 0),
        (3, "x", "A", None, 1, 1, 1, 0),
        (4, "w", "B", None, 1, 1, 0, 0),
    ]
