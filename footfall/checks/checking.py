"""A check from end to end: ask dbt, measure, validate, and say what broke."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from great_expectations.expectations.core.expect_column_to_exist import ExpectColumnToExist
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from footfall.checks.asking import Answers, Question
from footfall.checks.declaring import Suite, between, measure_of
from footfall.checks.mart_suites import MART_SUITES
from footfall.checks.measuring import has_readable_types, keys_of, measure
from footfall.checks.raw_suites import RAW_SUITES, custom_suite, log_suite
from footfall.checks.validating import Folders, Frame, Validation, run_checkpoint
from footfall.errors import UserError
from footfall.warehouse import Warehouse

Stage = Literal["raw", "marts"]
# Names of the checkpoints, which stand before their runs in the Data Docs.
CHECKPOINTS: dict[Stage, str] = {"raw": "before_the_build", "marts": "after_the_build"}


@dataclass(frozen=True)
class Broken:
    """An expectation that does not hold.

    Args:
        observed: system -> what was measured.
        rows: keys of rows to look at, at most ten. For raw rows numbers, uuids and hashes; for
            marts dates, systems and pseudonymous ids.
        find: SQL that shows these rows to whoever may see them; of raw tables only.
    """

    expectation: str
    severity: str
    measure: str
    observed: dict[str, Any]
    rows: list[str]
    find: str | None


@dataclass(frozen=True)
class SuiteResult:
    """What became of a suite. not_judged: expectations for which columns are missing."""

    suite: str
    title: str
    expectations: int
    not_judged: int
    seconds: float
    broken: list[Broken] = field(default_factory=list)

    def count(self, severity: str) -> int:
        """How many expectations of a severity do not hold."""
        return sum(each.severity == severity for each in self.broken)


@dataclass(frozen=True)
class Judged:
    """An expectation with the keys of rows that break it."""

    expectation: Expectation
    rows: list[str]

    def noted(self, suite: str) -> Expectation:
        """A copy for one run, which says in its description which rows to look at."""
        description = str(self.expectation.description)
        if self.rows:
            description += f" Look at: {', '.join(self.rows)}."
        update = {"description": description, "meta": {"suite": suite, "rows": self.rows}}
        return self.expectation.copy(update=update, deep=True)


@dataclass(frozen=True)
class Looked:
    """A suite whose table was looked at. not_judged: its expectations that cannot be."""

    suite: Suite
    question: Question
    frame: Frame
    judged: list[Judged]
    not_judged: int
    seconds: float


def check(
    warehouse: Warehouse,
    answers: Answers,
    stage: Stage,
    systems: Sequence[str],
    folders: Folders,
    report: Callable[[int], None] = lambda done: None,
) -> list[SuiteResult]:
    """Check all tables of a stage, or those of some systems.

    Args:
        answers: what dbt says of the suites of the stage.
        systems: empty for all of them.
        report: called with the number of suites looked at.

    Raises:
        UserError: where nothing is built yet, or the warehouse cannot answer.
    """
    looked = []
    for suite, question in chosen(answers, stage, systems):
        found = look(warehouse, suite, question, answers, systems)
        if found.frame:
            looked.append(found)
        report(1)
    if not looked:
        raise UserError(f"There is nothing to check: no optional table of {', '.join(systems)}.")
    held = run_checkpoint(
        CHECKPOINTS[stage],
        [
            Validation(
                each.suite.name.replace(".", "_"),
                [judged.noted(each.suite.name) for judged in each.judged],
                each.frame,
            )
            for each in looked
        ],
        folders,
        dt.datetime.now(dt.timezone.utc),
    )
    return [_result(each, holds) for each, holds in zip(looked, held, strict=True)]


def chosen(answers: Answers, stage: Stage, systems: Sequence[str]) -> list[tuple[Suite, Question]]:
    """The suites to look at, with their tables.

    Raises:
        UserError: where a system is not there, or no mart is built.
    """
    logs = [question.name for question in answers.questions if question.is_log]
    known = [*answers.systems, "hr", *logs] if stage == "raw" else list(answers.systems)
    for name in systems:
        if name not in known:
            raise UserError(f"--system {name} is not enabled: choose from {', '.join(known)}.")
    suites = {suite.name: suite for suite in (RAW_SUITES if stage == "raw" else MART_SUITES)}
    found = []
    for question in answers.questions:
        suite = suites.get(question.name) or (
            log_suite(question.name)
            if question.is_log
            else custom_suite(question.name, list(question.mapped))
        )
        if systems and question.system and question.system not in systems:
            continue
        is_required = not suite.is_optional or (suite.name[:3] == "hr." and answers.hr_is_required)
        if question.is_enabled and (question.columns or is_required):
            found.append((suite, question))
    if stage == "marts" and all(question.missing for _, question in found):
        raise UserError("There are no marts yet: run dbt build first.")
    return found


def look(
    warehouse: Warehouse,
    suite: Suite,
    question: Question,
    answers: Answers,
    systems: Sequence[str] = (),
) -> Looked:
    """Measure a table, and note by which rows an expectation is broken.

    Marts have rows of many systems; the frame has those that were asked for, and may have none.
    """
    started = time.monotonic()
    frame = measure(warehouse, suite, question, answers)
    if question.system is None and question.rows and systems:
        frame = {system: frame[system] for system in systems if system in frame}
    is_measured = question.rows is not None and has_readable_types(suite, question)
    judged = [Judged(each, []) for each in _contract(suite, question)]
    for each in suite.expectations if is_measured else ():
        is_broken = bool(breaks(each, frame))
        measure_name = measure_of(each)
        judged.append(
            Judged(
                each,
                keys_of(warehouse, suite, question, answers, measure_name) if is_broken else [],
            )
        )
    return Looked(
        suite=suite,
        question=question,
        frame=frame,
        judged=judged,
        not_judged=0 if is_measured else len(suite.expectations),
        seconds=time.monotonic() - started,
    )


def breaks(expectation: Expectation, frame: Frame) -> dict[str, Any]:
    """The systems whose measure is out of the bounds of an expectation, with the measure."""
    column = measure_of(expectation)
    lowest = getattr(expectation, "min_value", None)
    highest = getattr(expectation, "max_value", None)
    kinds = getattr(expectation, "value_set", None)
    found = {}
    for system, measures in frame.items():
        value = measures.get(column)
        if isinstance(expectation, ExpectColumnToExist):
            if column not in measures:
                found[system] = "missing"
        elif value is not None and (
            (lowest is not None and value < lowest)
            or (highest is not None and value > highest)
            or (kinds is not None and value not in kinds)
        ):
            found[system] = value
    return found


def _contract(suite: Suite, question: Question) -> list[Expectation]:
    """What the table and its columns have to be."""
    what = (question.relation or ", ".join(question.missing)).replace('"', "")
    expectations: list[Expectation] = []
    if question.relation or question.missing:
        is_there = f"{what} is there."
        if question.missing_grant:
            is_there = f"{what} is there and may be read; it needs: {question.missing_grant}."
        expectations.append(between("is there", 1, None, is_there, "critical"))
    if not question.columns:
        return expectations
    for name, kinds in {**suite.required, **suite.optional}.items():
        is_required = name in suite.required
        if is_required:
            expectations.append(
                ExpectColumnToExist(
                    column=f"column {name}",
                    severity=FailureSeverity.CRITICAL,
                    description=f"It has the column {name}.",
                )
            )
        if name in question.columns:
            expectations.append(
                ExpectColumnValuesToBeInSet(
                    column=f"column {name}",
                    value_set=list(kinds),
                    severity=FailureSeverity.CRITICAL if is_required else FailureSeverity.WARNING,
                    description=f"The type of {name} is a kind of {' or '.join(kinds)}.",
                )
            )
    return expectations


def _result(looked: Looked, holds: Sequence[bool]) -> SuiteResult:
    broken = [
        Broken(
            expectation=str(judged.expectation.description),
            severity=str(judged.expectation.severity.value),
            measure=measure_of(judged.expectation),
            observed=breaks(judged.expectation, looked.frame),
            rows=judged.rows,
            find=_find(looked.question, judged.rows),
        )
        for judged, is_held in zip(looked.judged, holds, strict=True)
        if not is_held
    ]
    return SuiteResult(
        suite=looked.suite.name,
        title=looked.suite.title,
        expectations=len(holds),
        not_judged=looked.not_judged,
        seconds=round(looked.seconds, 2),
        broken=broken,
    )


def _find(question: Question, rows: Sequence[str]) -> str | None:
    if not rows or question.key is None:
        return None
    literals = ", ".join(f"'{row}'" for row in rows)
    return f"select * from {question.relation} where {question.key} in ({literals})"
