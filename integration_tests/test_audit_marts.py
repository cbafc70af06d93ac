"""The audit marts of two systems: values stated by hand, on both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.conftest import USUAL_ENGINES, OnEngines, across_engines
from integration_tests.datagrok_events import current_server
from integration_tests.datagrok_rows import CURRENT, START, uid
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.liblab_rows import BUILD_URL, COLUMNS
from integration_tests.tables import Table, assert_same_tables, snapshot

VARS = {"enabled_systems": ["datagrok", "liblab"], "as_of_date": "2026-03-31"}
ANN = ("ann@corp.example", "Ann Lee")
NOBODY = (None, None)
AT = dt.datetime(2026, 3, 3, 10)

# Ann runs Similarity twice: as events 1 and 7, a minute after the hour and seven.
CALLS = {"first call": "2026-03-02 09:00:59", "second call": "2026-03-02 09:06:59"}

Tables = dict[str, Table]


def load_calls(warehouse: Warehouse) -> None:
    """Datagrok's optional tables of calls, with values of the first."""
    texts = {
        "func_params": "id func_id name is_input",
        "func_calls": "id func_id session_id started parent_func_call_id",
        "func_call_values": "id func_call_id func_param_id value",
    }
    rows: dict[str, list[list[Any]]] = {
        "func_params": [
            [uid("smiles"), uid("similarity"), "smiles", "true"],
            [uid("score"), uid("similarity"), "score", "false"],
        ],
        "func_calls": [
            [uid(name), uid("similarity"), uid("ann's session"), started, None]
            for name, started in CALLS.items()
        ]
        # What a function calls is no run.
        + [
            [
                *(uid("nested"), uid("similarity"), uid("ann's session")),
                *(CALLS["first call"], uid("first call")),
            ]
        ],
        "func_call_values": [
            [uid("in"), uid("first call"), uid("smiles"), "CCO"],
            [uid("out"), uid("first call"), uid("score"), "0.9"],
        ],
    }
    for table, columns in texts.items():
        kinds = dict.fromkeys(columns.split(), "text")
        warehouse.load_rows("datagrok", table, kinds, rows[table])  # type: ignore[arg-type]


def load_liblab(warehouse: Warehouse) -> None:
    """Ann signs up, invites somebody and builds."""
    rows = [
        ("Ann Lee", "Ann@Corp.example", "Acme", event, f"{AT}+00:00", url, details)
        for event, url, details in (
            ("User Create", None, None),
            ("User Verified Email", None, None),
            ("User Invite Member", None, '{"invited_email": "New@example.org"}'),
            ("User Build", BUILD_URL, '{"api_name": "Orders"}'),
        )
    ]
    warehouse.load_rows("liblab", "audit_trail", COLUMNS, rows)


@pytest.fixture(scope="module")
def audit_on(on_engines: OnEngines) -> Callable[[str], Tables]:
    def job(warehouse: Warehouse) -> Tables:
        warehouse.set_salt()
        current_server().load(warehouse, CURRENT)
        load_calls(warehouse)
        load_liblab(warehouse)
        warehouse.build(VARS, tests=DEEP)
        return snapshot(warehouse, "audit") | snapshot(warehouse, "marts")

    return on_engines(job)


@pytest.fixture(params=USUAL_ENGINES)
def audit(request: pytest.FixtureRequest, audit_on: Callable[[str], Tables]) -> Tables:
    return audit_on(str(request.param))


def of_event(table: Table, number: int, *columns: str) -> tuple[Any, ...]:
    """Columns of the one row of an event of Datagrok."""
    (row,) = table.select(*columns, system="datagrok", source_event_id=uid(number))
    return row


def test_the_trail_has_every_activity_and_who_did_it(audit: Tables) -> None:
    trail = audit["audit_trail"]
    assert len(trail.rows) == len(audit["fct_activities"].rows) == 66 + 4
    who = ("email", "full_name", "native_user")
    assert of_event(trail, 1, *who, "event_type") == (*ANN, uid("ann"), "function-ran")
    assert of_event(trail, 38, *who, "outcome") == (*NOBODY, None, "denied")
    # The same person in both systems, by the e-mail.
    keys = set(trail.select("user_key", email=ANN[0]))
    assert len(keys) == 1
    assert set(trail.select("system", email=ANN[0])) == {("datagrok",), ("liblab",)}


