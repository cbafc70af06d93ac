"""Simulated logs that come as files: Zoomdata's log, liblab's export, the employee directory."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from footfall.simulate import SIMULATORS, Plan
from footfall.systems.liblab import parse_time
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse

PLAN = Plan(seed=3, days=90, end_date=date(2026, 3, 31), users=60)
ARGUMENTS = (
    *("simulate", "--seed", "3", "--days", "20", "--users", "15", "--end-date", "2026-03-31"),
    *("--systems", "zoomdata,liblab,employees"),
)
FILES = {
    "zoomdata-activity.log": ("zoomdata", "zoomdata.activity_log"),
    "liblab_audit_trail.csv": ("liblab", "liblab.audit_trail"),
    "hr_employees.csv": ("employees", "hr.employees"),
}
STATUSES = {
    "ACCOUNT": {"CREATED", "UPDATED"},
    "ALERT_RULE": {"CREATED"},
    "AUTHENTICATION": {"SUCCEEDED", "FAILED"},
    "BOOKMARK": {"CREATED", "UPDATED", "DELETED"},
    "GROUP": {"CREATED", "UPDATED", "DELETED"},
    "OAUTH_CLIENT": {"CREATED", "UPDATED"},
    "OAUTH_TOKEN": {"CREATED", "DELETED"},
    "RAW_DATA_EXPORT": {"SUCCEEDED"},
    "RAW_DATA_EXPORT_CSV": {"SUCCEEDED"},
    "RDD": {"FINISHED"},
    "RDD_CACHE": {"HIT"},
    "REQUEST": {"FINISHED"},
    "SECURITY_KEY": {"CREATED"},
    "SOURCE": {"SAVED", "UPDATED", "DELETED"},
    "TOPOLOGY": {"FINISHED"},
    "TOPOLOGY_PERFORMANCE": {"FINISHED"},
    "UPLOAD": {"SUCCEEDED"},
    "USER": {"CREATED", "UPDATED", "DELETED"},
    "VIS": {"CREATED", "UPDATED"},
    "VIS_COMMAND": {"STARTED", "FINISHED", "FAILED"},
    "VIS_DATA": {"SUCCEEDED", "FAILED"},
    "VIS_DEF": {"CREATED", "UPDATED"},
}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The lines of the plan's Zoomdata log."""
    return [record["record"] for record in SIMULATORS["zoomdata"].records(PLAN)["activity_log"]]


@pytest.fixture(scope="module")
def activities(lines: list[str]) -> list[dict[str, Any]]:
    """The readable records of the plan's Zoomdata log, in the current spelling."""
    found = []
    for line in lines:
        try:
            record = json.loads(line[max(line.find("{"), 0) :])
            if "userType" in record:
                found.append({name.lower(): value for name, value in record.items()})
        except (ValueError, TypeError):
            continue
    return found


@pytest.fixture(scope="module")
def employees() -> list[dict[str, Any]]:
    """The rows of the plan's directory."""
    return list(SIMULATORS["employees"].records(PLAN)["employees"])


def test_files_load_to_the_simulated_rows(warehouse: Warehouse, tmp_path: Path) -> None:
    run = CommandLine(warehouse)
    counts = run(*ARGUMENTS)
    assert list(counts) == [f"new rows in {relation}" for _, relation in FILES.values()]
    assert min(counts.values()) >= 15
    assert set(run(*ARGUMENTS).values()) == {0}

    written = run(*ARGUMENTS, "--out", tmp_path)
    assert list(written) == [f"lines in {name}" for name in FILES]
    for name, (system, relation) in FILES.items():
        everything = f"select * from {relation} order by record_hash"
        rows = warehouse.query(everything)
        assert len(rows) == counts[f"new rows in {relation}"]
        loaded = run("load", system, tmp_path / name)
        assert loaded.get("loaded (new)", 0) == loaded.get("refused", 0) == 0
        assert warehouse.query(everything) == rows


def test_zoomdata_has_every_type_in_both_forms(
    lines: list[str], activities: list[dict[str, Any]]
) -> None:
    seen: dict[str, set[str]] = {}
    for activity in activities:
        seen.setdefault(activity["activitytype"], set()).add(activity["status"])
    assert seen == STATUSES
    is_old = [line[0].isdigit() for line in lines]
    assert 0.2 < sum(is_old) / len(lines) < 0.5
    assert 5 <= len(lines) - len(activities) <= 12
    assert 0 < len(lines) - len(set(lines)) < 0.02 * len(lines)
    assert {"userFullName", "userFullname", "visualizationId", "visualizationID"} <= {
        name for line in lines if "{" in line for name in line.split('"')
    }


