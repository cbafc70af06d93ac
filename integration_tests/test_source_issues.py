"""A log that loses rows, or names nobody, is told of wherever numbers are shown.

One warehouse has a source for each way of being wrong, and sound ones beside them: `dbt build`, the
doctor, the KPIs, the run and the dashboard name the wrong ones only, in the same words.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from integration_tests.browser import data_of
from integration_tests.company import load_table
from integration_tests.conftest import ENGINES, USUAL_ENGINES, OnEngines, across_engines
from integration_tests.harness import CLUTCH_COLUMNS, Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.raw_rows import clutch_row
from integration_tests.tables import Row, Table, assert_same_tables, read_table
from integration_tests.test_days import keep_test

AS_OF = dt.date(2026, 3, 31)
FIRST = AS_OF - dt.timedelta(days=27)
A_DAY = dt.date(2026, 3, 10)
BEFORE = FIRST - dt.timedelta(days=1)
NO_ACTION = "action is missing"
NO_TIME = "time is missing, unreadable or not between 2000 and 2099"

COLUMNS = dict.fromkeys(("id", "at", "who", "what", "thing", "extra"), "text")
MAPPING = {"table": "log", "event_id": "id", "time": "at", "actor": "who", "action": "what"}

LogRow = tuple[Any, ...]


def day_of_rows(date: dt.date, rows: int, bad: int = 0, **values: Any) -> list[LogRow]:
    """Rows of a day; the last ones have no action. values: what other columns hold in all."""
    record = {
        "at": f"{date} 10:00:00",
        "who": "ann@example.org",
        "thing": "t",
        "extra": "e",
    } | values
    return [
        (
            f"{date:%m%d}-{number:03}-{record['at'][:4]}",
            *(record["at"], record["who"], None if number > rows - bad else "open"),
            *(record["thing"], record["extra"]),
        )
        for number in range(1, rows + 1)
    ]


LOGS: Mapping[str, list[LogRow]] = {
    "sound": day_of_rows(A_DAY, 100) + day_of_rows(AS_OF, 1),
    "all_bad": day_of_rows(A_DAY, 7, bad=7) + day_of_rows(AS_OF, 3, bad=3),
    "one_percent": day_of_rows(A_DAY, 100, bad=1),
    "two_percent": day_of_rows(A_DAY, 100, bad=2) + day_of_rows(AS_OF, 50),
    "one_fifth": day_of_rows(A_DAY, 100, bad=20),
    "over_a_fifth": day_of_rows(A_DAY, 100, bad=21) + day_of_rows(AS_OF, 100, bad=2),
    "one_bad_day": day_of_rows(A_DAY, 1000) + day_of_rows(FIRST, 1, bad=1),
    "all_untimed": day_of_rows(A_DAY, 6, at="soon"),
    "some_untimed": day_of_rows(A_DAY, 97) + day_of_rows(AS_OF, 3, at="soon"),
    "a_day_long_ago": day_of_rows(A_DAY, 5) + day_of_rows(BEFORE, 9, bad=9),
    "all_long_ago": day_of_rows(BEFORE, 9, bad=9),
    "two_reasons": [*day_of_rows(A_DAY, 8, bad=1), (None, f"{A_DAY} 11:00:00", "a", "b", "c", "d")],
    "misspelt": day_of_rows(A_DAY, 4, extra='{"user": "x"}'),
    "nobody": day_of_rows(A_DAY, 5, who=" "),
    "robots": day_of_rows(A_DAY, 6, who="svc-deploy"),
    "quiet_nobody": day_of_rows(BEFORE, 2, who=None),
}
NO_ID_BUT_KEYS = {
    "object_id": "thing",
    "session_key": {"column": "extra", "path": ["usr"]},
    "correlation_id": {"column": "extra", "path": ["user"]},
    "duration": {"column": "extra", "path": ["took"]},
    "outcome": {"column": "extra", "path": ["error"], "missing": "succeeded"},
    "object_type": {"value": "thing"},
    "details": [{"column": "extra", "path": ["orgs"], "name": "org"}],
}
SOURCES = [
    {"name": name, **MAPPING, **(NO_ID_BUT_KEYS if name == "misspelt" else {})} for name in LOGS
]
VARS = {
    "as_of_date": AS_OF.isoformat(),
    "enabled_systems": ["clutch"],
    "custom_sources": SOURCES,
}
CLUTCH_CALLS = 63


def lost(
    system: str,
    severity: str,
    dates: tuple[dt.date, dt.date] | None,
    of: int,
    rows: int,
    ids: str,
    reason: str = NO_ACTION,
) -> Row:
    """A row of the mart about rows in quarantine."""
    first, last = dates or (None, None)
    return (system, severity, "quarantine", reason, first, last, of, rows, ids or None)


EXPECTED = [
    lost("all_bad", "error", (A_DAY, AS_OF), 10, 10, "0331-001-2026, 0331-002-2026, 0331-003-2026"),
    lost("two_percent", "warn", (A_DAY, A_DAY), 100, 2, "0310-099-2026, 0310-100-2026"),
    lost(
        "one_fifth", "warn", (A_DAY, A_DAY), 100, 20, "0310-081-2026, 0310-082-2026, 0310-083-2026"
    ),
    lost(
        "over_a_fifth",
        "error",
        (A_DAY, AS_OF),
        200,
        23,
        "0331-099-2026, 0331-100-2026, 0310-080-2026",
    ),
    lost("one_bad_day", "error", (FIRST, FIRST), 1, 1, "0304-001-2026"),
    lost(
        "all_untimed", "error", None, 6, 6, "0310-001-soon, 0310-002-soon, 0310-003-soon", NO_TIME
    ),
    lost(
        "some_untimed", "warn", None, 100, 3, "0331-001-soon, 0331-002-soon, 0331-003-soon", NO_TIME
    ),
    lost(
        "all_long_ago",
        "error",
        (BEFORE, BEFORE),
        9,
        9,
        "0303-001-2026, 0303-002-2026, 0303-003-2026",
    ),
    lost("two_reasons", "error", (A_DAY, A_DAY), 9, 1, "0310-008-2026"),
    lost("two_reasons", "error", (A_DAY, A_DAY), 9, 1, "", "event_id is missing"),
    *[
        ("misspelt", "warn", "empty_key", key, FIRST, AS_OF, 4, 4, None)
        for key in ("session_key", "duration", "details: org")
    ],
    ("nobody", "warn", "empty_key", "actor", FIRST, AS_OF, 5, 5, None),
]


KEY_OF_ACTOR = "the key 'actor' in custom_sources names nobody. Look at its column and path."
BY_SEED = "none of a person: all of its users are in the seed non_person_users."
NOBODY = [
    ("nobody", A_DAY, 5, f"5 activities of nobody, none with a user: {KEY_OF_ACTOR}"),
    ("quiet_nobody", BEFORE, 2, f"2 activities of quiet_nobody, none with a user: {KEY_OF_ACTOR}"),
    ("robots", A_DAY, 6, f"6 activities of robots, {BY_SEED}"),
]
# Words of the sentences about some sources, which everybody says.
SENTENCES = [
    "error two_reasons: 1 of 9 rows of 2026-03-10 are quarantined: event_id is missing."
    " They have no id.",
    "error all_bad: no row could be read. 10 of 10 rows of 2 days from 2026-03-10 to 2026-03-31 are"
    f" quarantined: {NO_ACTION}. See source_event_id 0331-001-2026, 0331-002-2026, 0331-003-2026 in"
    " quarantined_events.",
    "error all_untimed: no row could be read. 6 of 6 rows have no usable time and are quarantined:"
    f" {NO_TIME}. See source_event_id 0310-001-soon, 0310-002-soon, 0310-003-soon in"
    " quarantined_events.",
    f"warn two_percent: 2 of 100 rows of 2026-03-10 are quarantined: {NO_ACTION}. See"
    " source_event_id 0310-099-2026, 0310-100-2026 in quarantined_events.",
    "warn misspelt: the key 'session_key' in custom_sources is null in all 4 rows of the last 28"
    " days. Look at its column and path.",
    *(f"warn {message}" for *_, message in NOBODY),
]
SOUND = ("sound", "one_percent", "a_day_long_ago")


@dataclass(frozen=True)
class Told:
    """What was said of one warehouse: by dbt, twice, in the mart, and by each command.

    lines: what each command says, as `severity message`. states, freshness: as the page has them.
    """

    failed: str
    downgraded: str
    mart: Table
    lines: dict[str, set[str]]
    sections: list[str]
    states: dict[str, str]
    freshness: dict[str, Any]


def fill(warehouse: Warehouse) -> None:
    """Load every log, and Clutch's as it is without authentication."""
    warehouse.set_salt()
    for name, rows in LOGS.items():
        load_table(warehouse, f"{name}.log", COLUMNS, rows)
    at = dt.datetime(2026, 3, 10, 9, tzinfo=dt.timezone.utc)
    calls = [clutch_row(number, at, user_name="UNKNOWN") for number in range(CLUTCH_CALLS)]
    warehouse.load_rows("clutch", "audit_events", CLUTCH_COLUMNS, calls)


