"""Runs of `footfall check` inside the tests' own process, by a dbt that has parsed already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from footfall.checks.asking import Answers, queried, read_answers
from footfall.checks.checking import Broken, Stage, SuiteResult, check
from footfall.checks.mart_suites import MART_SUITES
from footfall.checks.raw_suites import RAW_SUITES
from footfall.checks.validating import Folders
from footfall.warehouse import read_target
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY


def folders(warehouse: Warehouse, keep: int = 30) -> Folders:
    """Where the runs against a warehouse leave what Great Expectations writes."""
    target = warehouse.folder / "target"
    return Folders(target / "check_results", target / "check_docs", keep)


def printed_queries(warehouse: Warehouse, stage: Stage, variables: Mapping[str, Any]) -> str:
    """What the run-operation check_queries prints of all suites of a stage."""
    arguments = queried(raw=RAW_SUITES) if stage == "raw" else queried(marts=MART_SUITES)
    done = warehouse.dbt(
        *("--quiet", "run-operation", "check_queries", "--args", json.dumps(arguments)),
        vars=variables,
    )
    return next(line for line in done.output.splitlines() if line.startswith("{"))


def ask(warehouse: Warehouse, stage: Stage, variables: Mapping[str, Any]) -> Answers:
    """What dbt says of all suites of a stage."""
    return read_answers(json.loads(printed_queries(warehouse, stage, variables)))


def run(
    warehouse: Warehouse,
    answers: Answers,
    stage: Stage,
    systems: Sequence[str] = (),
    keep: int = 30,
) -> dict[str, SuiteResult]:
    """Check a warehouse of the tests; results by suite."""
    ours = read_target(None, warehouse.profiles_dir, REPOSITORY).open()
    found = check(ours, answers, stage, systems, folders(warehouse, keep))
    return {result.suite: result for result in found}


def broken(found: Mapping[str, SuiteResult]) -> dict[str, dict[str, Broken]]:
    """Suite -> measure -> what does not hold; of two expectations of a measure the graver one."""
    return {
        name: {
            each.measure: each
            for each in sorted(result.broken, key=lambda each: each.severity, reverse=True)
        }
        for name, result in found.items()
        if result.broken
    }


def written(warehouse: Warehouse) -> list[Path]:
    """All files that Great Expectations has written, but for what comes with its pages."""
    places = folders(warehouse)
    return [
        path
        for folder in (places.results, places.docs)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "static" not in path.parts
    ]


@contextmanager
def answering(printed: str) -> Iterator[None]:
    """Have the command line hear what dbt has printed before, and start none."""
    answers = read_answers(json.loads(printed))
    with patch("footfall.checks.asking.ask", lambda *asked, **suites: answers):
        yield
