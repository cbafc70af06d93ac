"""What a table is like, counted by the warehouse: a few numbers for each system.

Rows are counted where they are, by day, so that what comes here is small however large logs are. No
value of a row is ever selected but its key.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb
import psycopg2

from footfall.checks.asking import Answers, Question
from footfall.checks.declaring import FEWEST_USUAL_ROWS, SHARE, Suite, measure_of
from footfall.errors import UserError
from footfall.warehouse import Row, Warehouse

# Rows that a broken expectation names.
MOST_KEYS = 10
_WEEKS = 4
_TABLE = "is there"
_COLUMN = "column "


def measure(
    warehouse: Warehouse, suite: Suite, question: Question, answers: Answers
) -> dict[str, dict[str, Any]]:
    """Look at a table once, or twice where keys have to be unique.

    Returns:
        System -> name of a measure or a column -> its value. A measure that is none says nothing:
        there is too little to judge by.

    Raises:
        UserError: where the warehouse cannot answer.
    """
    columns: dict[str, Any] = {}
    name = question.system or "all"
    if question.relation is not None:
        columns[_TABLE] = 1 if question.columns else 0
        for column in (*suite.required, *suite.optional):
            if column in question.columns:
                columns[_COLUMN + column] = kind_of_type(question.columns[column])
    elif question.missing:
        columns[_TABLE] = 0
    if question.rows is None or not has_readable_types(suite, question):
        return {name: columns}
    frame = _count(warehouse, suite, question, answers)
    if suite.is_unique:
        frame[name]["duplicates"] = _one(warehouse, suite, _duplicates(question))
    return {system: columns | measures for system, measures in frame.items()}


def has_readable_types(suite: Suite, question: Question) -> bool:
    """Whether the required columns have types that the query of judged rows can read."""
    return all(
        kind_of_type(question.columns[name]) in kinds
        for name, kinds in suite.required.items()
        if name in question.columns
    )


def kind_of_type(data_type: str) -> str:
    """The kind of a column type of DuckDB or PostgreSQL, in lower case."""
    for kind, starts in {
        "number": (
            *("bigint", "integer", "smallint", "tinyint", "hugeint", "int", "numeric", "decimal"),
            *("ubigint", "uinteger", "usmallint", "utinyint"),
        ),
        "text": ("varchar", "text", "character", "char", "bpchar", "string", "citext", "name"),
        "time": ("timestamp", "date", "datetime"),
        "json": ("json", "struct", "map"),
        "boolean": ("bool",),
        "uuid": ("uuid",),
    }.items():
        if data_type.startswith(starts) and not data_type.endswith("]"):
            return kind
    return "other"


def keys_of(
    warehouse: Warehouse, suite: Suite, question: Question, answers: Answers, measured: str
) -> list[str]:
    """The keys of rows by which an expectation of a measure is broken; of some measures none."""
    problem = measured.removesuffix(SHARE)
    if problem == "duplicates":
        inner = _duplicates(question, "min(row_key) as row_key")
        sql = f"select row_key from ({inner}) as found order by row_key limit {MOST_KEYS}"
    elif problem in suite.problems or problem == "unknown_action":
        condition = _conditions(suite, question, answers)[problem]
        sql = (
            f"with judged as ({question.rows}) select distinct row_key from judged"
            f" where {condition} order by row_key limit {MOST_KEYS}"
        )
    else:
        return []
    return [str(key) for (key,) in _query(warehouse, suite, sql)]


def _count(
    warehouse: Warehouse, suite: Suite, question: Question, answers: Answers
) -> dict[str, dict[str, Any]]:
    """Measures by system, from one query of counts by day."""
    conditions = _conditions(suite, question, answers)
    series = f"'{question.system}'" if question.system else "system"
    is_timed = any(
        measure_of(each) in ("last_day_ratio", "days_behind", "hours_past_error")
        for each in suite.expectations
    )
    newest = "max(occurred_at)" if is_timed else "cast(null as timestamp)"
    day = "activity_date" if is_timed else "cast(null as date)"
    if "is_in_future" in conditions:
        newest = "max(case when is_in_future then null else occurred_at end)"
    sums = "".join(
        f", sum(case when {condition} then 1 else 0 end)" for condition in conditions.values()
    )
    found = _query(
        warehouse,
        suite,
        f"with judged as ({question.rows}) select {series}, {day}, {newest}, count(*){sums}"
        " from judged group by 1, 2",
    )
    by_system: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_system[str(row[0])].append(row)
    if not by_system and question.system:
        by_system[question.system] = []
    return {
        system: _measures(system, rows, list(conditions), answers, is_timed)
        for system, rows in sorted(by_system.items())
    } or {"all": _measures("all", [], list(conditions), answers, is_timed)}


def _measures(
    system: str, rows: Sequence[Row], problems: Sequence[str], answers: Answers, is_timed: bool
) -> dict[str, Any]:
    total = sum(int(row[3]) for row in rows)
    measures: dict[str, Any] = {"rows": total}
    for place, problem in enumerate(problems, start=4):
        count = sum(int(row[place]) for row in rows)
        measures[problem] = count
        measures[problem + SHARE] = count / total if total else None
    if not is_timed:
        return measures
    measures["last_day_ratio"] = last_day_ratio(
        {row[1]: int(row[3]) for row in rows if row[1]}, answers.as_of_day
    )
    newest = max((row[2] for row in rows if row[2]), default=None)
    measures["days_behind"] = (answers.as_of_day - newest.date()).days if newest else None
    warn, error = answers.limits.get(system, (None, None))
    age = (dt.datetime.now(dt.timezone.utc).replace(tzinfo=None) - newest) if newest else None
    for name, limit in (("hours_past_warning", warn), ("hours_past_error", error)):
        hours = age.total_seconds() / 3600 - limit if age is not None and limit else None
        measures[name] = None if hours is None else round(max(hours, 0), 1)
    return measures


def last_day_ratio(rows_by_day: dict[dt.date, int], day: dt.date) -> float | None:
    """Rows of a day, against the median of the same weekday in the four weeks before.

    None where the log is younger than that, or such days have few rows.
    """
    if not rows_by_day or min(rows_by_day) > day - dt.timedelta(weeks=_WEEKS):
        return None
    usual = statistics.median(
        rows_by_day.get(day - dt.timedelta(weeks=weeks), 0) for weeks in range(1, _WEEKS + 1)
    )
    if usual < FEWEST_USUAL_ROWS:
        return None
    return round(rows_by_day.get(day, 0) / usual, 3)


def _conditions(suite: Suite, question: Question, answers: Answers) -> dict[str, str]:
    """Problem -> what is true of a judged row that has it."""
    conditions = {problem: problem for problem in suite.problems}
    if suite.has_vocabulary:
        known = sorted(answers.actions.get(question.system or "", ()))
        literals = ", ".join("'" + action.replace("'", "''") + "'" for action in known) or "''"
        conditions["unknown_action"] = f"action not in ({literals})"
    return conditions


def _duplicates(question: Question, selected: str = "1 as one") -> str:
    """A query of the keys that are there more than once."""
    keys = (
        f"with judged as ({question.rows}) select {selected} from judged"
        " where unique_key is not null group by unique_key having count(*) > 1"
    )
    return keys if selected != "1 as one" else f"select count(*) from ({keys}) as duplicates"


def _one(warehouse: Warehouse, suite: Suite, sql: str) -> int:
    return int(_query(warehouse, suite, sql)[0][0])


def _query(warehouse: Warehouse, suite: Suite, sql: str) -> list[Row]:
    try:
        return warehouse.query(sql)
    except (duckdb.Error, psycopg2.Error) as error:
        # The message of a driver may hold a value of the row that it stumbled over.
        raise UserError(
            f"The rows of {suite.name} cannot be read: {warehouse.label} answers with a"
            f" {type(error).__name__}."
        ) from None