def test_zoomdata_commands_are_correlated(activities: list[dict[str, Any]]) -> None:
    commands = [a for a in activities if a["activitytype"] == "VIS_COMMAND"]
    started = {a["cid"]: a for a in commands if a["status"] == "STARTED"}
    ended = {a["cid"]: a for a in commands if a["status"] != "STARTED"}
    assert ended.keys() < started.keys()
    assert all(int(a["duration"]) > 0 for a in ended.values())
    request = json.loads(next(iter(started.values()))["request"])
    assert {"schema", "collection", "connectionId"} == set(
        request["source"]["storageConfiguration"]
    )
    data = {a["cid"] for a in activities if a["activitytype"] == "VIS_DATA"}
    assert data == started.keys()


def test_zoomdata_users_are_the_directorys(
    activities: list[dict[str, Any]], employees: list[dict[str, Any]]
) -> None:
    by_login = {row["login"] for row in employees}
    by_email = {row["email"] for row in employees}
    by_local_part = {email.split("@")[0] for email in by_email}
    users = {
        a["user"] for a in activities if a["usertype"] == "USER" and a["activitytype"] == "VIS_DATA"
    }
    assert users <= by_login | by_email | by_local_part
    for names in (by_login, by_email, by_local_part):
        assert users & names
    known = {(a["username"], a["email"]) for a in activities if a["activitytype"] == "USER"}
    assert 0 < len(known) < len(users)
    visitors = {a["user"] for a in activities if a["usertype"] == "KEY"}
    keys = {a["keyid"] for a in activities if a["activitytype"] == "SECURITY_KEY"}
    assert visitors
    assert visitors <= keys


def test_liblab_exports_the_most_recent_first() -> None:
    records = list(SIMULATORS["liblab"].records(PLAN)["audit_trail"])
    times = [parse_time(record["Time"]) for record in records]
    assert all(later >= earlier for later, earlier in pairwise(times))
    events = Counter(record["Event"] for record in records)
    assert len(events) == 12
    assert events["User Build"] > events["User Published PR"] > events["User Publish PR Failure"]
    assert all(bool(record["URL"]) == (record["Event"] == "User Build") for record in records)
    assert {record["Email"] for record in records} - {p.email for p in PLAN.people()} == {
        "svc-sdk-ci@example.com"
    }


def test_the_directory_is_a_tree_with_history(employees: list[dict[str, Any]]) -> None:
    people = {person.email: person for person in PLAN.people()}
    assert {row["email"] for row in employees} == set(people)
    assert len({row["login"] for row in employees}) == len(people)
    managers = {row["email"]: row["manager_email"] for row in employees}

    def level(email: str) -> int:
        manager = managers[email]
        return 1 if manager is None else 1 + level(manager)

    levels = Counter(map(level, managers))
    assert levels[1] == 1
    assert max(levels) in (3, 4)

    rows_by_person: dict[str, list[dict[str, Any]]] = {}
    for row in employees:
        rows_by_person.setdefault(row["email"], []).append(row)
    moved = 0
    for email, rows in rows_by_person.items():
        person = people[email]
        assert rows[-1]["department"] == person.department
        assert rows[0]["valid_from"] == rows[0]["employment_start"] == str(person.hired_on)
        assert rows[-1]["valid_to"] is None
        if person.left_on:
            assert (person.left_on - date.fromisoformat(rows[-1]["employment_end"])).days == 1
        for before, after in pairwise(rows):
            moved += 1
            gap = date.fromisoformat(after["valid_from"]) - date.fromisoformat(before["valid_to"])
            assert gap.days == 1
            assert before["department"] != after["department"]
    assert 1 <= moved <= 12


def test_the_csv_files_have_their_headers(tmp_path: Path) -> None:
    for system, header in (
        ("liblab", ["Name", "Email", "Org", "Event", "Time", "URL"]),
        ("employees", ["email", "full_name", "department", "role", "manager_email"]),
    ):
        simulator = SIMULATORS[system]
        (table,) = simulator.tables
        path = tmp_path / simulator.file_name(table)
        records = simulator.records(PLAN)[table.name]
        path.write_bytes(simulator.header + b"".join(map(simulator.encode, records)))
        with path.open(newline="") as stream:
            rows = list(csv.reader(stream))
        assert rows[0][: len(header)] == header
        assert {len(row) for row in rows} == {len(rows[0])}
