"""A second build of unchanged raw rows changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from integration_tests.conftest import ENGINES
from integration_tests.messy_logs import MessyBuilds
from integration_tests.tables import assert_same_tables


@pytest.mark.parametrize("engine", ENGINES)
def test_second_build_changes_no_mart(
    messy_logs_on: Callable[[str], MessyBuilds], engine: str
) -> None:
    builds = messy_logs_on(engine)
    assert_same_tables(builds.second, builds.first, f"second against first build on {engine}")
