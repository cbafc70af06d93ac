"""`footfall copy` moves a DuckDB warehouse: the marts are the same where it comes out."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from footfall.copying.postgres import copy_to_postgres, postgres_type
from footfall.copying.tables import tables_to_copy
from footfall.errors import UserError
from footfall.warehouse import duckdb_file, postgres
from integration_tests.conftest import WarehouseFactory
from integration_tests.depth import DEEP, by_depth
from integration_tests.engines import (
    CONFIG,
    MART_VIEWS,
    DuckDbWarehouse,
    PostgresWarehouse,
    SparkWarehouse,
)
from integration_tests.harness import SALT_RELATION, SYSTEMS, Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.spark import require_spark
from integration_tests.tables import Table, assert_same_tables, snapshot

SIMULATED_SYSTEMS = by_depth(("clutch", "liblab"), SYSTEMS)
YESTERDAY = (dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=1)).isoformat()
SIMULATE = (
    *("simulate", "--end-date", YESTERDAY, "--days", "10", "--users", "6"),
    *("--systems", ",".join(SIMULATED_SYSTEMS)),
)
VARS: dict[str, Any] = {"as_of_date": YESTERDAY, "enabled_systems": list(SIMULATED_SYSTEMS)}
STEPS = [
    {"name": "load", "command": f"footfall {' '.join(SIMULATE)}"},
    {"name": "freshness", "command": f"dbt source freshness --vars '{json.dumps(VARS)}'"},
    {"name": "build", "command": f"dbt build --vars '{json.dumps(VARS)}'"},
]
SALT_TABLE = (SALT_RELATION.split(".")[0], SALT_RELATION.split(".")[1])
DELIVERIES = "audit.alert_deliveries"


@dataclass(frozen=True)
class Move:
    """Two warehouses, a project, and profiles that have both."""

    source: DuckDbWarehouse
    goal: Warehouse
    project: Path

    def footfall(self, *arguments: str) -> dict[str, Any]:
        """Run a command outside of this process, in which a JVM would stay; its JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "footfall", *arguments, "--json"],
            cwd=self.project,
            env=self.goal.clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def copy(self) -> dict[str, Any]:
        """Copy from the one to the other."""
        return self.footfall(
            "copy", "--from-target", self.source.engine, "--to-target", self.goal.engine
        )


def built_by_a_run(source: DuckDbWarehouse, goal: Warehouse, folder: Path) -> Move:
    """Simulate, look at freshness and build by `footfall run`; note a delivery of an alert."""
    project = copy_project(folder, with_tests=False)
    outputs = {source.engine: source.profile(), goal.engine: goal.profile()}
    profile = {"footfall": {"target": source.engine, "outputs": outputs}}
    (project / "profiles.yml").write_text(yaml.safe_dump(profile))
    (project / "steps.yml").write_text(yaml.safe_dump({"steps": STEPS}))
    move = Move(source, goal, project)
    record = move.footfall("run")
    assert {step["name"]: step["state"] for step in record["steps"]} == {
        "load": "ok",
        "freshness": "ok",
        "build": "ok",
    }
    assert "Completed successfully" in Path(record["log"]).read_text()
    columns = {"alert_id": "text", "channel": "text", "state": "text", "attempts": "integer"}
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    source.execute(f"create table {DELIVERIES} ({declared})")
    source.execute(f"insert into {DELIVERIES} values ('alert001', 'ops', '', null)")
    return move


def public(warehouse: Warehouse) -> dict[str, Table]:
    """What is for readers, deliveries too."""
    return snapshot(warehouse, "marts") | snapshot(warehouse, "audit")


def test_marts_are_the_same_on_postgres(new_warehouse: WarehouseFactory, tmp_path: Path) -> None:
    source, goal = new_warehouse("duckdb"), new_warehouse("postgres")
    assert isinstance(source, DuckDbWarehouse)
    move = built_by_a_run(source, goal, tmp_path)
    copied = move.copy()
    assert copied["notes"] == ["Now: dbt build --target postgres"]
    assert copied["results"][0]["counts"]["clutch_audit_events"] > 0
    assert goal.query(f"select salt from {SALT_RELATION}") == source.query(
        f"select salt from {SALT_RELATION}"
    )
    # Nothing that dbt or the loaders make has come along.
    assert not goal.relations("marts")
    assert not goal.relations("intermediate")
    assert goal.relations("staging") == ["employees_snapshot", SALT_RELATION.split(".")[1]]
    assert not any(name.startswith("_dlt") for name in goal.relations("clutch"))

    goal.build(VARS)
    before, after = public(source), public(goal)
    assert before["reconciliation"].rows
    assert before["fct_activities"].rows
    assert_same_tables(after, before, "postgres after the move")
    # The loaders go on there: the same logs again bring nothing new.
    printed = goal.footfall(*SIMULATE, "--json").output
    assert '"new_rows_in_clutch_audit_events": 0' in printed
    assert '"new_rows_in_liblab_audit_trail": 0' in printed


