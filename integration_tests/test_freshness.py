"""`dbt source freshness`: how old the newest event of each log is, however its time is written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration_tests import liblab_rows, zoomdata_rows
from integration_tests.company import load_table
from integration_tests.conftest import USUAL_ENGINES, OnEngines
from integration_tests.harness import SYSTEMS, Warehouse
from integration_tests.raw_rows import amundsen_row, clutch_row

# Hours since the newest event of each system.
AGES = {"clutch": 1, "amundsen": 80, "datagrok": 200, "zoomdata": 1, "liblab": 400}


@dataclass
class Answers:
    """Status of each table, what was printed, and how old its newest event is (hours)."""

    statuses: dict[str, str] = field(default_factory=dict)
    hours: dict[str, float] = field(default_factory=dict)
    output: str = ""


@dataclass(frozen=True)
class Runs:
    """The same logs asked with the vars' defaults, with others, and with a table missing."""

    usual: Answers
    strict: Answers
    never: Answers
    missing: Answers
    schemas: set[str]


def _fill(warehouse: Warehouse) -> None:
    now = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    at = {system: now - dt.timedelta(hours=age) for system, age in AGES.items()}
    # A clock that is wrong by years hides nothing, nor does one that stands at 1970.
    later = now + dt.timedelta(days=900)
    warehouse.load_clutch([clutch_row(1, at["clutch"]), clutch_row(2, later)])
    warehouse.load_amundsen(
        amundsen_row(int(time.timestamp() * 1000))
        for time in (at["amundsen"], later, dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc))
    )
    # Indian time, as a loader may have left it: the offset counts.
    india = dt.timezone(dt.timedelta(hours=5, minutes=30))
    lines = [
        json.dumps({"eventDate": time.astimezone(india).isoformat(), "activityType": "USER"})
        for time in (at["zoomdata"], later)
    ]
    warehouse.load_rows(
        "zoomdata",
        "activity_log",
        zoomdata_rows.COLUMNS,
        [(line, "a.log", number) for number, line in enumerate([*lines, "no JSON"])],
    )
    warehouse.load_rows(
        "liblab",
        "audit_trail",
        liblab_rows.COLUMNS,
        [("Ann", "ann@x.example", "acme", "User Build", at["liblab"].isoformat(), None, None)],
    )
    datagrok_columns = dict.fromkeys(("id", "event_type_id", "session_id"), "varchar")
    load_table(
        warehouse,
        "datagrok.events",
        {**datagrok_columns, "event_time": "timestamp"},
        [("1", "2", "3", at["datagrok"].replace(tzinfo=None)), ("2", "2", "3", None)],
    )


def _ask(warehouse: Warehouse, variables: Mapping[str, Any]) -> Answers:
    done = warehouse.dbt(
        *("--write-json", "source", "freshness"),
        vars={"enabled_systems": list(SYSTEMS), **variables},
        check=False,
    )
    found = Answers(output=done.output)
    path = warehouse.folder / "target" / "sources.json"
    for result in json.loads(path.read_text())["results"]:
        system = result["unique_id"].split(".")[2]
        found.statuses[system] = result["status"]
        if "max_loaded_at_time_ago_in_s" in result:
            found.hours[system] = result["max_loaded_at_time_ago_in_s"] / 3600
    return found


def _limits(systems: Iterable[str], warn: int | None, error: int | None) -> dict[str, int | None]:
    return {
        f"{system}_{name}_after_hours": limit
        for system in systems
        for name, limit in (("warn", warn), ("error", error))
    }


@pytest.fixture(scope="module")
def runs_on(on_engines: OnEngines) -> Callable[[str], Runs]:
    def job(warehouse: Warehouse) -> Runs:
        _fill(warehouse)
        usual = _ask(warehouse, {})
        strict = _ask(warehouse, _limits(SYSTEMS, None, 1) | {"reporting_timezone": "Asia/Tokyo"})
        never = _ask(warehouse, _limits(("datagrok", "liblab"), None, None))
        schemas = warehouse.query("select distinct schema_name from information_schema.schemata")
        warehouse.execute("drop table clutch.audit_events")
        missing = _ask(warehouse, {})
        return Runs(usual, strict, never, missing, {str(name) for (name,) in schemas})

    return on_engines(job)


@pytest.fixture(params=USUAL_ENGINES)
def runs(request: pytest.FixtureRequest, runs_on: Callable[[str], Runs]) -> Runs:
    return runs_on(str(request.param))


def test_each_log_is_as_old_as_its_newest_event(runs: Runs) -> None:
    for system, hours in AGES.items():
        assert runs.usual.hours[system] == pytest.approx(hours, abs=0.5), system


def test_limits_are_those_of_the_vars(runs: Runs) -> None:
    assert runs.usual.statuses == {
        "clutch": "pass",
        "amundsen": "warn",
        "datagrok": "error",
        "zoomdata": "pass",
        "liblab": "warn",
    }
    assert {
        system: status for system, status in runs.strict.statuses.items() if AGES[system] > 1
    } == {"amundsen": "error", "datagrok": "error", "liblab": "error"}


def test_null_is_never(runs: Runs) -> None:
    assert set(runs.never.statuses) == {"clutch", "amundsen", "zoomdata"}


def test_a_missing_table_is_named(runs: Runs) -> None:
    assert set(runs.missing.statuses) == set(SYSTEMS) - {"clutch"}
    assert 'audit_events" was not found' in " ".join(runs.missing.output.split())


def test_nothing_is_written(runs: Runs) -> None:
    """Whoever asks how fresh the sources are need not be allowed to make schemas."""
    assert "staging" not in runs.schemas
