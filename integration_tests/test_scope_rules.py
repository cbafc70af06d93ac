"""A company's scope rules and its own vocabulary decide what the KPIs count, and how it is called.

Each activity of a small log stands beside whether it must be counted. Rules name a system, a
pattern of actions, users or departments; of those that match, the greatest number decides.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from integration_tests.company import (
    add_rows,
    at,
    event_source,
    fill_seeds,
    load_events,
    load_table,
    pseudonym,
)
from integration_tests.conftest import USUAL_ENGINES, OnEngines, across_engines
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.raw_rows import EC2, clutch_row
from integration_tests.tables import Row, Table, assert_same_tables, snapshot

VARS = {
    "enabled_systems": ["clutch"],
    "as_of_date": "2026-03-31",
    "custom_sources": [event_source("crm"), event_source("wiki")],
}

# rule_number, system, action, native_user, department, is_included, reason
SCOPE_RULES: list[list[Any]] = [
    [10, "wiki", None, None, None, False, "The whole system is left out,"],
    [20, "wiki", "PAGE.%", None, None, True, "but for its pages,"],
    [30, "wiki", "page._elete", None, None, False, "and of them not what deletes one."],
    [25, None, None, "tester%", None, False, "Testers count nowhere, whatever the system lets in"],
    [40, "*", None, None, "Sales", False, "Sales is not measured"],
    [50, "crm", "call", None, "SALES", True, "but for its calls"],
    [60, "clutch", "%HealthcheckAPI/%", None, None, True, "Somebody watches health by hand"],
    [70, "crm", None, "svc-report", None, True, "Stands for a team"],
    [80, "crm", r"dir\%", None, None, False, "A backslash is a letter"],
    [90, "crm", "call", "left-out@corp.com", None, False, "By the e-mail that the directory has"],
]

# system, action, activity_type, workflow, is_engagement, description
COMPANY_VOCABULARY: list[list[Any]] = [
    ["crm", "call", "create", "Calls", True, "Log a call with a customer"],
    ["crm", "ping", "other", None, False, "What the page does by itself"],
    ["crm", "note", None, None, None, "Known, and no more said of it"],
    ["clutch", f"{EC2}/TerminateInstance", None, "Servers", None, None],
    ["clutch", f"{EC2}/GetInstance", "configure", None, False, None],
]

EMPLOYEES: list[Row] = [
    ("sue@corp.com", "sue", "Sales", "2026-01-01", "2026-03-09"),
    ("sue@corp.com", "sue", "Research", "2026-03-10", None),
    ("sal@corp.com", "sal", "sales", "2026-01-01", None),
    ("left-out@corp.com", "lou", "Research", "2026-01-01", None),
]

# day, system, user, action, whether it is counted
LOG: list[tuple[int, str, str | None, str, bool]] = [
    (1, "crm", "ann", "call", True),
    (1, "crm", "ann", "ping", False),
    (1, "crm", "ann", "note", True),
    (1, "crm", "ann", "new thing", True),
    (1, "crm", "ann", r"dir\open", False),
    (1, "crm", "ann", "diropen", True),
    (1, "crm", None, "call", False),
    (2, "wiki", "ann", "login", False),
    (2, "wiki", "ann", "Page.view", True),
    (2, "wiki", "ann", "page.delete", False),
    (2, "wiki", "ann", "page.undelete", True),
    # The wiki's pages are in by rule 20, its testers out by rule 25.
    (2, "wiki", "Tester1", "page.view", False),
    (2, "crm", "tester2@corp.com", "call", False),
    (3, "crm", "sal", "call", True),
    (3, "crm", "sal", "note", False),
    (3, "wiki", "sal", "page.view", False),
    (9, "crm", "sue", "note", False),
    (10, "crm", "sue", "note", True),
    (11, "crm", "lou", "call", False),
    (11, "crm", "lou", "note", True),
    (12, "crm", "svc-report", "note", True),
    (12, "crm", "svc-other", "note", False),
    (13, "clutch", "ann@corp.com", "clutch.healthcheck.v1.HealthcheckAPI/Healthcheck", True),
    (13, "clutch", "ann@corp.com", "clutch.featureflag.v1.FeatureFlagAPI/GetFlags", False),
    (13, "clutch", "sal@corp.com", f"{EC2}/TerminateInstance", False),
    (14, "clutch", "ann@corp.com", f"{EC2}/TerminateInstance", True),
    (14, "clutch", "ann@corp.com", f"{EC2}/GetInstance", False),
    (14, "clutch", "ann@corp.com", "acme.Deploys/Rollback", True),
]


def event_id(number: int, system: str) -> str:
    return str(number) if system == "clutch" else f"e{number}"


def fill(warehouse: Warehouse) -> None:
    warehouse.set_salt()
    numbered = list(enumerate(LOG))
    for system in ("crm", "wiki"):
        load_events(
            warehouse,
            system,
            (
                (event_id(number, system), at(day), user, action, None, None)
                for number, (day, where, user, action, _) in numbered
                if where == system
            ),
        )
    for number, (day, where, user, action, _) in numbered:
        if where == "clutch":
            service, method = action.split("/")
            names = {"service_name": service, "method_name": method, "user_name": user}
            row = clutch_row(number, at(day).replace(tzinfo=dt.timezone.utc), **names)
            warehouse.load_clutch([row])
    columns = {"email": "text", "login": "text", "department": "text"}
    dated = columns | {"valid_from": "date", "valid_to": "date"}
    load_table(warehouse, "hr.employees", dated, EMPLOYEES)


@dataclass(frozen=True)
class Scoped:
    """The marts, and the days of the facts that the row of a new day then rewrote."""

    marts: dict[str, Table]
    rewritten: list[Row]


@pytest.fixture(scope="module")
def scoped_on(on_engines: OnEngines) -> Callable[[str], Scoped]:
    def job(warehouse: Warehouse) -> Scoped:
        fill(warehouse)
        project = copy_project(warehouse.folder / "project", with_tests=DEEP)
        seeds = {"scope_rules": SCOPE_RULES, "company_activity_vocabulary": COMPANY_VOCABULARY}
        fill_seeds(project, seeds)
        warehouse.dbt("build", vars=VARS, project=project)
        marts = snapshot(warehouse)
        add_rows(warehouse, "crm.events", [("new", at(20), "sal", "call", None, None)])
        [(built_at,)] = warehouse.query("select max(built_at) from staging.footfall_builds")
        warehouse.dbt("build", "--select", "+fct_activities", vars=VARS, project=project)
        rewritten = warehouse.query(
            "select activity_date from staging.footfall_builds "
            "where node = 'model.footfall.fct_activities' and activity_date < date '9999-12-31' "
            f"and built_at > timestamp '{built_at}'"
        )
        return Scoped(marts, rewritten)

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def scoped(request: pytest.FixtureRequest, scoped_on: Callable[[str], Scoped]) -> dict[str, Table]:
    return scoped_on(str(request.param)).marts


def test_facts_say_what_is_counted(scoped: dict[str, Table]) -> None:
    found = {
        (system, number): counted
        for system, number, counted in scoped["fct_activities"].select(
            "system", "source_event_id", "in_scope"
        )
    }
    wrong = [
        entry
        for number, entry in enumerate(LOG)
        if found[entry[1], event_id(number, entry[1])] is not entry[4]
    ]
    assert wrong == []
    assert len(found) == len(LOG)


def test_rules_change_no_fact(scoped: dict[str, Table]) -> None:
    columns = ("system", "is_person", "is_engagement")
    kinds = Counter(scoped["fct_activities"].select(*columns))
    assert kinds["clutch", True, False] == 3
    assert kinds["crm", False, True] == 3
    assert kinds["wiki", True, True] == 6


def test_active_users_follow(scoped: dict[str, Table]) -> None:
    counted = [entry for entry in LOG if entry[4]]
    daily = scoped["active_users_daily"].select("activity_date", "system", "dau", "activities")
    # Nobody is counted on the same day as somebody else, or in two systems.
    activities = Counter((day, system) for day, system, *_ in counted)
    assert sorted(row for row in daily if row[2]) == sorted(
        (at(day).date(), group, 1, count)
        for (day, system), count in activities.items()
        for group in (system, "all")
    )


def test_company_vocabulary_wins_and_is_silent_where_empty(scoped: dict[str, Table]) -> None:
    facts = scoped["fct_activities"]

    def known(system: str, action: str) -> set[Row]:
        columns = ("activity_type", "workflow", "is_engagement")
        return set(facts.select(*columns, system=system, action=action))

    assert known("crm", "call") == {("create", "Calls", True)}
    assert known("crm", "ping") == {("other", "crm", False)}
    assert known("crm", "note") == {("other", "crm", True)}
    assert known("clutch", f"{EC2}/TerminateInstance") == {("delete", "Servers", True)}
    assert known("clutch", f"{EC2}/GetInstance") == {("configure", "EC2", False)}


def test_only_what_no_vocabulary_knows_is_listed(scoped: dict[str, Table]) -> None:
    listed = scoped["unmapped_actions"].select("system", "action", "activities", "users")
    assert sorted(listed) == [
        ("clutch", "acme.Deploys/Rollback", 1, 1),
        ("crm", r"dir\open", 1, 1),
        ("crm", "diropen", 1, 1),
        ("crm", "new thing", 1, 1),
        ("wiki", "Page.view", 1, 1),
        ("wiki", "login", 1, 1),
        ("wiki", "page.delete", 1, 1),
        ("wiki", "page.undelete", 1, 1),
        ("wiki", "page.view", 2, 2),
    ]


def test_left_out_users_are_in_no_list(scoped: dict[str, Table]) -> None:
    top = {key for (key,) in scoped["top_users"].select("user_key", system="all")}
    counted = ["crm:ann", "wiki:ann", "sal@corp.com", "sue@corp.com", "left-out@corp.com"]
    assert top == {pseudonym(who) for who in [*counted, "crm:svc-report", "ann@corp.com"]}


@pytest.mark.parametrize("engine", USUAL_ENGINES)
def test_new_day_rewrites_no_other(scoped_on: Callable[[str], Scoped], engine: str) -> None:
    assert scoped_on(engine).rewritten == [(at(20).date(),)]


@across_engines
def test_engines_agree(scoped_on: Callable[[str], Scoped]) -> None:
    duckdb, postgres = scoped_on("duckdb").marts, scoped_on("postgres").marts
    assert_same_tables(duckdb, postgres, "duckdb against postgres")
