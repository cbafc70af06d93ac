"""The employee directory over time: by its own dates, by dbt's snapshot, and who leads whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from integration_tests.company import (
    at,
    event_source,
    load_employees,
    load_events,
    load_table,
    pseudonym,
)
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.tables import Row, Table, read_table

VARS = {
    "enabled_systems": [],
    "as_of_date": "2026-03-31",
    "custom_sources": [event_source("tickets")],
}
SINCE_EVER, FOR_EVER = dt.date(1900, 1, 1), dt.date(9999, 12, 31)


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


# A directory that keeps its own history, with dates as text. It has no login and no employment_end.
OWN_COLUMNS = dict.fromkeys(
    [
        *("email", "full_name", "department", "role", "manager_email"),
        *("employment_start", "valid_from", "valid_to"),
    ],
    "text",
)
OWN_ROWS: list[Row] = [
    # Moved on the 10th; the state before has no end of its own.
    ("ann@corp.com", "Ann", "Sales", "Clerk", "bea@corp.com", "2020-01-01", "2026-03-05", None),
    (
        " ANN@Corp.com",
        "Ann",
        " Research ",
        "Clerk",
        "Bea@Corp.com ",
        "",
        "2026-03-10",
        "2026-03-20",
    ),
    (
        "ann@corp.com",
        "Ann",
        "Research",
        "Lead",
        "bea@corp.com",
        "",
        "2026-03-16T00:00:00Z",
        "2026-03-20",
    ),
    # Listed twice, and once more with another case.
    ("bea@corp.com", "Bea", "Board", "Head", "cay@corp.com", "soon", None, None),
    ("bea@corp.com", "Bea", "Board", "Head", "cay@corp.com", "soon", None, None),
    ("Bea@Corp.Com", "Bea", "Board", "Head", "cay@corp.com", None, "not a date", ""),
    ("cay@corp.com", "Cay", "Board", "Chair", "dan@corp.com", None, "2026-01-01", None),
    ("dan@corp.com", "Dan", "Board", "Owner", None, None, "2026-01-01", None),
    # A circle of three, and somebody under it.
    ("x1@corp.com", "X", None, None, "x2@corp.com", None, None, None),
    ("x2@corp.com", "X", None, None, "x3@corp.com", None, None, None),
    ("x3@corp.com", "X", None, None, "x1@corp.com", None, None, None),
    ("y@corp.com", "Y", None, None, "x1@corp.com", None, None, None),
    # Her own manager; and one who leads from outside the directory.
    ("self@corp.com", "S", None, None, "Self@corp.com", None, None, None),
    ("temp@corp.com", "T", None, None, "boss@agency.com", None, None, None),
    # Comes after D.
    ("eve@corp.com", "Eve", "Sales", "Clerk", None, None, "2026-04-05", None),
    # Nobody's.
    ("", "No e-mail", "Sales", None, None, None, None, None),
    (None, "No e-mail", "Sales", None, None, None, None, None),
]

CHANGING = [
    {"email": "stays@corp.com", "full_name": "Stays", "department": "Sales"},
    {"email": "moves@corp.com", "full_name": "Moves", "department": "Sales", "role": "Clerk"},
    {"email": "leaves@corp.com", "full_name": "Leaves", "department": "Sales"},
]
CHANGED = [
    {"email": " Stays@corp.com", "full_name": "Stays", "department": "Sales"},
    {"email": "moves@corp.com", "full_name": "Moves", "department": "Legal", "role": "Clerk"},
    {"email": "joins@corp.com", "full_name": "Joins", "department": "Legal"},
]


@dataclass(frozen=True)
class Directories:
    """Relations made of a directory with its own history, and the history that a snapshot made."""

    own: dict[str, Table]
    today: dt.date
    first_snapshot: Table
    second_snapshot: Table
    without_directory: str


@pytest.fixture(scope="module")
def directories_on(on_engines: OnEngines) -> Callable[[str], Directories]:
    history = ("int_employee_history", "intermediate")

    def job(warehouse: Warehouse) -> Directories:
        warehouse.set_salt()
        # First the snapshot's directory: the other one would leave its people in the snapshot.
        load_employees(warehouse, CHANGING)
        load_events(warehouse, "tickets", [])
        only_history = ("build", "--select", "+int_employee_history")
        warehouse.dbt(*only_history, vars=VARS)
        first = read_table(warehouse, *history)
        load_employees(warehouse, CHANGED)
        warehouse.dbt(*only_history, vars=VARS)
        ((today,),) = warehouse.query(
            "select cast(max(dbt_valid_from) as date) from staging.employees_snapshot"
        )
        second = read_table(warehouse, *history)

        load_table(warehouse, "hr.employees", OWN_COLUMNS, OWN_ROWS)
        days = (1, 5, 9, 10, 15, 16, 20, 21)
        users = ("Ann@corp.com", "bea@corp.com", "eve@corp.com", "guest@outside.org")
        load_events(
            warehouse,
            "tickets",
            ((f"{user}{day}", at(day), user, "look", None, None) for day in days for user in users),
        )
        models = {
            "fct_user_days": "marts",
            "dim_users": "marts",
            "int_employee_managers": "intermediate",
        }
        selected = ("--select", *(f"+{name}" for name in models))
        tested = ("--indirect-selection", "cautious")
        warehouse.dbt("build", *selected, *tested, vars=VARS, project=REPOSITORY)
        own = {name: read_table(warehouse, name, schema) for name, schema in models.items()}

        warehouse.execute("drop table hr.employees cascade")
        required = VARS | {"hr_employees_required": True}
        lacking = warehouse.dbt("run", "--select", "stg_hr__employees", vars=required, check=False)
        assert lacking.returncode != 0
        return Directories(own, today, first, second, " ".join(lacking.output.split()))

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def directories(
    request: pytest.FixtureRequest, directories_on: Callable[[str], Directories]
) -> Directories:
    return directories_on(str(request.param))


def test_department_and_role_are_those_of_the_day(directories: Directories) -> None:
    days = directories.own["fct_user_days"]
    ann = days.select("activity_date", "department", "role", user_key=pseudonym("ann@corp.com"))
    assert sorted(ann) == [
        (march(1), None, None),
        (march(5), "Sales", "Clerk"),
        (march(9), "Sales", "Clerk"),
        (march(10), "Research", "Clerk"),
        (march(15), "Research", "Clerk"),
        (march(16), "Research", "Lead"),
        (march(20), "Research", "Lead"),
        (march(21), None, None),
    ]


def test_state_without_a_beginning_was_always_true(directories: Directories) -> None:
    days = directories.own["fct_user_days"]
    bea = days.select("department", "role", user_key=pseudonym("bea@corp.com"))
    assert bea == [("Board", "Head")] * 8


@pytest.mark.parametrize("whose", ["eve@corp.com", "guest@outside.org"])
def test_who_is_not_in_the_directory_has_no_department(
    directories: Directories, whose: str
) -> None:
    days = directories.own["fct_user_days"].select("department", "role", user_key=pseudonym(whose))
    assert days == [(None, None)] * 8


def test_department_of_a_user_is_that_on_d(directories: Directories) -> None:
    users = directories.own["dim_users"].select("user_key", "department", "role", "employment")
    assert sorted(users) == sorted(
        [
            (pseudonym("ann@corp.com"), "Research", "Lead", "employee"),
            (pseudonym("bea@corp.com"), "Board", "Head", "employee"),
            (pseudonym("eve@corp.com"), None, None, "external"),
            (pseudonym("guest@outside.org"), None, None, "external"),
        ]
    )


def test_managers_stand_above_to_any_depth(directories: Directories) -> None:
    managers = directories.own["int_employee_managers"]

    def above(employee: str) -> list[Row]:
        found = managers.select("levels_up", "manager_email", email=f"{employee}@corp.com")
        return sorted((level, str(email).split("@")[0]) for level, email in found)

    assert above("ann") == [(1, "bea"), (2, "cay"), (3, "dan")]
    assert above("dan") == above("self") == []
    assert above("temp") == [(1, "boss")]
    assert above("x1") == [(1, "x2"), (2, "x3")]
    assert above("x2") == [(1, "x3"), (2, "x1")]
    assert above("x3") == [(1, "x1"), (2, "x2")]
    assert above("y") == [(1, "x1"), (2, "x2"), (3, "x3")]


HISTORY = ("email", "department", "valid_from", "valid_to")


def test_directory_seen_once_was_always_true(directories: Directories) -> None:
    assert sorted(directories.first_snapshot.select(*HISTORY)) == [
        (f"{name}@corp.com", "Sales", SINCE_EVER, FOR_EVER) for name in ("leaves", "moves", "stays")
    ]


def test_snapshot_keeps_what_was_true_before(directories: Directories) -> None:
    today = directories.today
    yesterday = today - dt.timedelta(days=1)
    assert sorted(directories.second_snapshot.select(*HISTORY)) == [
        ("joins@corp.com", "Legal", SINCE_EVER, FOR_EVER),
        ("leaves@corp.com", "Sales", SINCE_EVER, yesterday),
        ("moves@corp.com", "Legal", today, FOR_EVER),
        ("moves@corp.com", "Sales", SINCE_EVER, yesterday),
        ("stays@corp.com", "Sales", SINCE_EVER, FOR_EVER),
    ]


def test_required_directory_that_is_missing_is_a_sentence(directories: Directories) -> None:
    for part in ("was not found", "employees", "hr_schema", "hr_employees_table"):
        assert part in directories.without_directory
    assert "hr_employees_required" in directories.without_directory
    assert "enabled_systems" not in directories.without_directory
