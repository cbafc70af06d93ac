"""What to check and where it is, asked of dbt: vars, relations and SQL are the models' own."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footfall.checks.declaring import Suite
from footfall.dbt_project import parsed_project
from footfall.warehouse import DbtTarget


@dataclass(frozen=True)
class Question:
    """The table of a suite: where it is, and the query of its judged rows.

    Args:
        relation: as SQL names it; of marts none.
        columns: name -> data type, both in lower case; none where the table is missing.
        key: SQL of what a raw row is found again by.
        rows: the query; none where the table or a required column is missing.
        missing: marts that are not built.
        mapped: columns that the mapping of a custom source names.
        is_log: whether it is a log that was loaded as it is.
        missing_grant: by which the user could read a table that is there.
    """

    name: str
    system: str | None
    relation: str | None
    columns: Mapping[str, str]
    key: str | None
    rows: str | None
    missing: Sequence[str] = ()
    mapped: Sequence[str] = ()
    is_log: bool = False
    is_enabled: bool = True
    missing_grant: str | None = None


@dataclass(frozen=True)
class Answers:
    """What dbt says of a project and its vars.

    Args:
        as_of_day: the last full day.
        limits: system -> hours after which its newest event is too old: (to warn, to fail).
        actions: system -> the actions that the vocabularies know.
    """

    as_of_day: dt.date
    hr_is_required: bool
    systems: Sequence[str]
    limits: Mapping[str, tuple[float | None, float | None]]
    actions: Mapping[str, frozenset[str]]
    questions: Sequence[Question]


def ask(
    target: DbtTarget,
    variables: str | None = None,
    raw: Sequence[Suite] = (),
    marts: Sequence[Suite] = (),
) -> Answers:
    """Ask dbt for what the suites need.

    Raises:
        UserError: with dbt's own sentence, where it cannot say.
    """
    target.check_reachable()
    with parsed_project(target, variables) as project:
        return read_answers(project.run_operation("check_queries", queried(raw, marts)))


def queried(raw: Sequence[Suite] = (), marts: Sequence[Suite] = ()) -> dict[str, Any]:
    """The arguments of the macro check_queries."""
    return {
        "tables": {suite.name: list(suite.required) for suite in raw},
        "marts": {suite.name: list(suite.marts) for suite in marts},
    }


def read_answers(printed: Mapping[str, Any]) -> Answers:
    """What the macro check_queries has printed."""
    actions: dict[str, set[str]] = {}
    for path in printed["vocabularies"]:
        with Path(path).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                actions.setdefault(row["system"], set()).add(row["action"])
    return Answers(
        as_of_day=dt.date.fromisoformat(printed["as_of_day"]),
        hr_is_required=printed["hr_is_required"],
        systems=printed["systems"],
        limits={name: (each["warn"], each["error"]) for name, each in printed["limits"].items()},
        actions={system: frozenset(known) for system, known in actions.items()},
        questions=[
            Question(
                name=each["name"],
                system=each.get("system"),
                relation=each.get("relation"),
                columns=each.get("columns") or {},
                key=each.get("key"),
                rows=each["rows"],
                missing=each.get("missing") or (),
                mapped=each.get("mapped") or (),
                is_log=each.get("is_log", False),
                is_enabled=each.get("is_enabled", True),
                missing_grant=each.get("missing_grant"),
            )
            for each in printed["checks"]
        ],
    )
