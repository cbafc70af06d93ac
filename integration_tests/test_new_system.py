"""A system that nobody has built before: its folders, an entry in the registry, a word, vars."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from integration_tests.company import add_rows, load_table
from integration_tests.conftest import USUAL_ENGINES, WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project

ENTRY = """'doors': {
            'log': 'swipes',
            'time': 'swiped_at',
            'records': 'base_doors__swipes',
            'has': [],
            'nobody': 'badges have no names.',
        },
        """
SETTINGS = (
    *("database: null", "schema: doors", "swipes_table: swipes", "loaded_at_column: null"),
    *("warn_after_hours: null", "error_after_hours: null"),
)
VARS: dict[str, Any] = {"enabled_systems": ["doors"], "as_of_date": "2026-03-03"}
SWIPES = [
    ("1", "2026-03-01 08:00:00", "ann", "north"),
    ("1", "2026-03-01 08:00:00", "ann", "north"),
    ("2", "2026-03-01 09:00:00", "bob", "north"),
    ("3", "2026-03-02 08:00:00", "ann", "south"),
    ("4", None, "ann", "south"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_project(tmp_path_factory.mktemp("new_system"), with_tests=False)
    models = Path(__file__).parent / "new_system" / "models"
    shutil.copytree(models, folder / "models", dirs_exist_ok=True)
    _put(folder / "macros/config/systems.sql", "do return({\n        ", ENTRY)
    _put(
        folder / "models/_groups.yml",
        "groups:\n",
        "- {name: doors, owner: {email: d@example.org}}\n",
    )
    _put(
        folder / "dbt_project.yml",
        "vars:\n  footfall:\n",
        "".join(f"    doors_{name}\n" for name in SETTINGS),
    )
    with (folder / "seeds/activity_vocabulary.csv").open("a") as words:
        words.write("doors,swipe,view,Building,true,Open a door\n")
    return folder


def _put(path: Path, after: str, text: str) -> None:
    before, found, rest = path.read_text(encoding="utf-8").partition(after)
    assert found, path
    path.write_text(before + found + text + rest, encoding="utf-8")


@pytest.mark.parametrize("engine", USUAL_ENGINES)
def test_a_new_system_has_kpis(engine: str, project: Path, new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse(engine)
    text = warehouse.types["text"]
    columns = {"id": text, "swiped_at": "timestamp", "badge": text, "door": text}
    load_table(warehouse, "doors.swipes", columns, SWIPES)
    warehouse.dbt("build", vars=VARS, project=project)
    assert _kpis(warehouse) == [("2026-03-01", 2), ("2026-03-02", 1), ("2026-03-03", 0)]
    assert _raw_rows(warehouse) == (5, 3, 1, 1, 0)

    # A late row, by what finds stale days.
    add_rows(warehouse, "doors.swipes", [("5", "2026-03-02 23:00:00", "cay", "north")])
    warehouse.dbt("build", vars=VARS, project=project)
    assert _kpis(warehouse)[1] == ("2026-03-02", 2)
    assert _raw_rows(warehouse) == (6, 4, 1, 1, 0)


def _kpis(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.query(
        "select cast(activity_date as varchar), dau from marts.active_users_daily"
        " where system = 'doors' order by activity_date"
    )


def _raw_rows(warehouse: Warehouse) -> tuple[Any, ...]:
    (sums,) = warehouse.query(
        "select cast(sum(raw_rows) as bigint), cast(sum(activities) as bigint),"
        " cast(sum(duplicates) as bigint), cast(sum(quarantined) as bigint),"
        " cast(sum(abs(unexplained_rows)) as bigint) from marts.reconciliation"
    )
    return sums
