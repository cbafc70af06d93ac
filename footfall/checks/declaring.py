"""What suites are made of: measures of a table, and the expectations of them.

A suite is validated on a small frame, a row for each system. It never holds a value of a raw row,
but how many rows have a problem, what share they are, and the like; see `measuring`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

Severity = Literal["critical", "warning"]
# Kinds of column types, by the names that measuring gives them.
NUMBER_OR_TEXT = ("number", "text")
TEXT = ("text",)
TIME = ("time",)
TIME_OR_TEXT = ("time", "text")
DOCUMENT = ("json", "text")
ID = ("number", "text", "uuid")
ANY = ("number", "text", "time", "json", "boolean", "uuid", "other")

# Of a log that has fewer rows on such a day, chance says more than a fault.
FEWEST_USUAL_ROWS = 30
SHARE = "_share"


@dataclass(frozen=True)
class Suite:
    """The expectations of one table, or of marts that belong together.

    Args:
        name: `system.table`, or a mart or what marts have in common.
        title: what it is about, for people.
        expectations: of measures; they are looked at where the columns are as they must be.
        required: columns that must be there, with the kinds of type that the models can read.
        optional: the same, where they are there.
        is_optional: whether the table may be missing.
        is_unique: whether the judged rows' unique_key has to be.
        has_vocabulary: whether the seeds say which actions there are.
        marts: what a suite of marts reads.
    """

    name: str
    title: str
    expectations: Sequence[Expectation]
    required: dict[str, tuple[str, ...]] = field(default_factory=dict)
    optional: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_optional: bool = False
    is_unique: bool = False
    has_vocabulary: bool = False
    marts: tuple[str, ...] = ()

    @property
    def problems(self) -> list[str]:
        """The conditions of judged rows that its expectations count."""
        counted = {measure_of(each).removesuffix(SHARE) for each in self.expectations}
        return sorted(counted - MEASURES)


# What is measured of a table beside its problems.
MEASURES = frozenset(
    {
        *("rows", "duplicates", "unknown_action", "days_behind", "last_day_ratio"),
        *("hours_past_warning", "hours_past_error"),
    }
)


def measure_of(expectation: Expectation) -> str:
    """The column of the frame that an expectation looks at."""
    return str(expectation.configuration.kwargs["column"])


def between(
    measure: str,
    lowest: float | None,
    highest: float | None,
    description: str,
    severity: Severity,
) -> Expectation:
    """A measure of every system lies within bounds, which belong to them; none is no bound."""
    return ExpectColumnValuesToBeBetween(
        column=measure,
        min_value=lowest,
        max_value=highest,
        severity=FailureSeverity(severity),
        description=description,
    )


def no_rows(problem: str, description: str, severity: Severity) -> Expectation:
    """Not a single row has a problem."""
    return between(problem, None, 0, description, severity)


def few_rows(problem: str, share: float, description: str, severity: Severity) -> Expectation:
    """At most a share of the rows has a problem."""
    return between(problem + SHARE, None, share, description, severity)


def has_rows(severity: Severity) -> Expectation:
    """There is something at all."""
    return between("rows", 1, None, "It has rows.", severity)


def unique_keys(description: str, severity: Severity) -> Expectation:
    """No key is there twice."""
    return no_rows("duplicates", description, severity)


def known_actions() -> Expectation:
    """The seeds' vocabularies know what is logged."""
    return no_rows("unknown_action", "The vocabularies know every action.", "warning")


def usual_volume() -> Expectation:
    """The last full day is like the same weekday of the four weeks before it."""
    return between(
        "last_day_ratio",
        0.25,
        4,
        "The last full day has from a quarter to four times the median of the same weekday in the"
        " four weeks before.",
        "warning",
    )


def newest_event() -> list[Expectation]:
    """The newest event is no older than the vars allow."""
    return [
        no_rows(
            "hours_past_error",
            "The newest event is no older than the var <system>_error_after_hours.",
            "critical",
        ),
        no_rows(
            "hours_past_warning",
            "The newest event is no older than the var <system>_warn_after_hours.",
            "warning",
        ),
    ]


def is_up_to_date() -> Expectation:
    """The last date is the one that it has to be: the marts were built since."""
    return between(
        "days_behind",
        None,
        1,
        "The last date is that of the var as_of_date, or the one before, which it was when a build"
        " ended before midnight.",
        "critical",
    )


def times() -> list[Expectation]:
    """Events have times that can be."""
    return [
        few_rows(
            "has_no_time",
            0.05,
            "At least 95 % of the rows have a time between 2000 and 2099.",
            "critical",
        ),
        few_rows(
            "has_no_time",
            0.005,
            "At least 99.5 % of the rows have a time between 2000 and 2099.",
            "warning",
        ),
        no_rows("is_in_future", "No row lies more than a day in the future.", "warning"),
        few_rows(
            "is_in_future",
            0.01,
            "At most 1 % of the rows lie more than a day in the future.",
            "critical",
        ),
    ]


def well_formed(what: str) -> list[Expectation]:
    """Documents can be read. what: the column, with its article."""
    return [
        few_rows(
            "is_unreadable",
            0.05,
            f"At least 95 % of the rows have JSON in {what} that is an object.",
            "critical",
        ),
        few_rows(
            "is_unreadable",
            0.01,
            f"At least 99 % of the rows have JSON in {what} that is an object.",
            "warning",
        ),
    ]


def actions() -> list[Expectation]:
    """Rows say what was done."""
    return [
        few_rows("lacks_action", 0.05, "At least 95 % of the rows have an action.", "critical"),
        few_rows("lacks_action", 0.01, "At least 99 % of the rows have an action.", "warning"),
    ]


def actors() -> list[Expectation]:
    """Rows say who did it."""
    return [
        few_rows("lacks_user", 0.9, "At least one row in ten says who did it.", "critical"),
        few_rows("lacks_user", 0.25, "Three rows in four say who did it.", "warning"),
    ]