@pytest.fixture(scope="module")
def told_on(on_engines: OnEngines) -> Callable[[str], Told]:
    def job(warehouse: Warehouse) -> Told:
        fill(warehouse)
        project = copy_project(warehouse.folder / "project", with_tests=False)
        keep_test(project, "source_errors", "source_warnings")
        (project / "steps.yml").write_text("steps: [{name: nothing, command: 'true'}]")
        given = ("--vars", json.dumps(VARS))

        def footfall(*arguments: str) -> Any:
            done = warehouse.footfall(*arguments, "--json", project=project, check=False)
            return json.loads(done.output)

        failed = warehouse.dbt("build", vars=VARS, project=project, check=False)
        assert failed.returncode == 1, failed.output
        page = warehouse.folder / "page.html"
        footfall("report", "--to", str(page), *given)
        panels = data_of(page.read_text(encoding="utf-8"))["panels"]
        rows = {
            panel["id"]: [dict(zip(panel["columns"], row, strict=True)) for row in panel["rows"]]
            for panel in panels
        }
        found = [
            finding
            for finding in footfall("doctor", *given)["findings"]
            if finding["check"] == "last build"
        ]
        severities = {"fail": "error", "warn": "warn"}
        run = footfall("run")
        lines = {
            "kpis": _lines(footfall("kpis")["issues"]),
            "run": _lines(run["issues"]),
            "log of the run": _said(Path(run["log"]).read_text()),
            "report": _lines(rows["source_issues"]),
            "doctor": {f"{severities[each['state']]} {each['found']}" for each in found},
        }
        config = project / "dbt_project.yml"
        test = "    +store_failures: false\n    source_errors:\n      +severity: warn\n"
        config.write_text(config.read_text().replace("    +store_failures: false\n", test))
        downgraded = warehouse.dbt("test", vars=VARS, project=project)
        return Told(
            " ".join(failed.output.split()),
            " ".join(downgraded.output.split()),
            read_table(warehouse, "source_issues"),
            lines,
            list(dict.fromkeys(panel["section"] for panel in panels)),
            {row["system"]: row["state"] for row in rows["reconciliation"]},
            {row["system"]: row["last_at"] for row in rows["freshness"]},
        )

    return on_engines(job)


