"""Which errors are the same: messages of all systems, on DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.engines import SparkWarehouse
from integration_tests.error_messages import SAME, mixed
from integration_tests.harness import Warehouse
from integration_tests.spark import require_spark

Groups = dict[str, str]

MESSAGES = sorted({message for group in SAME for message in group} | set(mixed(500)))
# One query, whatever the engine: its messages are literals, whatever they have in them.
_QUERY = """
select number, {{ footfall.error_fingerprint('given') }} as error_group
from (
    values
    {%- for message in var('messages') %}
    ({{ loop.index0 }}, {{ footfall.quoted([message]) }}){{ ',' if not loop.last }}
    {%- endfor %}
) as messages (number, given)
"""


def groups_on(warehouse: Warehouse) -> Groups:
    """The group that the macro gives to each message."""
    result = warehouse.dbt(
        *("show", "--inline", _QUERY, "--limit", "-1", "--output", "json", "--quiet"),
        vars={"messages": MESSAGES},
    )
    start = result.output.index('{\n  "show"')
    rows = json.JSONDecoder().raw_decode(result.output[start:])[0]["show"]
    return {MESSAGES[row["number"]]: row["error_group"] for row in rows}


@pytest.fixture(scope="module")
def groups_of(on_engines: OnEngines) -> Callable[[str], Groups]:
    return on_engines(groups_on)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_error_has_one_group(groups_of: Callable[[str], Groups], engine: str) -> None:
    groups = groups_of(engine)
    split = [group for group in SAME if len({groups[message] for message in group}) > 1]
    assert not split


@pytest.mark.parametrize("engine", ENGINES)
def test_different_errors_stay_apart(groups_of: Callable[[str], Groups], engine: str) -> None:
    groups = groups_of(engine)
    failures: dict[str, list[str]] = defaultdict(list)
    for first, *_ in SAME:
        failures[groups[first]].append(first)
    assert not [messages for messages in failures.values() if len(messages) > 1]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_group_is_a_hash(groups_of: Callable[[str], Groups], engine: str) -> None:
    groups = groups_of(engine)
    assert sorted(groups) == MESSAGES
    assert all(re.fullmatch("[0-9a-f]{32}", group) for group in groups.values())


@pytest.mark.skipif(len(ENGINES) < 2, reason="it compares engines")
def test_engines_agree(groups_of: Callable[[str], Groups]) -> None:
    duckdb, postgres = (groups_of(engine) for engine in ENGINES)
    assert duckdb == postgres


def test_spark_agrees(groups_of: Callable[[str], Groups], tmp_path: Path) -> None:
    require_spark()
    assert groups_on(SparkWarehouse(tmp_path / "spark")) == groups_of("duckdb")
