"""`footfall check raw`: healthy logs pass, and whatever is broken in them is named by its key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from footfall.checks.asking import read_answers
from footfall.checks.checking import SuiteResult
from footfall.checks.declaring import MEASURES
from footfall.checks.measuring import MOST_KEYS, last_day_ratio
from footfall.checks.raw_suites import RAW_SUITES
from integration_tests.check_runs import (
    answering,
    ask,
    broken,
    folders,
    printed_queries,
    run,
    written,
)
from integration_tests.command_line import CommandLine
from integration_tests.company import add_rows, event_source, load_events
from integration_tests.conftest import USUAL_ENGINES, WarehouseFactory
from integration_tests.harness import SYSTEMS, Warehouse

UUID = "00000000-0000-4000-8000-00000000000{}"
NOW = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
LAST = NOW - dt.timedelta(days=1)
VARS: dict[str, Any] = {
    "enabled_systems": list(SYSTEMS),
    "custom_sources": [event_source("wiki")],
    # Midnight may pass between this line and the checks.
    "as_of_date": LAST.date().isoformat(),
}

# What is broken by SQL that both engines understand, and what has to be seen: suite, measure,
# severity, and keys where they are known. `{json}` is the type of Clutch's details.
BREAKS: tuple[tuple[str, str, str, str, list[str]], ...] = (
    (
        "insert into clutch.audit_events (id, occurred_at, details)"
        " select null, occurred_at, details from clutch.audit_events where id = 1",
        *("clutch.audit_events", "lacks_id", "critical", []),
    ),
    (
        "insert into clutch.audit_events (id, occurred_at, details)"
        " select id, occurred_at, details from clutch.audit_events where id = 2",
        *("clutch.audit_events", "duplicates", "critical", ["2"]),
    ),
    (
        "update clutch.audit_events set occurred_at = '1970-01-01 00:00:00+00'"
        " where id between 100 and 199",
        *("clutch.audit_events", "has_no_time_share", "critical", ["100", "101"]),
    ),
    (
        "update clutch.audit_events set occurred_at = '2098-01-01 00:00:00+00' where id = 3",
        *("clutch.audit_events", "is_in_future", "warning", ["3"]),
    ),
    (
        "update clutch.audit_events set details = '[1]' where id between 200 and 299",
        *("clutch.audit_events", "is_unreadable_share", "critical", ["200", "201"]),
    ),
    (
        "update clutch.audit_events set details = '{{}}' where id between 300 and 399",
        *("clutch.audit_events", "lacks_action_share", "critical", ["300", "301"]),
    ),
    (
        "update clutch.audit_events set details ="
        """ '{{"service_name": "acme.New", "method_name": "Do", "user_name": "a@b.c"}}'"""
        " where id = 10",
        *("clutch.audit_events", "unknown_action", "warning", []),
    ),
    (
        "update amundsen.user_actions set start_epoch_ms = 12 where start_epoch_ms % 4 = 0",
        *("amundsen.user_actions", "has_no_time_share", "critical", []),
    ),
    (
        "update amundsen.user_actions set keyword_args_json = 'no JSON'"
        " where start_epoch_ms % 4 = 1",
        *("amundsen.user_actions", "is_unreadable_share", "critical", []),
    ),
    (
        'update amundsen.user_actions set "user" = null where start_epoch_ms % 4 > 0',
        *("amundsen.user_actions", "lacks_user_share", "warning", []),
    ),
    (
        "update amundsen.user_actions set command = '' where start_epoch_ms % 4 = 2",
        *("amundsen.user_actions", "lacks_action_share", "critical", []),
    ),
    (
        "insert into zoomdata.activity_log (record, file_name, line_number)"
        " select record, file_name, line_number from zoomdata.activity_log where line_number = 5",
        *("zoomdata.activity_log", "duplicates", "warning", []),
    ),
    (
        "update zoomdata.activity_log set record = 'garbage ' || cast(line_number as varchar)"
        " where line_number % 5 = 1",
        *("zoomdata.activity_log", "is_unreadable_share", "critical", []),
    ),
    (
        "update liblab.audit_trail set event = null",
        *("liblab.audit_trail", "lacks_action_share", "critical", []),
    ),
    (
        "update liblab.audit_trail set name = null, email = ''",
        *("liblab.audit_trail", "lacks_user_share", "critical", []),
    ),
    (
        "insert into datagrok.events (id, event_type_id, session_id, event_time)"
        f" values ('{UUID.format(1)}', '{UUID.format(9)}', '{UUID.format(9)}',"
        " (select max(event_time) from datagrok.events))",
        *("datagrok.events", "has_unknown_type", "warning", [UUID.format(1)]),
    ),
    ("select 1", "datagrok.events", "has_unknown_session", "warning", [UUID.format(1)]),
    (
        "update datagrok.event_types set source = 'ann@example.org'"
        " where cast(id as varchar) = (select min(cast(id as varchar)) from datagrok.event_types)",
        *("datagrok.event_types", "has_unknown_word", "warning", []),
    ),
    (
        "update datagrok.event_parameters set name = ''",
        *("datagrok.event_parameters", "lacks_name", "warning", []),
    ),
    (
        "update datagrok.users set status = 'sleeping', login = ''",
        *("datagrok.users", "has_unknown_word", "warning", []),
    ),
    ("select 1", "datagrok.users", "lacks_user", "warning", []),
    (
        "insert into datagrok.groups (id) select id from datagrok.groups",
        *("datagrok.groups", "duplicates", "warning", []),
    ),
    (
        "insert into hr.employees (email, employment_start, employment_end)"
        " values ('nobody', '2026-03-02', '2026-03-01'), (' ', null, null),"
        " ('NOBODY', '2026-03-01', null)",
        *("hr.employees", "has_wrong_email", "warning", []),
    ),
    ("select 1", "hr.employees", "ends_before_start", "warning", []),
    ("select 1", "hr.employees", "lacks_user", "warning", []),
    ("select 1", "hr.employees", "duplicates", "warning", []),
    (
        'insert into wiki.events (event, "at", who, what) values'
        " ('7', null, '', ''), ('7', null, '', ''), (null, null, '', '')",
        *("wiki", "lacks_user_share", "warning", []),
    ),
    ("select 1", "wiki", "lacks_action_share", "critical", []),
    ("select 1", "wiki", "has_no_time_share", "critical", []),
    ("select 1", "wiki", "lacks_id", "warning", []),
    ("select 1", "wiki", "duplicates", "warning", ["7"]),
)

# What Great Expectations and the command line do with numbers is the same for all engines.
on_one_engine = pytest.mark.parametrize("runs", ["duckdb"], indirect=True)


@dataclass(frozen=True)
class Runs:
    """Checks of one warehouse, in the order in which it was broken more and more."""

    warehouse: Warehouse
    printed: str
    healthy: dict[str, SuiteResult]
    silent: dict[str, SuiteResult]
    broken: dict[str, SuiteResult]
    changed: dict[str, SuiteResult]


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def runs(request: pytest.FixtureRequest, new_warehouse: WarehouseFactory) -> Runs:
    warehouse = new_warehouse(str(request.param))
    # Many people, so that a day has enough rows to be compared with others.
    CommandLine(warehouse)("simulate", "--days", "36", "--users", "30")
    load_events(warehouse, "wiki", [("1", LAST, "ann", "edit", None, None)])
    printed = printed_queries(warehouse, "raw", VARS)
    answers = read_answers(json.loads(printed))
    healthy = run(warehouse, answers, "raw")

    week_ago = NOW - dt.timedelta(days=8)
    _without_constraints(warehouse)
    warehouse.execute(f"delete from clutch.audit_events where occurred_at > '{week_ago}+00'")
    # Forty rows on such a weekday, and one on the last.
    busy = [LAST - dt.timedelta(weeks=weeks) for weeks in range(1, 5) for _ in range(40)]
    add_rows(warehouse, "wiki.events", [("0", at, "ann", "edit", None, None) for at in busy])
    silent = run(warehouse, answers, "raw", ["clutch", "wiki"])
    warehouse.execute("delete from wiki.events where event = '0'")
    warehouse.execute("delete from clutch.audit_events")
    warehouse.execute("insert into clutch.audit_events select * from clutch.kept_audit_events")

    for sql, *_ in BREAKS:
        if not sql.startswith("select"):
            warehouse.execute(sql.format())
    found = run(warehouse, answers, "raw")

    warehouse.execute("drop table clutch.audit_events")
    warehouse.execute("alter table amundsen.user_actions drop column command")
    warehouse.execute("alter table zoomdata.activity_log drop column record")
    warehouse.execute("alter table zoomdata.activity_log add column record boolean")
    systems = ["clutch", "amundsen", "zoomdata"]
    changed = run(warehouse, ask(warehouse, "raw", VARS), "raw", systems)
    return Runs(warehouse, printed, healthy, silent, found, changed)


def test_healthy_logs_pass(runs: Runs) -> None:
    assert set(runs.healthy) == {suite.name for suite in RAW_SUITES} - _not_simulated() | {"wiki"}
    assert sum(result.count("critical") for result in runs.healthy.values()) == 0
    assert {
        (name, measure) for name, found in broken(runs.healthy).items() for measure in found
    } <= {
        # What the simulated logs have on purpose: actions that nobody has told footfall of.
        *((f"{name}", "unknown_action") for name in runs.healthy),
        ("datagrok.events", "has_unknown_session"),
    }


def test_each_kind_of_break_is_seen(runs: Runs) -> None:
    found = broken(runs.broken)
    for _, suite, measure, severity, keys in BREAKS:
        assert measure in found.get(suite, {}), (suite, measure)
        seen = found[suite][measure]
        assert (seen.severity, seen.rows[: len(keys)]) == (severity, keys), (suite, measure)
        assert seen.rows, (suite, measure)
        assert len(seen.rows) <= MOST_KEYS


def test_rows_that_are_named_can_be_found(runs: Runs) -> None:
    """Of the second table of the module the keys are numbers, of the third hashes."""
    for suite, measure in (("wiki", "duplicates"), ("hr.employees", "has_wrong_email")):
        seen = broken(runs.broken)[suite][measure]
        assert seen.find is not None
        rows = runs.warehouse.query(seen.find.replace("%", "%%"))
        assert len(rows) >= len(seen.rows)
    people = [row for row in rows if "nobody" in [str(value).lower() for value in row]]
    assert len(people) == len(rows) == 2


def test_a_log_that_stops_is_seen(runs: Runs) -> None:
    found = broken(runs.silent)["clutch.audit_events"]
    assert found["hours_past_error"].severity == "critical"
    assert found["hours_past_warning"].severity == "warning"
    assert found["hours_past_error"].observed["clutch"] >= 8 * 24 - 168 - 1
    unusual = broken(runs.silent)["wiki"]["last_day_ratio"]
    assert (unusual.observed, unusual.severity, unusual.rows) == ({"wiki": 0.025}, "warning", [])


def test_what_is_missing_is_named(runs: Runs) -> None:
    found = broken(runs.changed)
    assert found["clutch.audit_events"]["is there"].expectation.endswith(
        "clutch.audit_events is there."
    )
    assert runs.changed["clutch.audit_events"].count("critical") == 1
    assert found["amundsen.user_actions"]["column command"].observed == {"amundsen": "missing"}
    assert found["zoomdata.activity_log"]["column record"].observed == {"zoomdata": "boolean"}
    for name in ("clutch.audit_events", "amundsen.user_actions", "zoomdata.activity_log"):
        assert runs.changed[name].not_judged > 0
    # Optional tables that nobody has loaded.
    assert not {"datagrok.func_params", "datagrok.func_calls"} & set(runs.healthy)


def test_nothing_that_is_written_names_anybody(runs: Runs) -> None:
    texts = [path.read_text(encoding="utf-8") for path in written(runs.warehouse)]
    assert len(texts) > 60
    names = runs.warehouse.query("select email from hr.employees where email like '%@%'")
    assert len(names) > 20
    for (email,) in names:
        assert not any(email.lower() in text.lower() for text in texts)
    assert not any("ann@example.org" in text for text in texts)


@on_one_engine
def test_exit_codes_and_what_is_printed(runs: Runs) -> None:
    footfall = CommandLine(runs.warehouse)
    places = folders(runs.warehouse)
    options = ("--docs", str(places.docs), "--results", str(places.results), "--keep", "3")
    with answering(runs.printed):
        code, output = footfall.run("check", "raw", "--system", "liblab", "--json", *options)
        printed = json.loads(output)
        assert (code, printed["exit_code"], printed["stage"]) == (1, 1, "raw")
        assert [suite["suite"] for suite in printed["suites"]] == ["liblab.audit_trail"]
        assert printed["critical"] == printed["suites"][0]["failed"] >= 2
        assert printed["data_docs"] == str(places.index)

        code, output = footfall.run("check", "raw", "--system", "hr", *options)
        assert code == 0
        assert "hr.employees" in output
        assert "look at" in output
        assert str(places.index) in " ".join(output.split())
        code, output = footfall.run("check", "raw", "--system", "hr", "--strict", *options)
        assert code == 1

        code, output = footfall.run(
            "check", "raw", "--system", "datagrok", "--system", "wiki", "--quiet", *options
        )
        assert code == 1
        assert "expectations" not in output.splitlines()[0]
        assert all(
            line.strip().startswith(("failed", "warned", "look at")) for line in output.splitlines()
        )
        message = footfall.fails("check", "raw", "--system", "gopher", *options)
        assert "--system gopher is not enabled: choose from clutch, amundsen" in message
    assert len(list(places.results.glob("*/before_the_build/*"))) >= 3


@on_one_engine
def test_dbt_is_asked_in_the_same_process(runs: Runs, tmp_path: Path) -> None:
    before = Path.cwd()
    code, output = CommandLine(runs.warehouse).run(
        *("check", "raw", "--system", "hr", "--json", "--vars", json.dumps(VARS)),
        *("--docs", tmp_path / "docs", "--results", tmp_path / "results"),
    )
    assert code == 0, output
    assert [suite["suite"] for suite in json.loads(output)["suites"]] == ["hr.employees"]
    assert Path.cwd() == before
    # nobody holds the file
    runs.warehouse.execute("create table free as select 1 as one")


@on_one_engine
def test_so_many_runs_are_kept(runs: Runs) -> None:
    places = folders(runs.warehouse)
    answers = read_answers(json.loads(runs.printed))
    for _ in range(3):
        run(runs.warehouse, answers, "raw", ["hr"], keep=2)
    kept = {path.name for path in places.results.glob("*/before_the_build/*")}
    assert len(kept) == 2
    pages = {path.name for path in (places.docs / "validations").glob("*/before_the_build/*")}
    assert pages == kept
    index = places.index.read_text(encoding="utf-8")
    assert all(name in index for name in kept)
    assert "hr_employees" in index


def test_every_problem_is_judged_and_every_judgement_expected() -> None:
    """An expectation of a problem that no query judges would fail as bad SQL, not as a test."""
    for suite in RAW_SUITES:
        assert suite.expectations
        assert not set(suite.problems) & MEASURES


def test_last_day_ratio() -> None:
    day = dt.date(2026, 3, 30)
    weeks = {day - dt.timedelta(weeks=n): rows for n, rows in enumerate((40, 100, 80, 120, 100))}
    assert last_day_ratio(weeks, day) == 0.4
    assert last_day_ratio(weeks | {day + dt.timedelta(days=1): 9}, day) == 0.4
    del weeks[day]
    assert last_day_ratio(weeks, day) == 0
    assert last_day_ratio(weeks, day - dt.timedelta(days=1)) is None
    few: Mapping[dt.date, int] = dict.fromkeys(weeks, 20)
    assert last_day_ratio(dict(few), day) is None
    assert last_day_ratio({}, day) is None


def test_without_great_expectations(
    new_warehouse: WarehouseFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "great_expectations", None)
    message = CommandLine(new_warehouse("duckdb")).fails("check", "raw")
    assert "Checks need Great Expectations: pip install 'footfall[checks]'." in message


def _without_constraints(warehouse: Warehouse) -> None:
    """Other loaders than footfall's make tables that refuse nothing."""
    for name in sorted({suite for _, suite, *_ in BREAKS if "." in suite}):
        schema, table = name.split(".")
        kept = f"{schema}.kept_{table}"
        warehouse.execute(f"create table {kept} as select * from {name}")
        warehouse.execute(f"drop table {name}")
        warehouse.execute(f"create table {name} as select * from {kept}")


def _not_simulated() -> set[str]:
    return {"datagrok.func_params", "datagrok.func_calls"}
