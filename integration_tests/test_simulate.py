"""Simulated logs: repeatable, of the right shape, and loaded by the loaders' own way."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timezone
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from footfall.simulate import SIMULATORS, Plan
from footfall.simulate.people import Calendar, population
from integration_tests.command_line import CommandLine
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.test_load import RAW_COLUMNS

PLAN = Plan(seed=3, days=60, end_date=date(2026, 3, 31), users=40)
ARGUMENTS = ("simulate", "--seed", "3", "--days", "20", "--users", "15", "--end-date", "2026-03-31")


@pytest.fixture(scope="module")
def amundsen() -> list[dict[str, Any]]:
    """Amundsen's records of the plan."""
    return list(SIMULATORS["amundsen"].records(PLAN)["user_actions"])


@pytest.fixture(scope="module")
def clutch() -> list[dict[str, Any]]:
    """Clutch's records of the plan."""
    return list(SIMULATORS["clutch"].records(PLAN)["audit_events"])


@pytest.fixture(params=["duckdb", "postgres"])
def footfall(
    request: pytest.FixtureRequest, new_warehouse: Callable[[str], Warehouse]
) -> tuple[Warehouse, CommandLine]:
    """An empty warehouse of each engine and the command line that is pointed at it."""
    warehouse = new_warehouse(request.param)
    return warehouse, CommandLine(warehouse)


