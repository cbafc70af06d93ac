"""A changed mart gets a second version; readers keep the first: docs/changing_a_mart.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project

MART = "engagement_depth"
FOLDER = Path("models") / "marts" / "engagement"
NEW_COLUMN = {"name": "window_days", "data_type": "integer", "description": "Always 28."}
READER = f"""
{{{{ config(materialized='rebuilt_whole', schema='marts') }}}}
select * from {{{{ ref('{MART}') }}}}
"""


@dataclass(frozen=True)
class Versioned:
    """A warehouse that has both versions, with what dbt printed, the second time too."""

    warehouse: Warehouse
    first: str
    second: str


@pytest.fixture(scope="module")
def versioned(
    new_warehouse: WarehouseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Versioned:
    project = copy_project(tmp_path_factory.mktemp("versions"), with_tests=False)
    _add_version(project)
    (project / "models" / "reader.sql").write_text(READER)
    warehouse = new_warehouse("duckdb")
    warehouse.footfall("simulate", "--days", "2", "--users", "3", "--systems", "clutch")
    variables = {"enabled_systems": ["clutch"]}
    build = ("build", "--select", "+reader", MART)
    first = warehouse.dbt(*build, vars=variables, project=project)
    second = warehouse.dbt("build", "--select", "reader", MART, vars=variables, project=project)
    return Versioned(warehouse, first.output, second.output)


def _add_version(project: Path) -> None:
    """As the document says."""
    described_in = {
        properties: yaml.safe_load(properties.read_text(encoding="utf-8"))
        for properties in (project / FOLDER).glob("*__models.yml")
    }
    ((properties, described, mart),) = (
        (properties, described, model)
        for properties, described in described_in.items()
        for model in described["models"]
        if model["name"] == MART
    )
    versions: list[dict[str, Any]] = [
        {
            "v": 1,
            "defined_in": MART,
            "deprecation_date": "2999-12-31",
            "config": {"alias": MART},
            "columns": [{"include": "all", "exclude": [NEW_COLUMN["name"]]}],
        },
        {"v": 2},
    ]
    mart["columns"].append(NEW_COLUMN)
    mart.update(latest_version=2, versions=versions)
    properties.write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
    sql = (project / FOLDER / f"{MART}.sql").read_text(encoding="utf-8")
    assert sql.endswith("select * from final\n")
    changed = sql.replace("select * from final\n", "select *, 28 as window_days from final\n")
    (project / FOLDER / f"{MART}_v2.sql").write_text(changed, encoding="utf-8")


def test_old_name_has_the_old_columns(versioned: Versioned) -> None:
    old = versioned.warehouse.columns(f"marts.{MART}")
    assert list(old) == ["system", "active_days", "users"]
    assert versioned.warehouse.columns(f"marts.{MART}_v2") == old | {"window_days": "integer"}


def test_versions_have_the_same_rows(versioned: Versioned) -> None:
    query = "select system, active_days, users from marts.{} order by all"
    old, new = (versioned.warehouse.query(query.format(name)) for name in (MART, f"{MART}_v2"))
    assert len(old) == 2 * 28
    assert new == old


def test_a_reader_that_says_no_version_reads_the_latest(versioned: Versioned) -> None:
    assert "window_days" in versioned.warehouse.columns("marts.reader")


def test_each_version_remembers_of_what_it_was_built(versioned: Versioned) -> None:
    nodes = versioned.warehouse.query(
        f"select distinct node from staging.footfall_builds where node like '%{MART}%' order by 1"
    )
    assert nodes == [(f"model.footfall.{MART}.v1",), (f"model.footfall.{MART}.v2",)]
    assert versioned.second.count("[nothing new") == 3


def test_dbt_has_nothing_to_complain_about(versioned: Versioned) -> None:
    for output in (versioned.first, versioned.second):
        assert " WARN=0 " in output
        assert "[WARNING]" not in output
