"""Datagrok's simulated tables: they refer to each other as Datagrok's own do."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, timezone
from statistics import median
from typing import Any
from uuid import UUID

import pytest

from footfall.simulate import SIMULATORS, Plan
from footfall.simulate.datagrok_content import ADMINISTRATORS, ALL_USERS, FIXED_USERS
from footfall.systems.datagrok_tables import TABLES
from integration_tests.project_copies import REPOSITORY

Tables = dict[str, list[dict[str, Any]]]

PLAN = Plan(seed=3, days=90, end_date=date(2026, 3, 31), users=60)

REFERENCES = {
    ("groups_relations", "parent_id"): "groups",
    ("groups_relations", "child_id"): "groups",
    ("users", "group_id"): "groups",
    ("users_sessions", "user_id"): "users",
    ("published_packages", "package_id"): "packages",
    ("entities", "entity_type_id"): "entity_types",
    ("entities", "package_id"): "published_packages",
    ("funcs", "id"): "entities",
    ("queries", "id"): "funcs",
    ("queries", "connection_id"): "connections",
    ("connections", "id"): "entities",
    ("projects", "id"): "entities",
    ("project_relations", "project_id"): "projects",
    ("project_relations", "entity_id"): "entities",
    ("event_parameters", "event_type_id"): "event_types",
    ("events", "event_type_id"): "event_types",
    ("events", "session_id"): "users_sessions",
    ("event_parameter_values", "event_id"): "events",
    ("event_parameter_values", "parameter_id"): "event_parameters",
}
# how the types that are not actions themselves are called in the vocabulary
OLD_RUNS = {
    "function": "function-ran",
    "function-package": "function-ran",
    "script": "script-start",
    "data-query": "query-start",
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The records of the plan, by table."""
    return {name: list(records) for name, records in SIMULATORS["datagrok"].records(PLAN).items()}


def ids(tables: Tables, table: str) -> set[str]:
    return {record["id"] for record in tables[table]}


def events_by_type(tables: Tables) -> Counter[tuple[str, str]]:
    """Numbers of events by source and name of the type."""
    types = {kind["id"]: (kind["source"], kind["friendly_name"]) for kind in tables["event_types"]}
    return Counter(types[event["event_type_id"]] for event in tables["events"])


def values_of(tables: Tables, source: str, name: str) -> list[dict[str, dict[str, Any]]]:
    """The parameter values of each event of a type, by the parameter's name."""
    (kind,) = (
        kind["id"]
        for kind in tables["event_types"]
        if (kind["source"], kind["friendly_name"]) == (source, name)
    )
    names = {each["id"]: each["name"] for each in tables["event_parameters"]}
    found: dict[str, dict[str, dict[str, Any]]] = {
        event["id"]: {} for event in tables["events"] if event["event_type_id"] == kind
    }
    for value in tables["event_parameter_values"]:
        if value["event_id"] in found:
            found[value["event_id"]][names[value["parameter_id"]]] = value
    return list(found.values())


def test_every_table_has_its_columns_and_unique_ids(tables: Tables) -> None:
    assert list(tables) == [table.name for table in TABLES]
    for table in TABLES:
        records = tables[table.name]
        assert {frozenset(record) for record in records} == {frozenset(table.columns.names)}
        assert len(ids(tables, table.name)) == len(records), table.name
        assert all(str(UUID(record["id"])) == record["id"] for record in records)


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_references_lead_somewhere(tables: Tables, table: str, column: str) -> None:
    known = ids(tables, REFERENCES[table, column])
    found = {record[column] for record in tables[table]} - {None}
    assert found
    assert found <= known


def test_values_point_at_what_exists(tables: Tables) -> None:
    everything = {identifier for name in tables for identifier in ids(tables, name)}
    names = {each["id"]: each for each in tables["event_parameters"]}
    kinds: Counter[tuple[bool, bool]] = Counter()
    for value in tables["event_parameter_values"]:
        is_entity = names[value["parameter_id"]]["type"] == "entity_id"
        kinds[is_entity, value["value_uuid"] is None] += 1
        assert isinstance(value["value"], str)
        if value["value_uuid"]:
            assert value["value_uuid"] == value["value"]
            assert value["value_uuid"] in everything
        elif is_entity:
            assert value["value"] == "null"
    assert set(kinds) == {(True, False), (True, True), (False, True)}


