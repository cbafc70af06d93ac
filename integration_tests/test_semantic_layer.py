"""The semantic layer: what `mf` answers is what stands in the marts, on both engines.

What is compared: by date alone, metrics have every date, and so all rows of the mart are compared,
those of dates without any activity too. By system or role as well, MetricFlow has rows of groups
that have something to count, and the mart's rows of these are compared. Sessions and the marts of
the catalogue have no rows of nothing, so there all are compared again.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from integration_tests.conftest import USUAL_ENGINES, OnEngines, WarehouseFactory
from integration_tests.harness import CommandError, Warehouse
from integration_tests.semantic_layer import query_command, read_answer, run_mf
from integration_tests.tables import Row, assert_same_rows, normal

# The log goes on after D, in the middle of a week and of a month.
END_DATE, DAYS = dt.date(2026, 3, 22), 63
AS_OF = dt.date(2026, 3, 18)
WINDOW_DAYS = 28
VARS: dict[str, Any] = {
    "enabled_systems": ["clutch", "amundsen", "zoomdata"],
    "as_of_date": AS_OF.isoformat(),
    "wau_days": 5,
    "mau_days": 20,
    "smallest_group": 3,
}
# What the metrics read, and the marts that they do not read.
NEEDED = (
    *("+semantic_model:*", "+active_users_*", "+session_engagement_daily", "+workflow_usage"),
    "+workflow_usage_by_department",
)
# Some people are in no directory, and of some it knows no role.
_PEOPLE = "select email from hr.employees order by email"
DIRECTORY_CHANGES = (
    f"delete from hr.employees where email in ({_PEOPLE} limit 4)",
    f"update hr.employees set role = null where email in ({_PEOPLE} limit 4)",
)

SYSTEMS, ALL = "system <> 'all'", "system = 'all'"
WINDOW = f"window_days = {WINDOW_DAYS}"
ACTIVE_USERS = {name: name for name in ("dau", "wau", "mau", "stickiness", "activities")}
ROLES = {"engaged_users": "active_users", "activities": "activities"}
PLACES = {"user_day__department": "department", "user_day__role": "role"}
WORKFLOWS = {
    "workflow_activities": "activities",
    "workflow_users": "users",
    "succeeded_activities": "succeeded",
    "success_rate": "success_rate",
    "median_activity_duration": "p50_duration_ms",
    "p95_activity_duration": "p95_duration_ms",
}
ACTIONS = {"activity__workflow": "workflow", "activity__action": "action"}
SESSIONS = {
    "sessions": "sessions",
    "activities_per_session": "activities_per_session",
    "median_session_duration": "median_duration_seconds",
    "p90_session_duration": "p90_duration_seconds",
}
CLICKS = {
    "search_clicks": "clicks",
    "search_click_index": "mean_click_index",
    "search_top4_rate": "top4_rate",
}
SEARCHES = {
    "submitted_searches": "submitted_searches",
    "successful_searches": "successful",
    "search_success_rate": "success_rate",
}
BY_DATE = {"metric_time": "activity_date"}
BY_SYSTEM = {"user_day__system": "system"}
BY_DEPARTMENT = {"user__department_group": "department"}


@dataclass(frozen=True)
class Question:
    """What is asked of mf, and the rows of a mart that answer it.

    Args:
        metrics, groups: metrics and what they are grouped by, each with what the mart has for it.
        rows: the condition that the mart's rows meet, and how they are grouped.
        end_time: the last date; mf itself goes on to the end of its week or month.
    """

    mart: str
    metrics: Mapping[str, str]
    groups: Mapping[str, str]
    rows: str
    end_time: dt.date = AS_OF

    @property
    def columns(self) -> list[str]:
        """What is asked for, in the order of an answer's columns."""
        return [*self.groups, *self.metrics]

    @property
    def start_time(self) -> dt.date | None:
        """Where the mart's window starts, if it has one."""
        return AS_OF - dt.timedelta(days=WINDOW_DAYS - 1) if WINDOW in self.rows else None

    def expected(self, warehouse: Warehouse) -> list[Row]:
        """The rows of the mart."""
        columns = ", ".join([*self.groups.values(), *self.metrics.values()])
        found = warehouse.query(f"select {columns} from marts.{self.mart} where {self.rows}")
        return [tuple(normal(value) for value in row) for row in found]


