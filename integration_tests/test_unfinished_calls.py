"""Calls of Clutch that have not finished are looked at again for a while, and then left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from integration_tests.harness import Warehouse

SELECT = "+stg_clutch__audit_events"
NOW = dt.datetime.now(dt.timezone.utc)
# Hours before now, by id. The last one has finished.
AGES = {1: 2, 2: 30, 3: 60, 4: 5}


def insert(warehouse: Warehouse, times: Mapping[int, dt.datetime]) -> None:
    """Calls that succeeded, but for one none of them finished yet."""
    details: dict[str, Any] = {
        "user_name": "ann@corp.example",
        "service_name": "clutch.k8s.v1.K8sAPI",
        "method_name": "DescribePod",
        "type": "READ",
        "status": {"code": 0},
    }
    warehouse.load_clutch(
        (number, at.isoformat(), details | ({"response_body": {}} if number == 4 else {}), True)
        for number, at in times.items()
    )


def finish(warehouse: Warehouse) -> None:
    """All calls end, some of them late."""
    finished = (
        """json_merge_patch(details, '{"response_body": {}}')"""
        if warehouse.engine == "duckdb"
        else """details || '{"response_body": {}}'"""
    )
    warehouse.execute(f"update clutch.audit_events set details = {finished}")


def outcomes(warehouse: Warehouse) -> dict[int, str]:
    """The outcome of each call, by id."""
    found = warehouse.query("select event_id, outcome from staging.stg_clutch__audit_events")
    return {int(number): outcome for number, outcome in found}


def test_a_call_is_left_alone_after_a_day(warehouse: Warehouse) -> None:
    insert(warehouse, {number: NOW - dt.timedelta(hours=age) for number, age in AGES.items()})
    variables: dict[str, Any] = {}
    warehouse.build(variables, select=SELECT)
    assert outcomes(warehouse) == {1: "unknown", 2: "unknown", 3: "unknown", 4: "succeeded"}
    finish(warehouse)
    warehouse.build(variables, select=SELECT)
    assert outcomes(warehouse) == {1: "succeeded", 2: "unknown", 3: "unknown", 4: "succeeded"}
    # It was ten hours old when the table was last built, so nobody knows yet how it ended.
    warehouse.execute(
        "update staging.footfall_builds set built_at = built_at - interval '20 hours' "
        "where node like '%base_clutch%'"
    )
    warehouse.build(variables, select=SELECT)
    assert outcomes(warehouse) == {1: "succeeded", 2: "succeeded", 3: "unknown", 4: "succeeded"}
    warehouse.build(variables, select=SELECT, full_refresh=True)
    assert set(outcomes(warehouse).values()) == {"succeeded"}


def test_a_log_of_the_past_is_looked_at_from_its_own_last_day(warehouse: Warehouse) -> None:
    insert(
        warehouse,
        {
            1: dt.datetime(2026, 3, 31, 10, tzinfo=dt.timezone.utc),
            2: dt.datetime(2026, 3, 30, 10, tzinfo=dt.timezone.utc),
            3: dt.datetime(2026, 3, 25, 10, tzinfo=dt.timezone.utc),
            4: dt.datetime(2026, 3, 31, 11, tzinfo=dt.timezone.utc),
        },
    )
    variables: dict[str, Any] = {"as_of_date": "2026-03-31"}
    warehouse.build(variables, select=SELECT)
    finish(warehouse)
    warehouse.build(variables, select=SELECT)
    assert outcomes(warehouse) == {1: "succeeded", 2: "unknown", 3: "unknown", 4: "succeeded"}
    warehouse.build(variables | {"unfinished_after_hours": 72}, select=SELECT)
    assert outcomes(warehouse) == {1: "succeeded", 2: "succeeded", 3: "unknown", 4: "succeeded"}