def test_the_trail_says_whom_something_was_done_to(audit: Tables) -> None:
    trail = audit["audit_trail"]
    columns = ("object_type", "object_id", "object_name")
    assert of_event(trail, 54, *columns) == ("user", uid("bob"), "Bob Lee")
    assert of_event(trail, 58, *columns) == ("user", "eve", "eve")
    assert of_event(trail, 17, *columns) == ("project", uid("dashboard"), "Sales dashboard")
    assert trail.select(*columns, event_type="User Invite Member") == [
        ("user", "New@example.org", "new@example.org")
    ]


def test_a_build_has_its_link(audit: Tables) -> None:
    trail = audit["audit_trail"]
    assert trail.select("link", event_type="User Build") == [(BUILD_URL,)]
    assert sum(link is not None for (link,) in trail.select("link")) == 1


def test_an_object_has_its_history(audit: Tables) -> None:
    history = audit["object_history"]
    columns = ("action_number", "event_type", "email")
    dashboard = history.select(*columns, object_type="project", object_id=uid("dashboard"))
    assert sorted(dashboard) == [
        (1, "project-opened", ANN[0]),
        (2, "entity-shared", ANN[0]),
        (3, "comment-posted", ANN[0]),
    ]
    with_object = [row for row in audit["audit_trail"].select("object_id") if row[0] is not None]
    # The other function of a run, whom and which group things were shared with, the query of a
    # table, and the function that a note in the log names.
    assert len(history.rows) == len(with_object) + 5
    assert of_event(audit["audit_trail"], 26, "object_id") == (uid("dashboard"),)
    bobs = history.select("event_type", object_type="user", object_id=uid("bob"))
    assert ("entity-shared",) in bobs


def test_where_data_sets_come_from(audit: Tables) -> None:
    origins = audit["dataset_origins"]
    columns = ("origin", "dataset_id", "made_by_type", "made_by_id", "made_by_name", "email")
    assert of_event(origins, 52, *columns) == (
        *("table_produced", uid("a table"), "query", uid("orders"), "Orders", ANN[0]),
    )
    of_build = ("dataset_id", "dataset_name", "made_by_name", "full_name", "link")
    assert origins.select(*of_build, system="liblab") == [
        ("4711", "Orders", "Orders", ANN[1], BUILD_URL)
    ]
    assert len(origins.rows) == 2


def test_functions_have_their_users(audit: Tables) -> None:
    usage = audit["function_usage"]
    columns = ("email", "function_name", "function_type", "package_name", "outcome")
    run = (*("Similarity", "function", "Chem"), "succeeded")
    assert of_event(usage, 1, *columns) == (ANN[0], *run)
    assert of_event(usage, 7, *columns) == (ANN[0], *run)
    assert of_event(usage, 4, "email", "native_user") == NOBODY
    # Nothing is known of what went in but who and which function, which other columns say.
    assert of_event(usage, 2, "inputs", "outputs") == (None, None)
    assert of_event(usage, 7, "inputs", "outputs") == (None, None)
    assert len(usage.rows) == 10


def test_who_became_a_user(audit: Tables) -> None:
    events = audit["user_lifecycle_events"]
    joined = dt.datetime(2025, 1, 1, 8)
    columns = ("lifecycle_event", "email", "occurred_at", "actor_email")
    assert sorted(events.select(*columns, system="datagrok"), key=str) == [
        *(("created", f"{name}@corp.example", joined, None) for name in ("ann", "bob")),
        *(("created", f"{name}@corp.example", joined, None) for name in ("guest", "robot")),
        ("invited", "bob@corp.example", START + dt.timedelta(minutes=54), ANN[0]),
    ]
    assert sorted(events.select(*columns, system="liblab")) == [
        ("created", ANN[0], AT, ANN[0]),
        ("invited", "new@example.org", AT, ANN[0]),
        ("verified", ANN[0], AT, ANN[0]),
    ]


@across_engines
def test_engines_agree(audit_on: Callable[[str], Tables]) -> None:
    assert_same_tables(audit_on("duckdb"), audit_on("postgres"), "duckdb against postgres")
