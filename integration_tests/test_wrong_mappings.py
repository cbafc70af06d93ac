"""A wrong mapping of a custom source stops dbt with a sentence that names source and key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from integration_tests.check_runs import ask
from integration_tests.company import event_source, load_events
from integration_tests.conftest import ENGINES, OnEngines, WarehouseFactory
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.test_vars import parse_each

TICKETS = event_source("tickets")


def without(key: str) -> dict[str, Any]:
    """The good mapping, less a key."""
    return {name: value for name, value in TICKETS.items() if name != key}


# What is wrong, and what the sentence must say: where, what, and what is allowed.
WRONG: dict[str, tuple[Any, tuple[str, ...]]] = {
    "no list": (TICKETS, ("no list of sources",)),
    "nothing": (None, ("no list of sources",)),
    "a text": (["tickets"], ("tickets", "a name")),
    "name missing": ([without("name")], ("name",)),
    "name with a capital": ([TICKETS | {"name": "Tickets"}], ("Tickets", "lower-case letters")),
    "name with a quote": ([TICKETS | {"name": "t'; drop"}], ("t'; drop", "lower-case letters")),
    "name of a system": ([TICKETS | {"name": "clutch"}], ("clutch", "footfall uses itself")),
    "name of the row group": ([TICKETS | {"name": "all"}], ("all", "footfall uses itself")),
    "twice": ([TICKETS, TICKETS], ("tickets", "twice")),
    **{
        f"{key} missing": ([without(key)], ("tickets", f"lacks the key '{key}'"))
        for key in ("time", "actor", "action")
    },
    "unknown key": ([TICKETS | {"user": "who"}], ("tickets", "'user'", "actor")),
    "misspelt key": ([TICKETS | {"objet_id": "x"}], ("'objet_id'", "did you mean 'object_id'?")),
    "unknown pack": ([{"use": "supersett"}], ("supersett", "did you mean 'superset'?")),
    "an earlier value of no rows": (
        [TICKETS | {"action": {"last": "verb", "by": "n"}}],
        ("tickets.action", "lacks the key 'of'"),
    ),
    "an order of nothing": (
        [TICKETS | {"action": {"column": "verb", "by": "n"}}],
        ("tickets.action", "'by' without 'last'"),
    ),
    "unknown option": (
        [TICKETS | {"actor": {"column": "who", "unit": "ms"}}],
        ("tickets.actor", "'unit'", "column, path"),
    ),
    "unknown unit": (
        [TICKETS | {"time": {"column": "at", "unit": "minutes"}}],
        ("tickets.time.unit", '"minutes"', "s, ms, us, ns"),
    ),
    "unknown zone": (
        [TICKETS | {"time": {"column": "at", "timezone": "Europe/Berln"}}],
        ("tickets.time.timezone", '"Europe/Berln"', "IANA", "did you mean 'Europe/Berlin'?"),
    ),
    "zone of a number": (
        [TICKETS | {"time": {"column": "at", "unit": "s", "timezone": "Europe/Berlin"}}],
        ("tickets.time", "a unit and a timezone"),
    ),
    "zone of an object": (
        [TICKETS | {"object_id": {"column": "who", "timezone": "UTC"}}],
        ("tickets.object_id", "'timezone'"),
    ),
    "format of another language": (
        [TICKETS | {"time": {"column": "at", "formats": ["%d.%m.%Q"]}}],
        ("tickets.time.formats", "'%Q'", "%Y"),
    ),
    "format without a year": (
        [TICKETS | {"time": {"column": "at", "formats": ["%d.%m."]}}],
        ("tickets.time.formats", "%d.%m.", "a year"),
    ),
    "path of no key": (
        [TICKETS | {"actor": {"column": "who", "path": ["a", True]}}],
        ("tickets.actor.path", "the step True", "a position from 0"),
    ),
    "path from behind": (
        [TICKETS | {"actor": {"column": "who", "path": ["a", -1]}}],
        ("tickets.actor.path", "the step -1", "a position from 0"),
    ),
    "path that is no list": (
        [TICKETS | {"actor": {"column": "who", "path": {"a": "b"}}}],
        ("tickets.actor.path", "a list of keys and positions"),
    ),
    "no column": (
        [TICKETS | {"object_id": {"path": "x"}}],
        ("tickets.object_id", "needs one of", "column"),
    ),
    "actor of no name": (
        [TICKETS | {"actor": {"kind": "x"}}],
        ("tickets.actor", "id, login, email or name"),
    ),
    "column and value": (
        [TICKETS | {"object_type": {"column": "kind", "value": "page"}}],
        ("tickets.object_type", "column and value"),
    ),
    "list of a time": ([TICKETS | {"time": ["at", "what"]}], ("tickets.time", "{first: […]}")),
    "part with a unit": (
        [TICKETS | {"action": ["what", {"column": "kind", "unit": "s"}]}],
        ("tickets.action[1]", "'unit'"),
    ),
    "parts that are no list": (
        [TICKETS | {"action": {"parts": "what"}}],
        ("tickets.action.parts", "a list"),
    ),
    "outcome of another word": (
        [TICKETS | {"outcome": {"column": "what", "otherwise": "fail"}}],
        (
            "tickets.outcome.otherwise",
            '"fail"',
            "succeeded, failed, denied, unknown",
            "did you mean 'failed'?",
        ),
    ),
    "outcome that is no list": (
        [TICKETS | {"outcome": {"column": "what", "denied": "403"}}],
        ("tickets.outcome.denied", "a list"),
    ),
    "details that are no list": ([TICKETS | {"details": "what"}], ("tickets.details", "a list")),
    "two details of one name": (
        [TICKETS | {"details": ["what", {"column": "thing", "path": ["a", "what"]}]}],
        ("tickets.details", "two details 'what'"),
    ),
    "condition that is a text": (
        [TICKETS | {"where": "a = 1"}],
        ("tickets.where", "{status: [open, closed]}"),
    ),
    "matcher of another word": (
        [TICKETS | {"where": {"what": {"liek": "x%"}}}],
        ("tickets.where.what", "'liek'", "did you mean 'like'?"),
    ),
    "case without then": (
        [TICKETS | {"outcome": {"case": [{"when": {"what": "x"}}]}}],
        ("tickets.outcome.case[0]", "lacks the key 'then'"),
    ),
    "else of nothing": (
        [TICKETS | {"object_id": {"column": "thing", "else": "x"}}],
        ("tickets.object_id", "without 'map' or 'case'"),
    ),
    "regex that looks ahead": (
        [TICKETS | {"action": {"column": "what", "regex": "a(?=b)"}}],
        ("tickets.action.regex", "a look ahead"),
    ),
    "lazy regex": (
        [TICKETS | {"action": {"column": "what", "regex": "a.*?b"}}],
        ("tickets.action.regex", "lazy"),
    ),
    "group that is not there": (
        [TICKETS | {"action": {"column": "what", "regex": "(?<verb>a+)", "group": "noun"}}],
        ("tickets.action.group", '"noun"', "verb"),
    ),
    "group of a let that is not there": (
        [
            TICKETS
            | {"let": {"it": {"column": "what", "regex": "(?<verb>a+)"}}, "action": "it.noun"}
        ],
        ("tickets.action", "'it.noun'", "verb"),
    ),
    "lookup without a key": (
        [TICKETS | {"lookups": {"account": {"table": "users", "of": "who"}}}],
        ("tickets.lookups.account", "lacks the key 'key'"),
    ),
    "activity type of another word": (
        [TICKETS | {"activity_types": {"veiw": ["Get%"]}}],
        ("tickets.activity_types", "'veiw'", "did you mean 'view'?"),
    ),
    "name within a table": (
        [TICKETS | {"tables": [{"table": "events", "name": "other"}]}],
        ("tickets.tables[0]", "'name'", "whole source"),
    ),
    "winner of another word": (
        [TICKETS | {"records": {"winner": "lst"}}],
        ("tickets.records.winner", "outcome, first, last", "did you mean 'last'?"),
    ),
}

# Only the table shows what is wrong with these.
WRONG_FOR_THE_TABLE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "no such table": ({"table": "evnets"}, ("tickets", "evnets", "not found")),
    "no such column": (
        {"actor": "whoo"},
        ("tickets.actor", "'whoo'", "event, at, who", "did you mean 'who'?"),
    ),
    "no such part": ({"action": ["what", "whta"]}, ("tickets.action", "'whta'", "event, at, who")),
    "no such name in a condition": (
        {"where": {"thng": "x"}},
        ("tickets.where", "'thng'", "'thing'"),
    ),
    "no such second table": (
        {
            "lookups": {"account": {"table": "users", "key": "id", "of": "who"}},
            "actor": "account.email",
        },
        ("tickets.lookups.account", "users", "not found"),
    ),
    "whole numbers without a unit": (
        {"time": "ms"},
        ("tickets.time", "'ms'", "bigint", "say its unit: s, ms, us or ns"),
    ),
}


@pytest.fixture(scope="module")
def verdicts(new_warehouse: WarehouseFactory) -> dict[str, dict[str, Any]]:
    """What ``dbt parse`` says to each mapping, all from one process."""
    warehouse = new_warehouse("duckdb")
    given = ["--project-dir", str(REPOSITORY), "--vars"]
    settings = [json.dumps({"custom_sources": setting}) for setting, _ in WRONG.values()]
    answers = parse_each(warehouse, [[*given, setting] for setting in settings])
    return dict(zip(WRONG, answers, strict=True))


@pytest.mark.parametrize("fault", WRONG)
def test_wrong_mapping_stops_dbt_while_it_parses(
    verdicts: dict[str, dict[str, Any]], fault: str
) -> None:
    verdict = verdicts[fault]
    assert not verdict["success"]
    for part in ("custom_sources", *WRONG[fault][1]):
        assert part in verdict["message"]


@pytest.fixture(scope="module")
def table_verdicts(on_engines: OnEngines) -> Callable[[str], dict[str, str]]:
    """What a run prints for each mapping that does not fit its table."""

    def job(warehouse: Warehouse) -> dict[str, str]:
        load_events(warehouse, "tickets", [])
        warehouse.execute("alter table tickets.events add column ms bigint")
        output = {}
        for fault, (change, _) in WRONG_FOR_THE_TABLE.items():
            variables = {"enabled_systems": [], "custom_sources": [TICKETS | change]}
            select = ("run", "--select", "base_custom_sources__raw_rows_by_day")
            result = warehouse.dbt(*select, vars=variables, check=False)
            assert result.returncode != 0
            output[fault] = re.sub(r"\s+", " ", result.output)
        return output

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("fault", WRONG_FOR_THE_TABLE)
def test_mapping_that_does_not_fit_the_table_stops_the_run(
    table_verdicts: Callable[[str], dict[str, str]], engine: str, fault: str
) -> None:
    output = table_verdicts(engine)[fault]
    for part in ("custom_sources", *WRONG_FOR_THE_TABLE[fault][1]):
        assert part in output


@pytest.mark.parametrize(
    ("refusal", "grant"),
    [
        ("revoke select on tickets.events from {role}", "grant select on"),
        ("revoke usage on schema tickets from {role}", "grant usage on schema tickets to"),
    ],
)
def test_table_that_may_not_be_read_is_told_from_one_that_is_not_there(
    new_warehouse: WarehouseFactory, refusal: str, grant: str
) -> None:
    warehouse = new_warehouse("postgres")
    assert isinstance(warehouse, PostgresWarehouse)
    load_events(warehouse, "tickets", [])
    role = f"{warehouse.database}_reader"
    for statement in (
        f"create role {role} login",
        f"grant create on database {warehouse.database} to {role}",
        f"grant usage on schema tickets to {role}",
        f"grant select on tickets.events to {role}",
        refusal.format(role=role),
    ):
        warehouse.execute(statement)
    owner = warehouse.server
    warehouse.server = replace(owner, user=role)
    try:
        variables = {"enabled_systems": [], "custom_sources": [TICKETS]}
        select = ("run", "--select", "base_custom_sources__raw_rows_by_day")
        result = warehouse.dbt(*select, vars=variables, check=False)
        asked = ask(warehouse, "raw", variables).questions
    finally:
        warehouse.server = owner
        warehouse.execute(f"drop owned by {role} cascade")
        warehouse.execute(f"drop role {role}")
    assert result.returncode != 0
    output = re.sub(r"\s+", " ", result.output)
    assert "tickets" in output
    assert "is there, but may not be read" in output
    assert grant in output
    assert role in output
    (missing_grant,) = [each.missing_grant for each in asked if each.name == "tickets"]
    assert missing_grant is not None
    assert grant in missing_grant
