"""`footfall erase`: what it takes, what it asks dbt for, and what it prints of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from footfall.cli import app
from footfall.errors import FAILED, OK, USERS_MISTAKE
from footfall.warehouse import DbtTarget
from integration_tests.command_line import printed
from integration_tests.tiny_runs import TinyProject

STATEMENT = "update clutch.audit_events set details = '[:warning:]'"
REPORT: dict[str, Any] = {
    "erased": ["ann@example.org"],
    "known": ["bob@example.org"],
    "unknown": [],
    "rows": {"staging.base_clutch__audit_events": 1234},
    "statements": [
        {"table": "clutch.audit_events", "column": "details", "rows": 12, "sql": STATEMENT}
    ],
}


@dataclass
class Dbt:
    """Stands for dbt: notes what it is asked for, and answers with a report."""

    folders: list[str]
    report: dict[str, Any] = field(default_factory=lambda: dict(REPORT))
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    variables: list[str | None] = field(default_factory=list)

    @contextmanager
    def parsed(self, target: DbtTarget, variables: str | None = None) -> Iterator[Dbt]:
        """In place of parsed_project."""
        self.variables.append(variables)
        yield self

    def run_operation(self, macro: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """In place of a DbtProject's."""
        self.asked.append((macro, arguments))
        return self.report

    def erase(self, *arguments: str) -> tuple[int, str]:
        """Run the command; its exit code and what it prints."""
        return printed("erase", *arguments, *self.folders)


@pytest.fixture
def dbt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dbt:
    TinyProject.make(tmp_path)
    duckdb.connect(str(tmp_path / "tiny.duckdb")).close()
    dbt = Dbt(["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)])
    monkeypatch.setattr("footfall.erasing.erasing.parsed_project", dbt.parsed)
    return dbt


def test_everybody_who_is_named_is_asked_for(dbt: Dbt, tmp_path: Path) -> None:
    listed = tmp_path / "leavers.txt"
    listed.write_bytes("\ufeffcarl@example.org\r\n\r\n  Dora@Example.org  \n".encode())
    code, output = dbt.erase(
        *("ann@example.org", "bob@example.org", "--yes", "--from-file", str(listed)),
        *("--user", "datagrok:eve", "--user", "custom:f:g", "--vars", "{top_n: 3}"),
    )
    assert code == OK, output
    emails = ["ann@example.org", "bob@example.org", "carl@example.org", "Dora@Example.org"]
    users = ["datagrok:eve", "custom:f:g"]
    assert dbt.asked == [("erase_users", {"emails": emails, "users": users, "as_json": True})]
    assert dbt.variables == ["{top_n: 3}"]


def test_a_file_alone_and_a_user_alone_are_enough(dbt: Dbt, tmp_path: Path) -> None:
    listed = tmp_path / "leavers.txt"
    listed.write_text("ann@example.org")
    assert dbt.erase("--from-file", str(listed), "--yes")[0] == OK
    assert dbt.erase("--user", "zoomdata:ann", "--yes")[0] == OK
    assert [(each["emails"], each["users"]) for _, each in dbt.asked] == [
        (["ann@example.org"], []),
        ([], ["zoomdata:ann"]),
    ]


def test_what_was_done_is_printed(dbt: Dbt) -> None:
    code, output = dbt.erase("ann@example.org", "--yes")
    assert code == OK
    assert "Erased ann@example.org. bob@example.org was erased before." in output
    assert "staging.base_clutch__audit_events 1,234" in output
    assert f"-- 12 rows {STATEMENT};" in output
    assert dbt.erase("ann@example.org", "--yes", "--quiet") == (OK, "")
    code, output = dbt.erase("ann@example.org", "--yes", "--json")
    assert (code, json.loads(output)) == (OK, REPORT)


def test_who_occurs_nowhere_is_a_mistake(dbt: Dbt) -> None:
    dbt.report |= {"erased": [], "unknown": ["zoe@example.org"]}
    code, output = dbt.erase("zoe@example.org", "--yes", "--quiet")
    assert code == USERS_MISTAKE
    assert "zoe@example.org occurs nowhere" in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--user", "datagrok"], "is not SYSTEM:NATIVE_USER"),
        (["--user", ":ann"], "is not SYSTEM:NATIVE_USER"),
        ([], "Say who"),
        (["--from-file", "/nowhere/list"], "cannot be read"),
        (["--from-file", "/"], "cannot be read"),
    ],
)
def test_mistakes_are_told_before_dbt_is_asked(
    dbt: Dbt, arguments: list[str], sentence: str
) -> None:
    code, output = dbt.erase(*arguments, "--yes")
    assert code == USERS_MISTAKE
    assert sentence in output
    assert dbt.asked == []


def test_nobody_is_erased_without_a_yes(dbt: Dbt) -> None:
    result = CliRunner().invoke(app, ["erase", "ann@example.org", *dbt.folders], input="n\n")
    assert result.exit_code == FAILED
    assert "Erase ann@example.org? This cannot be undone" in result.stderr
    assert dbt.asked == []
    result = CliRunner().invoke(app, ["erase", "ann@example.org", *dbt.folders], input="y\n")
    assert result.exit_code == OK
    assert len(dbt.asked) == 1
