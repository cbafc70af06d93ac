"""Late rows fire no alert anew: a warehouse is built, gets late rows, and is built again.

After each build alerts are sent to a real endpoint. At last all is built anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration_tests.alert_receiver import running_receiver, states
from integration_tests.company import add_rows, at, event_source, fill_seeds, load_events, pseudonym
from integration_tests.conftest import USUAL_ENGINES, OnEngines, across_engines
from integration_tests.depth import DEEP, by_depth
from integration_tests.harness import Warehouse
from integration_tests.oracle_alerts import Rule
from integration_tests.project_copies import copy_project
from integration_tests.tables import Row, Table, assert_same_tables, read_table

VARS: dict[str, Any] = {
    "enabled_systems": [],
    "as_of_date": "2026-03-20",
    "custom_sources": [event_source("crm")],
}
# Deep tests build all, with the tests of the project.
SELECTED = by_depth(("--select", "+alert_events"), ())
VOCABULARY = [["crm", "remove", "delete", None, True, None]]
RULES = [
    Rule("deleted", "each", activity_type="delete"),
    Rule("busy", "count", threshold=3, window_minutes=30),
]

# who, when, what
ON_TIME = [
    ("ann@x.org", at(2, 10, 0), "look"),
    ("ann@x.org", at(2, 10, 5), "look"),
    ("ann@x.org", at(2, 10, 10), "look"),
    ("bob@x.org", at(4, 23, 50), "look"),
    ("bob@x.org", at(5, 0, 5), "look"),
    ("bob@x.org", at(5, 0, 10), "look"),
    ("eve@x.org", at(6), "remove"),
]
LATE = [
    # Ann's burst began earlier and was longer, and there was another one.
    ("ann@x.org", at(2, 9, 55), "look"),
    ("ann@x.org", at(2, 10, 20), "look"),
    *(("ann@x.org", at(2, 17, minute), "look") for minute in (0, 1, 2)),
    # Bob's had reached its threshold before midnight.
    ("bob@x.org", at(4, 23, 40), "look"),
    ("bob@x.org", at(4, 23, 45), "look"),
    # These are new.
    *(("cay@x.org", at(3, 12, minute), "look") for minute in (0, 1, 2)),
    ("eve@x.org", at(1), "remove"),
]
# rule, who, date, started, ended, activities
FIRST = [
    ("busy", "ann@x.org", at(2).date(), at(2, 10, 0), at(2, 10, 10), 3),
    ("busy", "bob@x.org", at(5).date(), at(4, 23, 50), at(5, 0, 10), 3),
    ("deleted", "eve@x.org", at(6).date(), at(6), at(6), 1),
]
AFTER_LATE_ROWS = [
    ("busy", "ann@x.org", at(2).date(), at(2, 9, 55), at(2, 17, 2), 8),
    ("busy", "bob@x.org", at(4).date(), at(4, 23, 40), at(4, 23, 50), 3),
    ("busy", "cay@x.org", at(3).date(), at(3, 12, 0), at(3, 12, 2), 3),
    ("deleted", "eve@x.org", at(1).date(), at(1), at(1), 1),
    ("deleted", "eve@x.org", at(6).date(), at(6), at(6), 1),
]


@dataclass
class Builds:
    """alert_events after each build; the ids that were then sent, and how many are covered."""

    alerts: dict[str, Table] = field(default_factory=dict)
    sent: dict[str, list[str]] = field(default_factory=dict)
    covered: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def builds_on(on_engines: OnEngines) -> Callable[[str], Builds]:
    def job(warehouse: Warehouse) -> Builds:
        builds = Builds()
        warehouse.set_salt()
        project = copy_project(warehouse.folder / "project", with_tests=DEEP)
        fill_seeds(
            project,
            {
                "company_activity_vocabulary": VOCABULARY,
                "alert_rules": [rule.seed_row() for rule in RULES],
            },
        )
        load_events(warehouse, "crm", _events(ON_TIME))
        with running_receiver() as receiver:

            def build(step: str, *arguments: str) -> None:
                before = len(receiver.ids())
                warehouse.dbt("build", *SELECTED, *arguments, vars=VARS, project=project)
                builds.alerts[step] = read_table(warehouse, "alert_events", "audit")
                # Not inside of this process: another engine's job is at work in it.
                warehouse.footfall(
                    *("alert", "send", "--since", "2026-02-01"),
                    *("--channel", f"ops={receiver.url}"),
                )
                builds.sent[step] = receiver.ids()[before:]
                builds.covered[step] = list(states(warehouse).values()).count("covered")

            build("first")
            build("nothing new")
            add_rows(warehouse, "crm.events", _events([*ON_TIME, *LATE])[len(ON_TIME) :])
            build("late")
            build("full refresh", "--full-refresh")
        return builds

    return on_engines(job)


def _events(entries: list[tuple[str, dt.datetime, str]]) -> list[Row]:
    return [
        (f"e{number}", when, who, what, None, None)
        for number, (who, when, what) in enumerate(entries)
    ]


@pytest.fixture(params=USUAL_ENGINES)
def builds(request: pytest.FixtureRequest, builds_on: Callable[[str], Builds]) -> Builds:
    return builds_on(str(request.param))


def told(table: Table) -> list[Row]:
    """Alerts as they are stated here."""
    columns = ("rule", "user_key", "activity_date", "started_at", "ended_at", "activities")
    return sorted(table.select(*columns))


def expected(alerts: list[tuple[Any, ...]]) -> list[Row]:
    """Alerts as they are stated here, with the pseudonyms of the users."""
    return sorted((rule, pseudonym(who), *others) for rule, who, *others in alerts)


def ids(table: Table) -> set[str]:
    """The ids of alerts."""
    return {alert_id for (alert_id,) in table.select("alert_id")}


def test_matches_are_there(builds: Builds) -> None:
    assert told(builds.alerts["first"]) == expected(FIRST)
    assert told(builds.alerts["late"]) == expected(AFTER_LATE_ROWS)


def test_late_rows_change_no_id_but_where_they_move_a_match_over_midnight(builds: Builds) -> None:
    first, late = builds.alerts["first"], builds.alerts["late"]
    gone = ids(first) - ids(late)
    assert gone == {
        alert_id for (alert_id,) in first.select("alert_id", user_key=pseudonym("bob@x.org"))
    }
    assert len(ids(late) - ids(first)) == 3


def test_each_match_is_sent_once(builds: Builds) -> None:
    assert sorted(builds.sent["first"]) == sorted(ids(builds.alerts["first"]))
    assert builds.sent["nothing new"] == []
    users = {
        user_key
        for alert_id, user_key in builds.alerts["late"].select("alert_id", "user_key")
        if alert_id in builds.sent["late"]
    }
    # Cay's and Eve's; Bob's was delivered before, as one of the day after.
    assert len(builds.sent["late"]) == 2
    assert users == {pseudonym("cay@x.org"), pseudonym("eve@x.org")}
    assert builds.covered == {"first": 0, "nothing new": 0, "late": 1, "full refresh": 1}


def test_a_full_refresh_gives_the_same_and_sends_nothing(builds: Builds) -> None:
    alerts = builds.alerts
    assert_same_tables(
        {"alert_events": alerts["full refresh"]}, {"alert_events": alerts["late"]}, "full refresh"
    )
    assert builds.sent["full refresh"] == []


@across_engines
def test_engines_agree(builds_on: Callable[[str], Builds]) -> None:
    for step in ("first", "late"):
        assert_same_tables(
            {"alert_events": builds_on("duckdb").alerts[step]},
            {"alert_events": builds_on("postgres").alerts[step]},
            f"duckdb against postgres, {step}",
        )