@dataclass(frozen=True)
class Sides:
    """Both warehouses as footfall itself sees them."""

    source: duckdb_file.DuckDbWarehouse
    goal: postgres.PostgresWarehouse

    @classmethod
    def of(cls, source: Warehouse, goal: Warehouse) -> Sides:
        assert isinstance(source, DuckDbWarehouse)
        assert isinstance(goal, PostgresWarehouse)
        server = goal.server
        return cls(
            duckdb_file.DuckDbWarehouse(source.path, dict(CONFIG)),
            postgres.PostgresWarehouse(
                server.host, server.port, server.user, server.password, goal.database
            ),
        )

    def copy(self, *skip: str) -> dict[str, int]:
        """Copy all tables, none of which dbt makes."""
        tables = tables_to_copy(self.source, (), skip)
        return copy_to_postgres(self.source, self.goal, tables, SALT_TABLE, lambda rows: None)


def test_a_second_copy_goes_on_where_the_first_stopped(new_warehouse: WarehouseFactory) -> None:
    source, goal = new_warehouse("duckdb"), new_warehouse("postgres")
    source.set_salt()
    for name, rows in (("one", 30_000), ("two", 5)):
        source.execute(f"create schema {name}")
        source.execute(f"create table {name}.log as select range as id from range({rows})")
    sides = Sides.of(source, goal)
    assert sides.copy("two.*") == {"one.log": 30_000, SALT_RELATION: 1}
    assert goal.relations("two") == []
    assert sides.copy() == {"one.log": 0, "two.log": 5, SALT_RELATION: 0}
    assert goal.query("select sum(id) from one.log") == [(30_000 * 29_999 // 2,)]

    goal.execute("delete from two.log where id > 2")
    goal.execute("drop table one.log")
    with pytest.raises(UserError, match=r"two\.log is in .* with 3 rows where the source has 5"):
        sides.copy()
    # It is found out before anything is copied.
    assert goal.relations("one") == []
    goal.execute("drop table two.log")
    goal.execute(f"update {SALT_RELATION} set salt = 'another'")
    with pytest.raises(UserError, match="has another salt, and so other pseudonyms"):
        sides.copy()
    assert goal.relations("two") == []


def test_values_are_the_same_on_postgres(new_warehouse: WarehouseFactory) -> None:
    source, goal = new_warehouse("duckdb"), new_warehouse("postgres")
    source.execute("create schema odd")
    source.execute(
        """
        create table odd."Values" as select
            '' as empty, cast(null as varchar) as nothing, 'a "b", c' || chr(10) || '\\N' as marks
            , cast('{"deep": [1, null, "ü"]}' as json) as document
            , cast(12345678901234567890123456789012345678 as hugeint) as huge
            , cast(0.1 as double) as share, cast(1.50 as decimal(10, 2)) as price, true as flag
            , timestamptz '2026-03-29 01:30:00.123456+00' as instant
            , timestamp '2026-03-29 02:30:00.5' as moment, date '2026-03-29' as day
            , [1, 2] as list, {'a': 'x', 'b': null} as pair, '\\xAB\\x00'::blob as bytes
        """
    )
    source.execute("create table odd.broken as select 'nul' || chr(0) as text")
    sides = Sides.of(source, goal)
    assert sides.copy("odd.broken") == {"odd.Values": 1}
    [row] = goal.query('select * from odd."Values"')
    found: Mapping[str, Any] = dict(zip(goal.columns("odd.Values"), row, strict=True))
    assert [found[name] for name in ("empty", "nothing", "flag")] == ["", None, True]
    assert found["marks"] == 'a "b", c\n\\N'
    assert found["document"] == {"deep": [1, None, "ü"]}
    assert found["huge"] == 12345678901234567890123456789012345678
    assert (found["share"], str(found["price"])) == (0.1, "1.50")
    assert found["instant"].isoformat().startswith("2026-03-29T01:30:00.123456")
    assert found["moment"].isoformat() == "2026-03-29T02:30:00.500000"
    assert found["day"].isoformat() == "2026-03-29"
    assert (found["list"], found["pair"]) == ([1, 2], {"a": "x", "b": None})
    assert bytes(found["bytes"]) == b"\xab\x00"
    # As a whole or not at all.
    with pytest.raises(UserError, match=r"Cannot copy odd\.broken into "):
        sides.copy()
    assert goal.relations("odd") == ["Values"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("VARCHAR", "text"),
        ("DECIMAL(18,3)", "numeric(18,3)"),
        ("STRUCT(a INTEGER)[]", "jsonb"),
        ("ENUM('a', 'b')", "text"),
    ],
)
def test_types(kind: str, expected: str) -> None:
    assert postgres_type(kind) == expected


@pytest.mark.skipif(not DEEP, reason="two builds more, one of them on Spark: make test-deep")
def test_marts_are_the_same_on_spark(
    new_warehouse: WarehouseFactory,
    tmp_path_factory: pytest.TempPathFactory,
    progress: Callable[[str], None],
) -> None:
    require_spark()
    source = new_warehouse("duckdb")
    assert isinstance(source, DuckDbWarehouse)
    spark = SparkWarehouse(tmp_path_factory.mktemp("spark"), progress)
    move = built_by_a_run(source, spark, tmp_path_factory.mktemp("project"))
    # The second time there is nothing to do.
    assert move.copy() == move.copy()
    spark.dbt("build", vars=VARS)
    spark.copy_views(*MART_VIEWS)
    before, after = public(source), public(spark)
    assert before["reconciliation"].rows
    # Spark puts the column of a partition last.
    ordered = {
        name: Table(table.columns, after[name].select(*table.columns))
        for name, table in before.items()
    }
    assert_same_tables(after | ordered, before, "spark after the move")
