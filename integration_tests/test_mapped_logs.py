"""What a mapping can say of a log, each key on rows whose activities were worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.command_line import CommandLine
from integration_tests.company import load_table
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.mapped_logs import VARS, load_mapped_logs
from integration_tests.tables import Row


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], dict[str, list[Row]]]:
    """The facts, who did them, and further objects and reconciliation, of each engine."""

    def job(warehouse: Warehouse) -> dict[str, list[Row]]:
        warehouse.set_salt()
        load_mapped_logs(warehouse)
        warehouse.build(VARS)
        found = {
            "facts": """
                select system, source_event_id, occurred_at, action, activity_type, workflow
                    , is_engagement, object_type, object_id, object_name, outcome, duration_ms
                from marts.fct_activities
            """,
            "people": """
                select f.system, f.source_event_id, i.email, f.is_person, i.native_user
                from marts.fct_activities as f
                left join (
                    select user_key, min(email) as email, min(native_user) as native_user
                    from intermediate.int_user_identities group by user_key
                ) as i on f.user_key = i.user_key
            """,
            "objects": """
                select f.source_event_id, o.position, o.object_type, o.object_id
                from marts.fct_activity_objects as o
                inner join marts.fct_activities as f on o.activity_id = f.activity_id
                where f.system in ('drive', 'jobs')
            """,
            "fates": """
                select system, sum(raw_rows), sum(activities), sum(duplicates), sum(quarantined)
                    , sum(excluded), sum(unexplained_rows)
                from marts.reconciliation group by system
            """,
            "details": """
                select event_id, detail_name, detail_value
                from staging.stg_custom_sources__event_details
            """,
        }
        answers = {name: sorted(warehouse.query(sql), key=repr) for name, sql in found.items()}
        return answers | {"warehouse": [(warehouse,)]}

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def built(
    request: pytest.FixtureRequest, built_on: Callable[[str], dict[str, list[Row]]]
) -> dict[str, list[Row]]:
    return built_on(str(request.param))


def _of(rows: list[Row], system: str) -> list[Row]:
    return [row[1:] for row in rows if row[0] == system]


def _at(day: int, hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, second, micro)


def test_conditions_choices_and_parts_of_texts(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "shop") == [
        (
            "1",
            _at(2, 10, 0, 0, 123456),
            "open",
            "view",
            "Pages",
            True,
            "document",
            "7",
            "k1",
            "succeeded",
            None,
        ),
        (
            "2",
            _at(2, 10, 5),
            "save",
            "edit",
            "Pages",
            True,
            "document",
            "8",
            "8",
            "succeeded",
            None,
        ),
        ("3", _at(2, 12), "save", "edit", "Pages", True, None, "y", "y", "denied", None),
        ("5", _at(2, 14), "drop/table", "delete", "shop", False, None, None, None, "failed", None),
        ("7", _at(2, 15), "save", "edit", "Pages", True, None, None, None, "unknown", None),
    ]


def test_one_account_by_all_of_its_names(built: dict[str, list[Row]]) -> None:
    assert _of(built["people"], "idp") == [
        ("admin/1", "ann@x.example", True, "ann@x.example"),
        ("logins/1", "ann@x.example", True, "ann@x.example"),
        ("logins/2", None, True, "bo"),
        ("logins/3", None, True, "bo"),
        ("logins/4", None, True, "bo"),
        ("logins/5", None, False, None),
        ("logins/6", None, False, "s1"),
    ]
    outcomes = {row[0]: row[9] for row in _of(built["facts"], "idp")}
    assert outcomes["logins/1"] == "succeeded"
    assert outcomes["logins/4"] == "failed"
    # by the clock of the table, which has no zone
    assert {row[0]: row[1] for row in _of(built["facts"], "idp")}["logins/1"] == _at(2, 9)


def test_a_line_without_an_id_is_of_the_one_before_it(built: dict[str, list[Row]]) -> None:
    assert [(row[0], row[2], row[9]) for row in _of(built["facts"], "lines")] == [
        ("line 11", "hello", "failed"),
        ("line 12", "hello", "succeeded"),
        ("r1", "get", "unknown"),
        ("r2", "put", "unknown"),
        ("r3", "put", "failed"),
        ("r4", "get", "succeeded"),
    ]


def test_elements_of_a_list_are_rows(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "drive") == [
        (
            "r1/1",
            _at(4, 8),
            "view",
            "other",
            "drive",
            True,
            "document",
            "d1",
            "d1",
            "unknown",
            None,
        ),
        ("r1/2", _at(4, 8), "share", "other", "drive", True, "group", "t1", "t1", "unknown", None),
    ]
    # the newest row of a table that was loaded as it is
    team = "m, where Ann is"
    assert built["details"] == [
        *(("r1/1", "size", "3"), ("r1/1", "team", team), ("r1/2", "team", team)),
    ]


def test_records_of_one_event_are_one_activity(built: dict[str, list[Row]]) -> None:
    assert _of(built["facts"], "jobs") == [
        ("a", _at(4, 9), "run", "other", "jobs", True, "table", "t1", "Sales", "succeeded", 60_000),
        (
            "b",
            _at(4, 9, 1, 40),
            "run",
            "other",
            "jobs",
            True,
            "table",
            "t1",
            "Sales",
            "unknown",
            None,
        ),
    ]


def test_all_objects_of_an_event(built: dict[str, list[Row]]) -> None:
    assert built["objects"] == [
        ("a", 1, "table", "t1"),
        ("a", 2, "table", "t2"),
        ("b", 1, "table", "t1"),
        ("r1/1", 1, "document", "d1"),
        ("r1/2", 1, "group", "t1"),
        ("r1/2", 2, "share", "t1"),
        ("r1/2", 3, "share", "t2"),
    ]


def test_every_row_has_a_fate(built: dict[str, list[Row]]) -> None:
    fates = {row[0]: tuple(int(number) for number in row[1:]) for row in built["fates"]}
    assert fates == {
        "shop": (7, 5, 0, 1, 1, 0),
        "idp": (7, 7, 0, 0, 0, 0),
        "drive": (3, 2, 0, 1, 0, 0),
        "jobs": (3, 2, 1, 0, 0, 0),
        "lines": (8, 6, 2, 0, 0, 0),
    }


def test_map_says_the_same_of_both_engines(built: dict[str, list[Row]]) -> None:
    ((warehouse,),) = built["warehouse"]
    command = CommandLine(warehouse)

    def printed(*arguments: str) -> dict[str, Any]:
        code, text = command.run("map", *arguments, "--json")
        assert code == 0, text
        found: dict[str, Any] = json.loads(text)
        return found

    check = printed("--check", "shop")
    assert (check["rows"], sum(check["people"].values())) == (7, 5)
    assert check["lost"] == {
        "excluded by where": 1,
        "time is missing, unreadable or not between 2000 and 2099": 1,
    }
    # its first column has no order on PostgreSQL
    columns = {"doc": "json", "at": "timestamp", "who": "text", "did": "text"}
    actions = ("open", "50% off")
    rows = [
        (
            json.dumps({"page": {"id": f"p{n % 2}"}}),
            f"2026-03-02 10:0{n}:00",
            "o'hara",
            actions[n % 2],
        )
        for n in range(6)
    ]
    load_table(warehouse, "pages.log", columns, rows)
    assert printed("pages.log")["custom_source"] == {
        **{"name": "pages", "table": "log", "time": "at", "actor": "who", "action": "did"},
        **{"object_type": {"value": "document"}, "object_id": "doc.page.id"},
        "activity_types": {"view": ["open"]},
    }
    each = printed("drive.records")["custom_source"]["each"]
    assert each == {"list": "events", "as": "event"}
    none = command.fails("map", "--check", "none")
    assert (
        "The last build has no log none; its mapped logs are drive, idp, jobs, lines, shop." in none
    )