def _lines(issues: Iterable[Mapping[str, str]]) -> set[str]:
    return {f"{issue['severity']} {issue['message']}" for issue in issues}


def _said(log: str) -> set[str]:
    found = re.findall(r" (error|warn): (.+)$", log, re.MULTILINE)
    return {f"{severity} {message}" for severity, message in found}


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def told(request: pytest.FixtureRequest, told_on: Callable[[str], Told]) -> Told:
    return told_on(str(request.param))


def test_the_mart_has_what_is_over_a_limit_and_nothing_else(told: Told) -> None:
    columns = ("system", "severity", "issue", "reason", "first_date", "last_date")
    counts = ("examined_rows", "affected_rows", "example_ids")
    rows = told.mart.select(*columns, *counts)
    found = [row for row in rows if row[2] != "no_users"]
    assert sorted(found, key=str) == sorted(EXPECTED, key=str)


def test_activities_of_nobody_are_told_with_the_reason(told: Told) -> None:
    columns = ("system", "first_date", "affected_rows", "message", "severity")
    *found, clutch = sorted(told.mart.select(*columns, issue="no_users"), key=lambda row: row[2])
    assert sorted(found) == [(*row, "warn") for row in NOBODY]
    assert clutch[:3] == ("clutch", A_DAY, CLUTCH_CALLS)
    assert clutch[3].startswith(f"{CLUTCH_CALLS} activities of clutch, none ")
    assert "Clutch runs without authentication, and logs every caller as UNKNOWN" in clutch[3]


@pytest.mark.parametrize("command", ["kpis", "run", "log of the run", "report", "doctor"])
def test_every_command_says_the_same(told: Told, command: str) -> None:
    said = {f"{row[0]} {row[1]}" for row in told.mart.select("severity", "message")}
    assert told.lines[command] == said
    assert set(SENTENCES) <= said
    assert not any(f"{name}:" in line for name in SOUND for line in said)


def test_the_build_fails_with_the_sentences(told: Told) -> None:
    for severity, message in told.mart.select("severity", "message"):
        assert f"footfall: {message}" in told.failed
        assert f"footfall: {message}" in told.downgraded, severity
    assert "Compilation Error in test source_errors" in told.failed
    errors = len(told.mart.select("message", severity="error"))
    warnings = len(told.mart.select("message", severity="warn"))
    assert f"Got {warnings} results, configured to warn" in told.failed
    # nothing else is left out because of it
    assert "SKIP=0" in told.failed
    assert "ERROR=1" in told.failed
    assert f"Got {errors} results, configured to warn" in told.downgraded
    assert "WARN=2 ERROR=0" in told.downgraded


def test_the_page_begins_with_it(told: Told) -> None:
    assert told.sections[0] == "Trust"
    assert "Audience" in told.sections
    bad = {row[0] for row in EXPECTED if row[2] == "quarantine"}
    assert told.states == {
        name: "too many quarantined" if name in bad else "balanced" for name in (*LOGS, "clutch")
    }
    # a system that nobody uses is there, too
    assert told.freshness["nobody"] is None
    assert told.freshness["sound"] == f"{AS_OF} 10:00:00"


@across_engines
def test_engines_agree(told_on: Callable[[str], Told]) -> None:
    on_duckdb, on_postgres = ({"source_issues": told_on(engine).mart} for engine in ENGINES)
    assert_same_tables(on_duckdb, on_postgres, "duckdb against postgres")