def all_records(system: str, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The records of a plan, by table."""
    tables = SIMULATORS[system].records(plan)
    return {name: list(records) for name, records in tables.items()}


def keyword(record: dict[str, Any], name: str) -> Any:
    """A keyword argument of a call that has readable ones."""
    return json.loads(record["keyword_args_json"])[name]


def is_readable(record: dict[str, Any]) -> bool:
    return bool(record["command"] and (record["keyword_args_json"] or "").startswith("{"))


@pytest.mark.parametrize("system", SIMULATORS)
def test_equal_plans_give_equal_rows(system: str) -> None:
    plan = Plan(seed=1, days=10, end_date=date(2026, 3, 31), users=12)
    tables = all_records(system, plan)
    assert all_records(system, plan) == tables
    other = Plan(seed=2, days=10, end_date=date(2026, 3, 31), users=12)
    assert all_records(system, other) != tables


def test_the_default_size() -> None:
    plan = Plan(seed=7, days=120, end_date=date(2026, 3, 31), users=60)
    rows = {
        table: len(records)
        for system in ("clutch", "amundsen", "datagrok")
        for table, records in all_records(system, plan).items()
    }
    assert 40_000 <= rows["audit_events"] + rows["user_actions"] <= 60_000
    assert 20_000 <= rows["events"] <= 40_000


def test_people_come_and_go() -> None:
    calendar = PLAN.calendar
    people = PLAN.people()
    assert len({person.email for person in people}) == PLAN.users
    assert calendar == Calendar(date(2026, 1, 31), date(2026, 3, 31))
    assert any(person.hired_on > calendar.first_day for person in people)
    assert any(person.left_on and person.left_on <= calendar.last_day for person in people)
    assert all(person.left_on is None or person.hired_on < person.left_on for person in people)
    keenest = sorted((person.activity for person in people), reverse=True)
    assert keenest[0] > 5 * keenest[len(keenest) // 2]


def test_nobody_works_before_the_first_or_after_the_last_day(
    amundsen: list[dict[str, Any]], clutch: list[dict[str, Any]]
) -> None:
    people = {person.email: person for person in PLAN.people()}
    seen: Counter[int] = Counter()
    moments = [
        (record["user"], record["start_epoch_ms"] / 1000)
        for record in amundsen
        if record["start_epoch_ms"]
    ] + [
        (row["details"]["user_name"], datetime.fromisoformat(row["occurred_at"]).timestamp())
        for row in clutch
    ]
    for user, seconds in moments:
        if person := people.get(user):
            local = datetime.fromtimestamp(seconds, timezone.utc) + person.utc_offset
            assert person.hired_on <= local.date()
            assert person.left_on is None or local.date() <= person.left_on
            seen[local.weekday()] += 1
    assert seen[5] + seen[6] < 0.1 * seen.total()


def test_amundsen_has_what_real_logs_have(amundsen: list[dict[str, Any]]) -> None:
    assert {tuple(sorted(record)) for record in amundsen} == {
        tuple(sorted(set(RAW_COLUMNS) - {"record_hash"}))
    }
    readable = [record for record in amundsen if is_readable(record)]
    commands = Counter(record["command"] for record in readable)
    for command in (
        "_search_resources",
        "_search_table",
        "_search_user",
        "_search_dashboard",
        "_get_table_metadata",
        "_get_related_dashboards_metadata",
        "_get_dashboard_metadata",
        "_get_feature_metadata",
        "_log_get_user",
        "_log_put_table_description",
        "_log_put_column_description",
        "_log_put_type_metadata_description",
        "_log_update_table_tags",
        "_log_update_table_owner",
        "_log_update_dashboard_tags",
        "_log_update_bookmark",
        "_log_send_notification",
        "_feedback",
        "click",
        "analytics/pageView",
    ):
        assert commands[command] > 0, command
    assert 3 <= len(amundsen) - len(readable) <= 10

    # before and after a call, and the same call delivered again
    assert any(record["end_epoch_ms"] is None for record in readable)
    key = ("host_name", "user", "command", "start_epoch_ms", "keyword_args_json")
    posts = Counter(
        tuple(record[name] for name in key) for record in readable if record["end_epoch_ms"]
    )
    assert 0 < sum(count > 1 for count in posts.values()) < 0.02 * len(posts)
    assert {"UNKNOWN", "root"} <= {record["user"] for record in readable}

    kinds = Counter(
        keyword(record, "search_type")
        for record in readable
        if record["command"] == "_search_resources"
    )
    assert kinds["inline_search"] > kinds["submit_search_term"] > kinds["update_filter"] > 0
    outputs = [
        json.loads(record["output"])
        for record in readable
        if record["command"] == "_search_resources" and record["output"]
    ]
    statuses = Counter(output.get("status_code") for output in outputs)
    assert statuses[200] > 20 * statuses[500] > 0
    assert statuses[None] > 0
    assert any(
        output["table"]["total_results"] == 0 for output in outputs if "status_code" in output
    )


def test_some_tables_are_far_more_popular(amundsen: list[dict[str, Any]]) -> None:
    views = Counter(
        keyword(record, "table_key")
        for record in amundsen
        if record["command"] == "_get_table_metadata"
    )
    counts = sorted(views.values(), reverse=True)
    assert counts[0] > 5 * counts[len(counts) // 2]


def test_clutch_has_what_real_logs_have(clutch: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in clutch] == list(range(1, len(clutch) + 1))
    times = [row["occurred_at"] for row in clutch]
    out_of_order = sum(a > b for a, b in pairwise(times))
    assert 0 < out_of_order < 0.02 * len(clutch)
    details = [row["details"] for row in clutch]
    codes = Counter(detail["status"]["code"] for detail in details)
    assert codes[0] > 0.9 * len(clutch)
    assert {2, 5, 7, 13} <= set(codes)
    denials = {detail["status"]["message"] for detail in details if detail["status"]["code"] == 7}
    assert denials == {"permission denied by authz"}
    unfinished = [detail for detail in details if "response_body" not in detail]
    assert 0 < len(unfinished) < 0.01 * len(clutch)
    assert all(detail["status"] == {"code": 0} for detail in unfinished)
    assert all(detail.get("request_resources") != [] for detail in details)
    assert all(detail.get("response_resources") != [] for detail in details)


def test_clutch_knows_nobody_who_is_not_signed_in(clutch: list[dict[str, Any]]) -> None:
    details = [row["details"] for row in clutch]
    anonymous = [each for each in details if each["user_name"] == "system:anonymous"]
    assert {each["method_name"] for each in anonymous} == {"Login", "Callback"}
    assert all(
        each["user_name"] == "system:anonymous"
        for each in details
        if "Authn" in each["service_name"]
    )
    bodies = [
        each[body]
        for each in anonymous
        for body in ("request_body", "response_body")
        if each.get(body)
    ]
    assert {body["@type"] for body in bodies} == {"type.googleapis.com/clutch.api.v1.Redacted"}
    others = {each["user_name"] for each in details} - {"system:anonymous"}
    assert {user for user in others if "@" not in user} == {"service:deploy-robot"}
    # what the gateway does not audit, or refuses before it does
    methods = {f"{each['service_name']}/{each['method_name']}" for each in details}
    assert not any("healthcheck" in method or "slackbot" in method for method in methods)
    assert not any(each["status"]["code"] == 16 for each in details)


def test_clutchs_errors_are_told_as_real_ones(clutch: list[dict[str, Any]]) -> None:
    statuses = [row["details"]["status"] for row in clutch]
    told = Counter(
        (status["code"], status["message"].split(" ")[0]) for status in statuses if status["code"]
    )
    for seen in ((2, "operation"), (2, "pods"), (5, "search"), (5, "unable"), (7, "permission")):
        assert told[seen] > 0, seen
    requests = [
        status["message"].split("RequestID: ")[1].split(",")[0]
        for status in statuses
        if status.get("message", "").startswith("operation error")
    ]
    assert len(set(requests)) == len(requests)


def test_actions_are_in_the_vocabulary(clutch: list[dict[str, Any]]) -> None:
    with (REPOSITORY / "seeds" / "activity_vocabulary.csv").open() as stream:
        known = {row["action"] for row in csv.DictReader(stream) if row["system"] == "clutch"}
    done = {f"{row['details']['service_name']}/{row['details']['method_name']}" for row in clutch}
    assert done - known == {"acme.deploy.v1.DeployAPI/PromoteBuild"}
    assert len(done) > 35


def test_simulating_into_a_warehouse_twice(footfall: tuple[Warehouse, CommandLine]) -> None:
    warehouse, run = footfall
    counts = run(*ARGUMENTS)
    loaded = {
        "new rows in clutch.audit_events": "clutch.audit_events",
        "new rows in amundsen.user_actions": "amundsen.user_actions",
        "new rows in datagrok.events": "datagrok.events",
    }
    for name, relation in loaded.items():
        assert warehouse.query(f"select count(*) from {relation}") == [(counts[name],)]
        assert counts[name] > 300
    unfinished = "details ->> 'response_body' is null"
    assert warehouse.query(f"select count(*) from clutch.audit_events where {unfinished}") != [(0,)]
    assert set(run(*ARGUMENTS).values()) == {0}


def test_files_load_to_the_same_rows(
    new_warehouse: Callable[[str], Warehouse], tmp_path: Path
) -> None:
    warehouse = new_warehouse("duckdb")
    run = CommandLine(warehouse)
    written = run(*ARGUMENTS, "--out", tmp_path)
    assert {
        "lines in clutch_audit_events.jsonl",
        "lines in amundsen_user_actions.jsonl",
        "lines in datagrok_events.jsonl",
        "lines in datagrok_users_sessions.jsonl",
    } <= set(written)
    clutch = [json.loads(line) for line in (tmp_path / "clutch_audit_events.jsonl").open()]
    assert list(clutch[0]) == ["id", "occurred_at", "details", "sent"]

    run(*ARGUMENTS, "--systems", "amundsen")
    counts = run("load", "amundsen", tmp_path / "amundsen_user_actions.jsonl")
    assert counts["loaded (new)"] == counts["refused"] == 0


def test_engines_of_the_1_x_series_can_read_the_file(
    new_warehouse: Callable[[str], Warehouse],
) -> None:
    warehouse = new_warehouse("duckdb")
    CommandLine(warehouse)(*ARGUMENTS, "--systems", "clutch")
    path = warehouse.profile()["path"]
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where path is not null"
        ).fetchall()
    assert found[0][0].startswith("v1.4")


def test_mistakes(new_warehouse: Callable[[str], Warehouse], tmp_path: Path) -> None:
    run = CommandLine(new_warehouse("duckdb"))
    message = run.fails("simulate", "--systems", "clutch,gopher")
    assert f"'gopher' cannot be simulated: choose from {', '.join(SIMULATORS)}." in message
    blocked = tmp_path / "file"
    blocked.touch()
    assert "Cannot write into" in run.fails(*ARGUMENTS, "--out", blocked)


def test_a_population_of_one_is_there_from_the_start() -> None:
    calendar = Calendar(date(2026, 3, 1), date(2026, 3, 31))
    (person,) = population(1, calendar, Random("1"))
    assert person.hired_on < calendar.first_day
    assert person.left_on is None
