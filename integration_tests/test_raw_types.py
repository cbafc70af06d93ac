"""Raw columns may have the types that loaders give them, such as text for JSON and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import AMUNDSEN_COLUMNS, CLUTCH_COLUMNS, Kind, Warehouse

CALL = (
    1,
    "2026-03-01 10:00:00+00",
    '{"user_name": "ann@example.org", "service_name": "clutch.k8s.v1.K8sAPI",'
    ' "method_name": "DeletePod", "type": "DELETE", "status": {"code": 7}, "response_body": {}}',
    True,
)
VIEW = {
    "command": "_get_table_metadata",
    "user": "ann@example.org",
    "host_name": "web",
    "start_epoch_ms": "1772359200000",
    "end_epoch_ms": "1772359200050",
    "pos_args_json": "[]",
    "keyword_args_json": '{"table_key": "hive://g.s/t", "index": "1", "source": "search_results"}',
    "output": '{"status_code": 200}',
}
NO_TIME = VIEW | {"start_epoch_ms": "soon"}
OTHER_TYPES: dict[str, Kind] = {
    "start_epoch_ms": "text",
    "end_epoch_ms": "text",
    "keyword_args_json": "json",
    "output": "json",
}


@pytest.fixture(scope="module")
def activities_on(on_engines: OnEngines) -> Callable[[str], list[tuple[Any, ...]]]:
    def job(warehouse: Warehouse) -> list[tuple[Any, ...]]:
        warehouse.load_rows("clutch", "audit_events", CLUTCH_COLUMNS | {"details": "text"}, [CALL])
        columns = AMUNDSEN_COLUMNS | OTHER_TYPES
        rows = [[record.get(column) for column in columns] for record in (VIEW, NO_TIME)]
        warehouse.load_rows("amundsen", "user_actions", columns, rows)
        # As pandas makes of whole numbers with nulls among them.
        warehouse.execute(
            "alter table amundsen.user_actions alter column end_epoch_ms type double precision"
            " using cast(end_epoch_ms as double precision)"
        )
        warehouse.build({"as_of_date": "2026-03-31"}, select="+fct_activities +quarantined_events")
        facts = warehouse.query(
            "select system, cast(occurred_at as text), action, outcome, object_id, duration_ms "
            "from marts.fct_activities order by system"
        )
        return facts + warehouse.query("select quarantine_reason from marts.quarantined_events")

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
def test_other_types_are_read_the_same(
    activities_on: Callable[[str], list[tuple[Any, ...]]], engine: str
) -> None:
    at = "2026-03-01 10:00:00"
    assert activities_on(engine) == [
        ("amundsen", at, "_get_table_metadata", "succeeded", "hive://g.s/t", 50),
        ("clutch", at, "clutch.k8s.v1.K8sAPI/DeletePod", "denied", None, None),
        ("start_epoch_ms is not a whole number",),
    ]
