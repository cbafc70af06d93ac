"""Commands of MetricFlow's `mf` against a built warehouse, many in one process."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from integration_tests.harness import CommandError, Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.tables import Row

# To start mf takes far longer than a query. Its group of commands is passed by, as that asks the
# package registry for a newer version.
_RUN_COMMANDS = """
import json, sys
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import query, validate_configs
configuration = CLIConfiguration()
commands = {"query": query, "validate-configs": validate_configs}
for name, *arguments in json.load(sys.stdin):
    print("mf", name, *arguments, flush=True)
    commands[name].main(arguments, obj=configuration, standalone_mode=False)
"""
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]00:00:00.*)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def run_mf(warehouse: Warehouse, commands: Sequence[Sequence[str]]) -> str:
    """Run commands of mf, each as its arguments, and return what they printed.

    mf knows the project by the semantic manifest of the last build, the warehouse by its profile.

    Raises:
        CommandError: if one of them fails; the others are then not run.
    """
    # mf looks for the manifest in a folder `target` beside dbt_project.yml, whatever dbt is told.
    shutil.copy(REPOSITORY / "dbt_project.yml", warehouse.folder)
    folders = {
        "DBT_PROJECT_DIR": str(warehouse.folder),
        "DBT_PROFILES_DIR": str(warehouse.profiles_dir),
    }
    done = subprocess.run(
        [sys.executable, "-c", _RUN_COMMANDS],
        input=json.dumps([list(command) for command in commands]),
        cwd=warehouse.folder,
        env=warehouse.clean_environment() | folders,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CommandError(done.stdout + done.stderr)
    return done.stdout


def query_command(
    file: Path, metrics: Mapping[str, str], groups: Mapping[str, str], **options: dt.date | None
) -> list[str]:
    """The arguments of a query that writes a CSV file; options such as ``end_time`` may be None."""
    return [
        *("query", "--quiet", "--csv", str(file)),
        *("--metrics", ",".join(metrics)),
        *("--group-by", ",".join(groups)),
        *(
            argument
            for name, value in options.items()
            if value is not None
            for argument in (f"--{name.replace('_', '-')}", value.isoformat())
        ),
    ]


def read_answer(file: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a query's CSV file as Python values, in the order of the columns asked for.

    A file that is not there is an answer without rows.
    """
    if not file.exists():
        return []
    with file.open(newline="", encoding="utf-8") as stream:
        return [
            tuple(_value(row[_heading(column)]) for column in columns)
            for row in csv.DictReader(stream)
        ]


def _heading(column: str) -> str:
    """mf says of what granularity a time is that was asked for without one."""
    return "metric_time__day" if column == "metric_time" else column


def _value(text: str) -> Any:
    if not text:
        return None
    if date := _DATE.fullmatch(text):
        return dt.date.fromisoformat(date[1])
    if number := _NUMBER.fullmatch(text):
        return float(text) if number[1] or number[2] else int(text)
    return text
