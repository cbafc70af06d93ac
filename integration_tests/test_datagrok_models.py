"""Datagrok's events in their typed relations: values stated by hand, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.conftest import ENGINES, OnEngines, WarehouseFactory
from integration_tests.datagrok_events import current_server, old_server
from integration_tests.datagrok_rows import CURRENT, OLD, SYSTEM_USER, uid
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.tables import Table, assert_same_tables, snapshot

VARS = {"enabled_systems": ["datagrok"], "as_of_date": "2026-03-31", "activity_scope": "all"}
SCHEMAS = ("staging", "intermediate", "marts")
OK = "succeeded"
# Of several functions that an event points at, the first in byte order.
FIRST = min(("similarity", "align"), key=uid)
FIRST_OF = {"similarity": ("Similarity", "Chem"), "align": ("Align", "Bio")}[FIRST]
PATH = "Top Menu / Chem / Analyze / Chem:R-Groups Analysis"

# Relation -> columns, and the rows of all of its events. Ids are shown as what they stand for.
EXPECTED: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "function_runs": (
        "user_id function_id function_name package_name duration_ms outcome",
        [
            (1, "ann", "similarity", "Similarity", "Chem", 12, OK),
            (2, "bob", "align", "Align", "Bio", None, OK),
            (3, "bob", "upper", "Upper", "Core", None, OK),
            (4, None, FIRST, *FIRST_OF, None, OK),
            (5, "ann", "deleted function", None, None, None, OK),
            (6, "ann", None, None, None, None, "failed"),
            (7, "ann", "similarity", "Similarity", "Chem", None, OK),
            (8, "ann", "upper", "Upper", "Core", None, OK),
            (9, "bob", "gone function", "Gone", None, None, OK),
            (65, None, "upper", "Upper", "Core", None, OK),
        ],
    ),
    "query_runs": (
        "user_id query_id query_name package_name connection_name data_source",
        [
            (10, "ann", "orders", "Orders", "Core", "Sales", "Postgres"),
            (11, "bob", "orders", "Orders", "Core", "Sales", "Postgres"),
        ],
    ),
    "entity_runs": (
        "user_id entity_kind entity_id entity_name",
        [
            (12, "ann", "script", "script", "Plot"),
            (13, "ann", "script", "script", "Plot"),
            (14, None, "job", "job", "Nightly"),
            (15, "ann", "predictive-model", "model", "Solubility"),
            (16, "ann", "action", None, None),
        ],
    ),
    "project_opens": (
        "user_id project_id project_name is_dashboard is_root",
        [
            (17, "ann", "dashboard", "Sales dashboard", True, False),
            (18, "guest", "lost project", None, None, None),
        ],
    ),
    "menu_clicks": (
        "action ui_path level_1 level_2 level_3 level_4 level_5 package_name",
        [
            (19, "menu click", PATH, *PATH.split(" / "), None, "Chem"),
            (
                *(20, "main-menu-item-click", "File: x / Time 10:30"),
                *("File: x", "Time 10:30", None, None, None, None),
            ),
        ],
    ),
    "dialogs": (
        "action level_1 level_2 level_3 level_5 package_name",
        [
            (21, "dialog ok", "Dialog", "Bio:Align", "Sequence: 1", None, "Bio"),
            (22, "dialog-ok", None, None, None, None, None),
            (23, "dialog show", "a", "b", "c", "e", "f"),
        ],
    ),
    "ui_actions": (
        "action level_1 level_2 package_name",
        [
            (24, "input", "Open", "https://chem.example", None),
            (25, "navigate", "Shell", None, "Bio"),
        ],
    ),
    "shares": (
        "entity_kind entity_id entity_name granted_user_id granted_group_id is_silent",
        [
            (26, "project", "dashboard", "Sales dashboard", "bob", None, False),
            (27, "user", "ann", None, None, "Chemists", True),
        ],
    ),
    "entity_changes": (
        "entity_kind change_kind entity_id entity_name",
        [
            (28, "query", "created", "orders", "Orders"),
            (29, "connection", "deleted", "sales", "Sales"),
            (30, "predictive-model", "published", "model", "Solubility"),
            (31, "job", "transformations-edited", None, None),
        ],
    ),
    "errors": (
        "user_id error_source error_severity is_handled is_error package_name error_message",
        [
            (32, "ann", "client", "high", True, False, "Chem", "x is null"),
            (33, None, "server", None, None, None, None, None),
            (34, None, "server", None, None, None, None, None),
            (35, "bob", None, None, None, None, None, None),
        ],
    ),
    "http_requests": (
        "method route status_code duration_ms outcome",
        [
            (36, "GET", "/users/:id", 200, 7, OK),
            (37, "GET", "/users/:id", 304, 7, OK),
            (38, "GET", "/users/:id", 401, 7, "denied"),
            (39, "GET", "/users/:id", 500, 7, "failed"),
            (40, "GET", "/users/:id", None, 7, "unknown"),
            (41, "GET", "/users/:id", None, 7, "unknown"),
        ],
    ),
    "viewer_renders": ("user_id package_name", [(42, "ann", "Chem"), (43, "ann", None)]),
    "tutorials": ("user_id outcome", [(44, "ann", OK)]),
    "package_tests": (
        "package_id package_name successful_tests skipped_tests failed_tests outcome",
        [(45, "Chem", "Chem", 9, 1, 2, "failed"), (46, "Bio", "Bio", 9, None, 0, OK)],
    ),
    "test_runs": (
        "test_type package_name test_category test_name version is_success is_skipped outcome",
        [
            (47, "package", "Chem", "Search", "finds itself", "1.1", True, False, OK),
            (48, "package", "Chem", "Search", "finds itself", "1.1", False, False, "failed"),
            (49, "package", "Chem", "Search", "finds itself", "1.1", False, True, "unknown"),
            (50, "manual", None, None, None, None, None, None, OK),
        ],
    ),
    "package_publications": (
        "user_id package_id package_name version duration_ms",
        [(51, None, "Bio", "Bio", "2.0", 1500)],
    ),
    "produced_tables": (
        "entity_id entity_name function_id query_id",
        [(52, "a table", None, "orders", "orders")],
    ),
    "comments": (
        "entity_kind entity_id entity_name",
        [(53, "project", "dashboard", "Sales dashboard")],
    ),
    "invitations": ("user_id invited_user_id", [(54, "ann", "bob")]),
    "logins": (
        "user_id action parameter_user_id login commit_hash outcome",
        [
            (55, "bob", "datagrok-started", None, None, "abc123", OK),
            (56, "bob", "user-logged-in", "bob", None, None, OK),
            (57, None, "user-login-failed", "bob", "bob", None, "failed"),
            (58, None, "user-login-failed", None, "eve", None, "failed"),
        ],
    ),
    "other_events": (
        "user_id source action package_name outcome",
        [
            (59, None, "info", "server-started", None, "unknown"),
            (60, "robot", "warning", "warning", None, "unknown"),
            (61, "ann", "audit", "log", "Chem", OK),
            (62, "ann", "audit", "my_log", None, OK),
            (63, SYSTEM_USER, "usage", "usage", None, OK),
            (64, "ann", "audit", "settings-changed", None, OK),
            (66, "ann", "audit", "unnamed", None, OK),
        ],
    ),
}
ACTIVITIES = "native_user action default_workflow object_type object_id object_name outcome"
# Event -> what becomes of it in the common shape.
EXPECTED_ACTIVITIES: dict[int, tuple[Any, ...]] = {
    1: ("ann", "function-ran", "Package: Chem", "function", "similarity", "Similarity", OK),
    3: ("bob", "function-ran", "Functions", "function", "upper", "Upper", OK),
    5: ("ann", "function-ran", "Functions", "function", "deleted function", None, OK),
    9: ("bob", "function-ran", "Functions", "function", "gone function", "Gone", OK),
    11: ("bob", "query-start", "Queries", "query", "orders", "Orders", OK),
    13: ("ann", "script-start", "Scripts", "script", "script", "Plot", OK),
    14: (None, "job-start", "Jobs", "job", "job", "Nightly", OK),
    17: ("ann", "project-opened", "Projects", "project", "dashboard", "Sales dashboard", OK),
    19: ("ann", "menu click", "Package: Chem", None, None, None, OK),
    27: ("ann", "entity-shared-silent", "Sharing", "user", "ann", None, OK),
    30: (
        *("ann", "predictive-model-published", "Models"),
        *("predictive-model", "model", "Solubility", OK),
    ),
    32: ("ann", "error", "Package: Chem", "error", uid("stack"), None, "failed"),
    38: (None, "http-request", "Requests", "route", *["GET /users/:id"] * 2, "denied"),
    45: ("ann", "package-tested", "Package: Chem", "package", "Chem", "Chem", "failed"),
    47: ("ann", "test-package", "Package: Chem", "package", "Chem", "Chem", OK),
    54: ("ann", "user-invited", "People", "user", "bob", None, OK),
    58: (None, "user-login-failed", "Authentication", "user", "eve", None, "failed"),
    66: ("ann", "unnamed", "Other", None, None, None, OK),
}

Tables = dict[str, Table]


@pytest.fixture(scope="module")
def current_on(on_engines: OnEngines) -> Callable[[str], Tables]:
    def job(warehouse: Warehouse) -> Tables:
        warehouse.set_salt()
        current_server().load(warehouse, CURRENT)
        warehouse.build(VARS, tests=DEEP)
        return _everything(warehouse)

    return on_engines(job)


@pytest.fixture(scope="module")
def old_on(on_engines: OnEngines) -> Callable[[str], Tables]:
    def job(warehouse: Warehouse) -> Tables:
        warehouse.set_salt()
        old_server().load(warehouse, OLD)
        warehouse.build(VARS, tests=DEEP)
        return _everything(warehouse)

    return on_engines(job)


def _everything(warehouse: Warehouse) -> Tables:
    return {
        name: table for schema in SCHEMAS for name, table in snapshot(warehouse, schema).items()
    }


@pytest.mark.parametrize("relation", EXPECTED)
@pytest.mark.parametrize("engine", ENGINES)
def test_events_stand_in_their_relation(
    current_on: Callable[[str], Tables], engine: str, relation: str
) -> None:
    name_of = current_server().name_of
    columns, expected = EXPECTED[relation]
    found = current_on(engine)[f"stg_datagrok__{relation}"].select("event_id", *columns.split())
    assert [tuple(map(name_of, row)) for row in found] == expected


def test_every_event_is_expected_once() -> None:
    numbers = [row[0] for _, rows in EXPECTED.values() for row in rows]
    assert sorted(numbers) == list(range(1, 67))


@pytest.mark.parametrize("engine", ENGINES)
def test_activities_have_the_common_shape(current_on: Callable[[str], Tables], engine: str) -> None:
    name_of = current_server().name_of
    table = current_on(engine)["int_datagrok__activities"]
    columns = ("source_event_id", *ACTIVITIES.split())
    found = {row[0]: row[1:] for row in (tuple(map(name_of, r)) for r in table.select(*columns))}
    assert len(found) == 66
    assert {number: found[number] for number in EXPECTED_ACTIVITIES} == EXPECTED_ACTIVITIES


@pytest.mark.parametrize("engine", ENGINES)
def test_errors_are_grouped_by_what_failed(
    current_on: Callable[[str], Tables], engine: str
) -> None:
    table = current_on(engine)["stg_datagrok__errors"]
    groups = [group for _, group in table.select("event_id", "error_group")]
    assert groups[0] == uid("stack")
    # Equal but for a line number and an id.
    assert groups[1] == groups[2]
    assert len(set(groups)) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_users_and_groups(current_on: Callable[[str], Tables], engine: str) -> None:
    name_of = current_server().name_of
    tables = current_on(engine)
    members = tables["stg_datagrok__group_members"].select("group_id", "user_id")
    named = {tuple(map(name_of, row)) for row in members}
    # Chemists and Everybody contain each other.
    both = {(group, user) for group in ("Chemists", "Everybody") for user in ("ann", "bob")}
    assert named == both | {(f"group of {name}", name) for name in ("ann", "bob", "guest", "robot")}
    columns = ("native_user", "login", "email", "full_name", "is_service")
    accounts = tables["int_datagrok__accounts"].select(*columns)
    assert sorted((tuple(map(name_of, row)) for row in accounts), key=str) == [
        (SYSTEM_USER, None, None, None, False),
        ("ann", "ann", "Ann@Corp.example", "Ann Lee", False),
        ("bob", "bob", "Bob@Corp.example", "Bob Lee", False),
        ("guest", "guest", "Guest@Corp.example", "Guest Lee", True),
        ("robot", "robot", "Robot@Corp.example", "Robot Lee", True),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_facts_know_types_and_workflows(current_on: Callable[[str], Tables], engine: str) -> None:
    tables = current_on(engine)
    facts = tables["fct_activities"]
    columns = ("activity_type", "workflow", "is_engagement")
    kinds = {row[0]: row[1:] for row in facts.select("action", *columns) if row[0]}
    assert kinds["query-start"] == ("run", "Queries", True)
    assert kinds["connection-deleted"] == ("delete", "Connections", True)
    assert kinds["http-request"] == ("other", "Requests", False)
    assert kinds["error"][::2] == ("error", False)
    unmapped = {action for (action,) in tables["unmapped_actions"].select("action")}
    assert unmapped == {"my_log", "unnamed"}
    # Without a session, or with one that nobody knows, there is no user.
    anonymous = facts.select("source_event_id", user_key=None)
    assert {int(event[:8], 16) for (event,) in anonymous} == {
        *(4, 14, 33, 34, *range(36, 42), 51, 57, 58, 59, 65),
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_secrets_and_messages_stay_in_the_raw_tables(
    current_on: Callable[[str], Tables], engine: str
) -> None:
    for name, table in current_on(engine).items():
        text = str(table.rows)
        for secret in ("t0ken", "10.0.0.1", "secret text"):
            assert secret not in text, name


@pytest.mark.parametrize("engine", ENGINES)
def test_old_and_bad_rows_have_one_end(old_on: Callable[[str], Tables], engine: str) -> None:
    tables = old_on(engine)
    states = tables["base_datagrok__events"].select("record_state", "quarantine_reason")
    assert sorted(states, key=str) == [
        *[("duplicate", None)] * 2,
        *[("kept", None)] * 6,
        ("quarantined", "event_time is not between 2000 and 2099"),
        ("quarantined", "event_time is null or no time"),
        ("quarantined", "event_type_id is not in event_types"),
        ("quarantined", "event_type_id is null"),
        ("quarantined", "id is null"),
    ]
    columns = ("raw_rows", "activities", "duplicates", "quarantined", "unexplained_rows")
    balance = tables["reconciliation"].select(*columns)
    assert sorted(balance) == [(2, 0, 0, 2, 0), (11, 6, 2, 3, 0)]
    runs = tables["stg_datagrok__function_runs"]
    assert runs.select("user_id", "function_name", "duration_ms") == [
        (None, None, 5),
        (None, "Similarity", None),
    ]
    assert runs.select("function_id") == [(uid("similarity"),)] * 2
    facts = tables["fct_activities"]
    assert facts.select("user_key") == [(None,)] * 6
    odd = facts.select("occurred_at", source_event_id="event ten")
    assert [str(at) for (at,) in odd] == ["2026-03-02 09:00:00.500000"]


def test_engines_agree(
    current_on: Callable[[str], Tables], old_on: Callable[[str], Tables]
) -> None:
    for server, about in ((current_on, "current"), (old_on, "old")):
        assert_same_tables(server("duckdb"), server("postgres"), f"{about}: duckdb, postgres")


def test_a_required_table_that_is_missing_is_named(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    old_server().load(warehouse, OLD)
    for table in OLD:
        warehouse.execute(f"alter table datagrok.{table} rename to not_loaded")
        result = warehouse.dbt(
            "compile", "--select", "+stg_datagrok__events", vars=VARS, check=False
        )
        assert result.returncode != 0
        assert f"datagrok_{table}_table" in result.output
        warehouse.execute(f"alter table datagrok.not_loaded rename to {table}")