def test_every_type_is_in_the_vocabularys_reach(tables: Tables) -> None:
    with (REPOSITORY / "seeds" / "activity_vocabulary.csv").open() as stream:
        known = {row["action"] for row in csv.DictReader(stream) if row["system"] == "datagrok"}
    done = set()
    for source, name in events_by_type(tables):
        if source in OLD_RUNS:
            done.add(OLD_RUNS[source])
        elif (source, name) == ("info", "datagrok-started"):
            done.add("server-started")
        elif source in ("error", "warning"):
            done.add(source)
        else:
            done.add(name.split()[0] if name.startswith("test-") else name)
    assert done - known == {"acme-assay-upload"}
    assert len(done) > 45


def test_people_have_accounts(tables: Tables) -> None:
    users = {user["login"]: user for user in tables["users"]}
    people = PLAN.people()
    for person in people:
        user = users[person.email.split("@")[0]]
        assert user["email"] in (person.email, None)
        assert user["friendly_name"] == person.full_name
    without = sum(user["email"] is None for user in tables["users"]) - 5
    assert 0 < without < 0.25 * len(people)
    assert {users[login]["id"] for login in FIXED_USERS} == {
        user for user, _ in FIXED_USERS.values()
    }
    assert [user["login"] for user in users.values() if user["is_service"]] == ["svc-registry-sync"]
    assert {user["status"] for user in users.values()} == {"active", "blocked", "guest"}

    children: dict[str, set[str]] = {}
    for relation in tables["groups_relations"]:
        children.setdefault(relation["parent_id"], set()).add(relation["child_id"])
    (technology,) = (g["id"] for g in tables["groups"] if g["name"] == "Technology")
    assert technology in children[ALL_USERS]
    assert all(children[department] for department in children[technology])
    assert children[ADMINISTRATORS]


def test_nobody_works_before_the_first_or_after_the_last_day(tables: Tables) -> None:
    people = {person.email.split("@")[0]: person for person in PLAN.people()}
    logins = {user["id"]: user["login"] for user in tables["users"]}
    working = 0
    for session in tables["users_sessions"]:
        if person := people.get(logins[session["user_id"]]):
            started = datetime.fromisoformat(session["started"]).replace(tzinfo=timezone.utc)
            day = (started + person.utc_offset).date()
            assert person.hired_on <= day
            assert person.left_on is None or day < person.left_on
            working += 1
    assert working > 500


def test_sessions_hold_their_events(tables: Tables) -> None:
    sessions = {session["id"]: session for session in tables["users_sessions"]}
    for event in tables["events"]:
        if event["session_id"]:
            session = sessions[event["session_id"]]
            assert session["started"] <= event["event_time"]
            assert session["ended"] is None or event["event_time"] <= session["ended"]
    starts = Counter(
        event["session_id"]
        for event in tables["events"]
        if event["description"] == "Datagrok started"
    )
    assert starts == dict.fromkeys(sessions, 1)
    unfinished = sum(session["ended"] is None for session in sessions.values())
    assert 0 < unfinished < 0.1 * len(sessions)
    assert {session["type"] for session in sessions.values()} == {"internal", "guest"}


def test_datagrok_has_what_real_logs_have(tables: Tables) -> None:
    events = events_by_type(tables)
    assert events["usage", "function-ran"] > 10 * events["audit", "project-edited"] > 0
    old = sum(count for (source, _), count in events.items() if source in OLD_RUNS)
    assert 0 < old < 0.2 * events["usage", "function-ran"]
    sessionless = Counter(event["session_id"] is None for event in tables["events"])
    assert 0.1 < sessionless[True] / sessionless.total() < 0.4

    requests = values_of(tables, "usage", "http-request")
    spent = sorted(int(request["ms"]["value"]) for request in requests)
    assert spent[len(spent) * 95 // 100] > 3 * median(spent) > 0
    statuses = Counter(request["status"]["value"] for request in requests)
    assert statuses["200"] > 0.8 * statuses.total()
    assert {"401", "500"} <= set(statuses)

    shares = values_of(tables, "audit", "entity-shared")
    assert {
        (s["grantedUser"]["value"] == "null", s["group"]["value"] == "null") for s in shares
    } == {
        (True, False),
        (False, True),
    }
    tests = values_of(tables, "audit", "package-tested")
    assert 0 < sum(test["failed"]["value"] != "0" for test in tests) < 0.5 * len(tests)

    failures = [kind for kind in tables["event_types"] if kind["source"] == "error"]
    assert len({kind["error_stack_trace_hash"] for kind in failures}) == len(failures)
    assert {kind["is_error"] for kind in failures} == {True, False}
    messages = {kind["id"]: kind["friendly_name"] for kind in failures}
    for event in tables["events"]:
        assert event["error_message"] == messages.get(event["event_type_id"])
