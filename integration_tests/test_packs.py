"""Each pack gives the numbers of what was done in its sample: a real log, or one by its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.depth import DEEP
from integration_tests.engines import DuckDbWarehouse, SparkWarehouse
from integration_tests.harness import Warehouse
from integration_tests.packs import Sample, found, load_samples, samples, variables
from integration_tests.spark import require_spark

ON_SPARK = ("github", "superset")


@pytest.fixture(scope="module")
def found_on(on_engines: OnEngines) -> Callable[[str], dict[str, dict[str, Any]]]:
    """What each engine makes of the samples of all packs, by system."""

    def job(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
        warehouse.set_salt()
        load_samples(warehouse)
        warehouse.build(variables())
        return {each.system: found(warehouse, each.system) for each in samples()}

    return on_engines(job)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.system)
def test_pack_counts_what_was_really_done(
    found_on: Callable[[str], dict[str, dict[str, Any]]], engine: str, sample: Sample
) -> None:
    assert found_on(engine)[sample.system] == sample.expected


@pytest.mark.skipif(not DEEP, reason="a build on Spark: make test-deep")
def test_packs_count_the_same_on_spark(tmp_path_factory: pytest.TempPathFactory) -> None:
    require_spark()
    raw = DuckDbWarehouse(tmp_path_factory.mktemp("raw"))
    raw.set_salt()
    load_samples(raw, ON_SPARK)
    spark = SparkWarehouse(tmp_path_factory.mktemp("spark"))
    spark.copy_raw_tables(raw)
    spark.build(variables(ON_SPARK), tests=False)
    for sample in samples(ON_SPARK):
        assert found(spark, sample.system) == sample.expected
