"""What to check and where it is, asked of dbt: vars, relations and SQL are the models' own."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footfall.checks.declaring import Suite
from footfall.errors import UserError

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


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
    """

    name: str
    system: str | None
    relation: str | None
    columns: Mapping[str, str]
    key: str | None
    rows: str | None
    missing: Sequence[str] = ()
    mapped: Sequence[str] = ()
    is_enabled: bool = True


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
    limits: Mapping[str, tuple[int | None, int | None]]
    actions: Mapping[str, frozenset[str]]
    questions: Sequence[Question]


@dataclass(frozen=True)
class Project:
    """How dbt is called: its folders, target and vars, as on its own command line."""

    folder: Path
    profiles_dir: Path | None = None
    target: str | None = None
    variables: str | None = None

    def ask(self, raw: Sequence[Suite] = (), marts: Sequence[Suite] = ()) -> Answers:
        """Ask dbt for what the suites need.

        Raises:
            UserError: with dbt's own sentence, where it cannot say.
        """
        arguments = {
            "tables": {suite.name: list(suite.required) for suite in raw},
            "marts": {suite.name: list(suite.marts) for suite in marts},
        }
        return read_answers(json.loads(self._run_operation(arguments)))

    def _run_operation(self, arguments: Mapping[str, Any]) -> str:
        # A process of its own: dbt leaves a DuckDB file open for as long as it lives.
        command = [
            *(sys.executable, "-m", "dbt.cli.main", "--quiet", "--no-use-colors"),
            *("--no-send-anonymous-usage-stats", "--no-write-json"),
            *("run-operation", "footfall.check_queries", "--args", json.dumps(arguments)),
            *("--project-dir", str(self.folder)),
            *(("--profiles-dir", str(self.profiles_dir.resolve())) if self.profiles_dir else ()),
            *(("--target", self.target) if self.target else ()),
            *(("--vars", self.variables) if self.variables else ()),
        ]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | {"DBT_LOG_LEVEL_FILE": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
        for line in done.stdout.splitlines():
            if done.returncode == 0 and line.startswith("{"):
                return line
        raise UserError(_sentence(done.stdout + done.stderr))


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
                is_enabled=each.get("is_enabled", True),
            )
            for each in printed["checks"]
        ],
    )


def _sentence(output: str) -> str:
    """The part of dbt's output that says what is wrong."""
    lines = [line.strip() for line in _ANSI.sub("", output).splitlines() if line.strip()]
    for line in lines:
        _, found, sentence = line.partition("footfall: ")
        if found:
            return sentence
    if any("lock" in line and "DuckDB" in output for line in lines):
        return "Another process holds the DuckDB file open: close it and try again."
    return f"dbt cannot read the project: {lines[-1] if lines else 'it said nothing'}"
