"""The same raw rows, bad ones among them, give the same tables on DuckDB and on Spark."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from integration_tests.engines import DuckDbWarehouse, SparkWarehouse
from integration_tests.harness import Warehouse
from integration_tests.messy_logs import BERLIN, VARS, fill
from integration_tests.spark import require_spark, running_cluster
from integration_tests.tables import Table, assert_same_tables, snapshot

IN_BERLIN: dict[str, Any] = VARS | {"reporting_timezone": BERLIN}

Progress = Callable[[str], None]


@pytest.fixture(scope="module")
def duckdb(tmp_path_factory: pytest.TempPathFactory, progress: Progress) -> DuckDbWarehouse:
    """The messy logs on DuckDB, built."""
    require_spark()
    warehouse = DuckDbWarehouse(tmp_path_factory.mktemp("duckdb"), progress)
    fill(warehouse)
    warehouse.build(IN_BERLIN)
    return warehouse


@pytest.fixture(scope="module")
def spark(
    duckdb: DuckDbWarehouse, tmp_path_factory: pytest.TempPathFactory, progress: Progress
) -> SparkWarehouse:
    """The same raw tables on Spark, built by two workers of which one dies half-way."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        warehouse = SparkWarehouse(tmp_path_factory.mktemp("spark"), progress, cluster.address)
        warehouse.copy_raw_tables(duckdb)
        with ThreadPoolExecutor(max_workers=1) as pool:
            build = pool.submit(warehouse.build, IN_BERLIN)
            while not build.done() and not _has_base_tables(warehouse.folder):
                time.sleep(0.1)
            assert not build.done(), build.result().output
            cluster.kill("worker-1")
            assert "Lost executor" in build.result().output
    return warehouse


def test_tables_agree_though_a_worker_died(duckdb: DuckDbWarehouse, spark: SparkWarehouse) -> None:
    assert_same_tables(_public(spark), _public(duckdb), "spark against duckdb")


def test_one_machine_builds_again_what_a_cluster_has_built(spark: SparkWarehouse) -> None:
    before = spark.query("select * from staging.base_liblab__audit_trail order by event_id")
    spark.master = "local[2]"
    # With the project's own tests of these models.
    spark.dbt("build", "--select", "+int_liblab__activities", vars=IN_BERLIN)
    after = spark.query("select * from staging.base_liblab__audit_trail order by event_id")
    assert after == before
    assert len(after) > 0


def _has_base_tables(folder: Path) -> bool:
    return any(folder.glob("tables/staging.db/base_*/*.parquet"))


def _public(warehouse: Warehouse) -> dict[str, Table]:
    return snapshot(warehouse, "marts") | snapshot(warehouse, "audit")
