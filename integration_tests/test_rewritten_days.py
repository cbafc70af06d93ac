"""What changes beside raw rows rewrites the days that it changes, and no others.

A small log of a company is built again and again, each time after one change: of a scope rule, the
map, the directory, a vocabulary, a var. Which days each table by day has rewritten is held against
what was counted by hand, and in the end the tables are those of a full refresh.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from integration_tests.company import add_rows, at, event_source, load_events, load_table
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.tables import Table, assert_same_tables, snapshot

VARS: dict[str, Any] = {
    "enabled_systems": [],
    "as_of_date": "2026-03-20",
    # So that the first days can be retired in the end.
    **{"late_arrival_days": 18, "usage_windows": [7], "mau_days": 14},
    "custom_sources": [event_source("crm"), event_source("wiki")],
}
# test_scope_rules adds a day on every engine.
TRIED = USUAL_ENGINES
# The tables by day, and all that they need.
BY_DAY = "+config.materialized:rebuilt_by_day"

RAW = ("base_custom_sources__events", "int_native_user_days", "int_action_days")
DECISIONS = ("int_scope_decisions",)
FACTS = ("fct_activities",)
SESSIONS = ("agg_day_sessions",)
RULE_MATCHES = ("agg_rule_activities", "agg_rule_days")
OTHER_READERS = (
    *("agg_user_days", "agg_user_workflow_days", "agg_workflow_days", "agg_object_days"),
    "agg_error_days",
)
OBJECTS = ("int_further_objects",)

# day of March, system, user, action, the user who is looked at
LOG: list[tuple[int, str, str, str, str | None]] = [
    (1, "crm", "ann@corp.com", "call", None),
    (1, "crm", "bob", "note", None),
    (2, "crm", "ann@corp.com", "call", None),
    (3, "crm", "bob", "call", None),
    (4, "crm", "bob", "note", None),
    (4, "wiki", "cid", "view", None),
    (5, "wiki", "cid", "view", None),
    (6, "crm", "sue@corp.com", "call", None),
    (7, "crm", "sue@corp.com", "call", None),
    (8, "crm", "helper", "note", None),
    (9, "crm", "ann@corp.com", "look", "bob"),
    (10, "wiki", "ann@corp.com", "edit", None),
]
ALL = set(range(1, 11))

EMPLOYEES = [
    ("bob@corp.com", "bob", "Research", "2026-01-01", None),
    ("sue@corp.com", "sue", "Sales", "2026-01-01", "2026-03-06"),
    ("sue@corp.com", "sue", "Research", "2026-03-07", None),
]
EMPLOYEE_COLUMNS = {
    **{"email": "text", "login": "text", "department": "text"},
    **{"valid_from": "date", "valid_to": "date"},
}


@dataclass(frozen=True)
class Rewritten:
    """Days of March that a build rewrites, by group of tables; readers follow the facts."""

    facts: set[int] = field(default_factory=set)
    decisions: set[int] = field(default_factory=set)
    raw: set[int] = field(default_factory=set)
    sessions: set[int] | None = None
    rule_matches: set[int] | None = None
    objects: set[int] | None = None

    def by_table(self) -> dict[str, set[int]]:
        """Table -> days, of the tables that have any."""
        sessions = self.facts if self.sessions is None else self.sessions
        rule_matches = self.facts if self.rule_matches is None else self.rule_matches
        objects = self.facts if self.objects is None else self.objects
        groups = [
            *((RAW, self.raw), (DECISIONS, self.decisions), (FACTS, self.facts)),
            *((SESSIONS, sessions), (RULE_MATCHES, rule_matches), (OTHER_READERS, self.facts)),
            (OBJECTS, objects),
        ]
        return {table: days for tables, days in groups for table in tables if days}


LEFT = (ALL | {11}) - {5}
# They rewrite all days, as any change of a model does.
DEEP_STEPS = {"alert rule and session timeout", "redaction policy", "activity scope", "time zone"}

# Objects are objects, whatever counts and whatever an action is called.
# In this order; each step builds on what the ones before have left.
EXPECTED: dict[str, Rewritten] = {
    "first": Rewritten(facts=ALL, decisions=ALL, raw=ALL),
    "D is a day later": Rewritten(),
    # All days are decided anew, and those with calls are decided otherwise.
    "rule added": Rewritten(facts={1, 2, 3, 6, 7}, decisions=ALL, objects=set()),
    # bob's call of day 3 was left out already.
    "rule for a user": Rewritten(facts={1, 4}, decisions=ALL, objects=set()),
    # sue is of Sales until day 6.
    "rule for a department": Rewritten(facts={6}, decisions=ALL, objects=set()),
    "rules that decide the same": Rewritten(decisions=ALL),
    "moved a day later": Rewritten(facts={7}, decisions={7}, objects=set()),
    "said of nobody and nothing of the log": Rewritten(),
    # By that a rule names cid.
    "known by the directory": Rewritten(facts={4, 5}, decisions={4, 5}),
    # bob is looked at on day 9, and is no other to the rules.
    "known by the map": Rewritten(facts={1, 3, 4, 9}),
    "no person": Rewritten(facts={8}),
    # The company says it of notes, and we of edits.
    "vocabularies": Rewritten(facts={1, 4, 8, 10}, objects=set()),
    "rules removed": Rewritten(facts={1, 4, 6, 7}, decisions=ALL, objects=set()),
    "erased": Rewritten(facts={1, 2, 9, 10}, decisions={1, 2, 9, 10}, raw={1, 2, 9, 10}),
    # Day 5 is gone, and is not built.
    "new, late and deleted rows": Rewritten(facts={4, 11}, decisions={4, 11}, raw={4, 11}),
    # Rules of alerts are looked up in the facts of all days.
    "alert rule and session timeout": Rewritten(sessions=LEFT, rule_matches=LEFT),
    # By design: each of these changes what any fact may say, and is rare.
    "redaction policy": Rewritten(facts=LEFT),
    "activity scope": Rewritten(facts=LEFT, objects=set()),
    "time zone": Rewritten(facts=LEFT, decisions=LEFT, raw=LEFT),
    # Days 1 and 2 leave, and nothing is built.
    "retention": Rewritten(),
}


@dataclass
class Rebuilds:
    """The days that each table has rewritten in each step, and what all of it led to."""

    rewritten: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    days_left: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    tables: dict[str, dict[str, Table]] = field(default_factory=dict)


class Company:
    """A warehouse, its project and vars, all of which steps may change.

    Args:
        warehouse: an empty one.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        """Load the log and the directory."""
        self.warehouse = warehouse
        self.project = copy_project(warehouse.folder / "project", with_tests=False)
        self.variables = dict(VARS)
        self.rebuilds = Rebuilds()
        warehouse.set_salt()
        for system in ("crm", "wiki"):
            rows = [
                (f"e{number}", at(day), user, action, "user" if seen else None, seen)
                for number, (day, where, user, action, seen) in enumerate(LOG)
                if where == system
            ]
            load_events(warehouse, system, rows)
        load_table(warehouse, "hr.employees", EMPLOYEE_COLUMNS, EMPLOYEES)

    def build(self, step: str, change: Callable[[Company], object]) -> None:
        """Change something, build the tables by day, and note which days of them are new."""
        since = "2000-01-01 00:00:00"
        if self.rebuilds.rewritten:
            [(since,)] = self.warehouse.query("select max(built_at) from staging.footfall_builds")
        change(self)
        self.warehouse.dbt("build", "--select", BY_DAY, vars=self.variables, project=self.project)
        rewritten: dict[str, set[int]] = {}
        for node, day in self.warehouse.query(
            "select node, activity_date from staging.footfall_builds where node like 'model.%' "
            f"and activity_date < date '9999-12-31' and built_at > timestamp '{since}'"
        ):
            rewritten.setdefault(node.split(".")[-1], set()).add(day.day)
        self.rebuilds.rewritten[step] = rewritten
        self.rebuilds.days_left[step] = {
            schema_and_name.split(".")[-1]: {
                day.day
                for (day,) in self.warehouse.query(
                    f"select distinct activity_date from {schema_and_name}"
                )
            }
            for schema_and_name in ("marts.fct_activities", "intermediate.int_action_days")
        }

    def add_to_seed(self, name: str, **row: Any) -> None:
        """Append a row to a seed; columns that are not given stay empty."""
        path, columns = self._seed(name)
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, columns, lineterminator="\n").writerow(row)

    def edit_seed(self, name: str, key: str, edits: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Change the rows of a seed with these keys, or with None remove them."""
        path, columns = self._seed(name)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(edits) <= {row[key] for row in rows}
        changed = [(row, edits.get(row[key], {})) for row in rows]
        kept = [{**row, **edit} for row, edit in changed if edit is not None]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)

    def _seed(self, name: str) -> tuple[Path, list[str]]:
        path = self.project / "seeds" / f"{name}.csv"
        return path, path.read_text(encoding="utf-8").splitlines()[0].split(",")


def _rule(company: Company, number: int, is_included: bool = False, **what: Any) -> None:
    company.add_to_seed("scope_rules", rule_number=number, is_included=is_included, **what)


def _same_rules(company: Company) -> None:
    edits = {"10": {"action": "ca%", "reason": "We call by phone"}}
    company.edit_seed("scope_rules", "rule_number", edits)
    _rule(company, 20, system="crm", action="call")
    _rule(company, 50, native_user="cid@corp.com")


def _move_a_day_later(company: Company) -> None:
    for column, day, department in (("from", 8, "Research"), ("to", 7, "Sales")):
        company.warehouse.execute(
            f"update hr.employees set valid_{column} = date '2026-03-0{day}' "
            f"where email = 'sue@corp.com' and department = '{department}'"
        )


def _say(company: Company, name: str, system: str, action: str, description: str) -> None:
    kinds = {"activity_type": "edit", "workflow": "Papers", "is_engagement": True}
    company.add_to_seed(name, system=system, action=action, description=description, **kinds)


def _say_nothing_of_the_log(company: Company) -> None:
    company.warehouse.execute(
        "update hr.employees set department = 'Law' where email = 'bob@corp.com'"
    )
    _say(company, "company_activity_vocabulary", "crm", "fax", "Sends a fax")
    _say(company, "activity_vocabulary", "wiki", "print", "Prints a page")
    company.add_to_seed("non_person_users", system="crm", pattern="robot%", reason="A robot")
    company.add_to_seed("identity_map", system="wiki", native_user="bob", email="b@corp.com")


def _say_of_actions(company: Company) -> None:
    _say(company, "company_activity_vocabulary", "crm", "note", "Writes a note")
    _say(company, "activity_vocabulary", "wiki", "edit", "Edits a page")


def _erase(company: Company) -> None:
    company.warehouse.dbt(
        *("run-operation", "erase_users", "--args", json.dumps({"emails": ["ann@corp.com"]})),
        vars=company.variables,
        project=company.project,
    )


def _change_rows(company: Company) -> None:
    for system, day, user in (("crm", 11, "sue@corp.com"), ("wiki", 4, "cid")):
        row = (f"late {day}", at(day, 10), user, "call", None, None)
        add_rows(company.warehouse, f"{system}.events", [row])
    company.warehouse.execute("delete from wiki.events where event = 'e6'")


def _change_alerts_and_sessions(company: Company) -> None:
    company.edit_seed("alert_rules", "rule", {"denied_calls": {"threshold": "6"}})
    company.variables["session_timeout_minutes"] = 45


CHANGES: dict[str, Callable[[Company], object]] = {
    "first": lambda company: None,
    "D is a day later": lambda company: company.variables.update(as_of_date="2026-03-21"),
    "rule added": lambda company: _rule(company, 10, system="crm", action="call"),
    "rule for a user": lambda company: _rule(company, 30, native_user="bob%"),
    "rule for a department": lambda company: _rule(company, 40, True, department="Sales"),
    "rules that decide the same": _same_rules,
    "moved a day later": _move_a_day_later,
    "said of nobody and nothing of the log": _say_nothing_of_the_log,
    "known by the directory": lambda company: add_rows(
        company.warehouse, "hr.employees", [("cid@corp.com", "cid", "Law", "2026-01-01", None)]
    ),
    "known by the map": lambda company: company.add_to_seed(
        "identity_map", system="crm", native_user="bob", email="robert@corp.com"
    ),
    "no person": lambda company: company.add_to_seed(
        "non_person_users", system="crm", pattern="helper", reason="Helps"
    ),
    "vocabularies": _say_of_actions,
    "rules removed": lambda company: company.edit_seed(
        "scope_rules", "rule_number", {"30": None, "40": None}
    ),
    "erased": _erase,
    "new, late and deleted rows": _change_rows,
    "alert rule and session timeout": _change_alerts_and_sessions,
    "redaction policy": lambda company: company.edit_seed(
        "redaction_policy", "class", {"url": {"treatment": "drop"}}
    ),
    "activity scope": lambda company: company.variables.update(activity_scope="all"),
    "time zone": lambda company: company.variables.update(reporting_timezone="Europe/Berlin"),
    "retention": lambda company: company.variables.update(retention_days=18),
}


TAKEN = [step for step in CHANGES if DEEP or step not in DEEP_STEPS]


@pytest.fixture(scope="module")
def rebuilds_on(on_engines: OnEngines) -> Callable[[str], Rebuilds]:
    def job(warehouse: Warehouse) -> Rebuilds:
        company = Company(warehouse)
        for step in TAKEN:
            company.build(step, CHANGES[step])
        names = (*RAW, *DECISIONS, *FACTS, *SESSIONS, *RULE_MATCHES, *OTHER_READERS, *OBJECTS)

        def take(step: str) -> None:
            found = snapshot(warehouse) | snapshot(warehouse, "intermediate")
            company.rebuilds.tables[step] = {name: found[name] for name in names if name in found}

        take("last")
        warehouse.dbt(
            *("build", "--full-refresh", "--select", BY_DAY),
            vars=company.variables,
            project=company.project,
        )
        take("full refresh")
        return company.rebuilds

    return on_engines(job)


def test_each_change_is_expected() -> None:
    assert list(CHANGES) == list(EXPECTED)


@pytest.mark.parametrize("step", TAKEN)
@pytest.mark.parametrize("engine", TRIED)
def test_rewrites_the_days_that_change(
    rebuilds_on: Callable[[str], Rebuilds], engine: str, step: str
) -> None:
    assert rebuilds_on(engine).rewritten[step] == EXPECTED[step].by_table()


@pytest.mark.parametrize("engine", TRIED)
def test_days_that_are_gone_leave(rebuilds_on: Callable[[str], Rebuilds], engine: str) -> None:
    days_left = rebuilds_on(engine).days_left
    for table in ("fct_activities", "int_action_days"):
        assert days_left["erased"][table] == ALL
        assert days_left["new, late and deleted rows"][table] == LEFT
        assert days_left["retention"][table] == LEFT - {1, 2}


@pytest.mark.parametrize("engine", TRIED)
def test_result_is_that_of_a_full_refresh(
    rebuilds_on: Callable[[str], Rebuilds], engine: str
) -> None:
    tables = rebuilds_on(engine).tables
    assert tables["last"]["int_scope_decisions"].rows
    assert_same_tables(tables["last"], tables["full refresh"], engine)