QUESTIONS = {
    "days of all": Question(
        "active_users_daily", ACTIVE_USERS | {"new_users": "new_users"}, BY_DATE, ALL
    ),
    # A system has a row while somebody is in the longest of the trailing windows.
    "days": Question(
        "active_users_daily", ACTIVE_USERS, BY_DATE | BY_SYSTEM, f"{SYSTEMS} and mau > 0"
    ),
    "weeks": Question(
        "active_users_weekly",
        {"engaged_users": "active_users"},
        {"metric_time__week": "week_start_date"} | BY_SYSTEM,
        f"{SYSTEMS} and is_complete and active_users > 0",
        end_time=AS_OF - dt.timedelta(days=AS_OF.weekday() + 1),
    ),
    "months of all": Question(
        "active_users_monthly",
        {"engaged_users": "active_users"},
        {"metric_time__month": "month_start_date"},
        f"{ALL} and is_complete and active_users > 0",
        end_time=AS_OF.replace(day=1) - dt.timedelta(days=1),
    ),
    # What is of a date is not of other users by month, but a mean.
    "means of months": Question(
        "active_users_daily",
        {"dau": "avg(dau)", "wau": "avg(wau)", "mau": "avg(mau)"}
        | {"stickiness": "avg(dau) / avg(mau)"},
        {"metric_time__month": "cast(date_trunc('month', activity_date) as date)"},
        f"{ALL} and activity_date < '{AS_OF.replace(day=1)}' group by 1",
        end_time=AS_OF.replace(day=1) - dt.timedelta(days=1),
    ),
    "weeks of departments": Question(
        "active_users_weekly_by_department",
        {"engaged_users": "active_users"},
        {"metric_time__week": "week_start_date"} | BY_SYSTEM | BY_DEPARTMENT,
        f"{SYSTEMS} and department <> 'all' and is_complete and active_users > 0",
        end_time=AS_OF - dt.timedelta(days=AS_OF.weekday() + 1),
    ),
    "workflows of departments": Question(
        "workflow_usage_by_department",
        {"workflow_activities": "activities", "workflow_users": "users"},
        {"activity__workflow": "workflow"} | BY_DEPARTMENT,
        f"{WINDOW} and {ALL} and department <> 'all'",
    ),
    "funnels": Question(
        "funnel_conversion_weekly",
        {"weekly_funnel_users": "users", "weekly_funnel_rate": "rate_of_first"},
        {"metric_time__week": "week_start_date"}
        | {"funnel_week__funnel": "funnel", "funnel_week__step_number": "step_number"},
        "true",
    ),
    "exports": Question(
        "fct_exports",
        {"exports": "count(*)", "exported_rows": "sum(row_count)"},
        BY_DATE | {"export__system": "system"},
        f"in_scope and activity_date <= '{AS_OF}' group by 1, 2",
    ),
    "opened results": Question(
        "search_success_daily",
        {
            "searches_with_opened_result": "successful",
            "searches_without_opened_result": "submitted_searches - successful",
        },
        BY_DATE,
        "true",
    ),
    "roles of all": Question(
        "active_users_by_role", ROLES, PLACES, f"{WINDOW} and {ALL} and active_users > 0"
    ),
    "roles": Question(
        "active_users_by_role",
        ROLES,
        BY_SYSTEM | PLACES,
        f"{WINDOW} and {SYSTEMS} and active_users > 0",
    ),
    # The role of the day of whoever did it, by a join.
    "activities by role": Question(
        "active_users_by_role",
        {"workflow_activities": "activities", "workflow_users": "active_users"},
        BY_SYSTEM | PLACES,
        f"{WINDOW} and {SYSTEMS} and active_users > 0",
    ),
    "workflows of all": Question("workflow_usage", WORKFLOWS, ACTIONS, f"{WINDOW} and {ALL}"),
    "workflows": Question(
        "workflow_usage",
        WORKFLOWS,
        {"activity__system": "system"} | ACTIONS,
        f"{WINDOW} and {SYSTEMS}",
    ),
    "sessions of all": Question("session_engagement_daily", SESSIONS, BY_DATE, ALL),
    "sessions": Question("session_engagement_daily", SESSIONS, BY_DATE | BY_SYSTEM, SYSTEMS),
    "clicks": Question(
        "search_click_index_daily",
        CLICKS,
        BY_DATE
        | {
            "search_click_day__source": "source",
            "search_click_day__resource_type": "resource_type",
        },
        "true",
    ),
    "searches": Question("search_success_daily", SEARCHES, BY_DATE, "true"),
    "edits": Question(
        "metadata_edits_daily",
        {"metadata_edits": "edits"},
        BY_DATE | {"metadata_edit_day__edit_kind": "edit_kind"},
        "true",
    ),
}


@dataclass(frozen=True)
class Asked:
    """A built warehouse, what mf printed, and its answers by the question's name."""

    warehouse: Warehouse
    output: str
    answers: Mapping[str, list[Row]]


@pytest.fixture(scope="module")
def asked_on(on_engines: OnEngines) -> Callable[[str], Asked]:
    def job(warehouse: Warehouse) -> Asked:
        size = ("--end-date", END_DATE.isoformat(), "--days", str(DAYS), "--users", "14")
        warehouse.footfall("simulate", *size, "--systems", "clutch,amundsen,zoomdata,employees")
        for change in DIRECTORY_CHANGES:
            warehouse.execute(change)
        warehouse.dbt("build", "--write-json", "--select", *NEEDED, vars=VARS)
        files = {name: warehouse.folder / f"{name}.csv" for name in QUESTIONS}
        commands = [["validate-configs", "--show-all"]] + [
            query_command(
                files[name],
                question.metrics,
                question.groups,
                start_time=question.start_time,
                end_time=question.end_time,
            )
            for name, question in QUESTIONS.items()
        ]
        output = run_mf(warehouse, commands)
        answers = {
            name: read_answer(files[name], question.columns) for name, question in QUESTIONS.items()
        }
        return Asked(warehouse, output, answers)

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def asked(request: pytest.FixtureRequest, asked_on: Callable[[str], Asked]) -> Asked:
    return asked_on(str(request.param))


@pytest.mark.parametrize("name", QUESTIONS)
def test_metrics_equal_the_mart(asked: Asked, name: str) -> None:
    question = QUESTIONS[name]
    expected = question.expected(asked.warehouse)
    assert len(expected) > 1, f"{question.mart} has too little to compare"
    answer = asked.answers[name]
    if name == "days":
        answer = [row for row in map(_filled, answer) if not _is_of_nobody(row)]
    assert_same_rows(answer, expected, question.columns, name)


def _filled(row: Row) -> Row:
    """A row by date and system with 0 where mf has none of a count, but has another."""
    *groups, dau, wau, mau, stickiness, activities = row
    return (*groups, dau or 0, wau or 0, mau or 0, stickiness, activities or 0)


def _is_of_nobody(row: Row) -> bool:
    """Whether it says nothing but that nobody was in any system on a date."""
    return row[1:] == (None, 0, 0, 0, None, 0)


def test_the_log_has_what_makes_a_difference(asked: Asked) -> None:
    """Dates without anybody, in all systems too; days that do not count; all kinds of roles."""
    query = asked.warehouse.query
    quiet = query("select distinct system from marts.active_users_daily where dau = 0 order by 1")
    assert quiet == [("all",), ("amundsen",), ("clutch",), ("zoomdata",)]
    roles = {row[2] for row in asked.answers["roles"]}
    assert {"(not in directory)", "(none)"} < roles
    days = "select max(activity_date), min(scoped_activities) from marts.fct_user_days"
    last_date, fewest = query(days)[0]
    assert last_date > AS_OF
    assert fewest == 0


def test_users_of_a_date_are_refused_without_a_date(asked: Asked) -> None:
    """They would be the users of all of the log."""
    command = query_command(asked.warehouse.folder / "none.csv", {"dau": ""}, BY_SYSTEM)
    with pytest.raises(CommandError, match=r"'dau'.*do not include 'metric_time'"):
        run_mf(asked.warehouse, [command])


def test_mf_finds_no_fault(asked: Asked) -> None:
    """Its checks of the manifest, and those that read the warehouse."""
    checked = re.findall(r"Successfully validated (.+?) against data warehouse", asked.output)
    assert checked == ["semantic models", "dimensions", "entities", "measures", "metrics"]
    issues = [line for line in asked.output.splitlines() if line.lstrip().startswith("•")]
    # In dbt 1.11 a cumulative metric names a measure; mf adds a metric, and then warns of both.
    two_inputs = "Cumulative metric '{}' should not have both a measure and a metric as inputs"
    assert len(issues) == 3
    for name in ("dau", "wau", "mau"):
        assert any(two_inputs.format(name) in issue for issue in issues), issues


def test_everything_is_described(asked: Asked) -> None:
    manifest = _manifest(asked.warehouse)
    assert len(manifest["metrics"]) > 20
    for metric in manifest["metrics"]:
        assert metric["label"], metric["name"]
        assert metric["description"], metric["name"]
    for model in manifest["semantic_models"]:
        assert model["label"], model["name"]
        parts = [model, *model["entities"], *model["dimensions"], *model["measures"]]
        undescribed = [part["name"] for part in parts if not part["description"]]
        assert set(undescribed) <= {"activity_date", "first_active_date"}, model["name"]


def test_a_system_that_is_off_has_no_metrics(new_warehouse: WarehouseFactory) -> None:
    """And windows are those of the vars."""
    warehouse = new_warehouse("duckdb")
    variables = {"enabled_systems": ["clutch"], "wau_days": 1, "mau_days": 30}
    warehouse.dbt("parse", "--write-json", vars=variables)
    manifest = _manifest(warehouse)
    metrics = {metric["name"]: metric for metric in manifest["metrics"]}
    assert {"dau", "activities", "sessions", "success_rate"} <= set(metrics)
    assert not [name for name in metrics if "search" in name or "metadata" in name]
    assert {model["name"] for model in manifest["semantic_models"]} == {
        *("user_days", "activities", "sessions", "users", "user_departments", "user_engagement"),
        *("funnel_weeks", "exports"),
    }
    for name, days in {"wau": 1, "mau": 30}.items():
        window = metrics[name]["type_params"]["cumulative_type_params"]["window"]
        assert window == {"count": days, "granularity": "day"}


def _manifest(warehouse: Warehouse) -> dict[str, Any]:
    """What MetricFlow is told of the project by dbt's last command."""
    path = warehouse.folder / "target" / "semantic_manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
