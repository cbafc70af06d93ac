"""Every command and option says what it is for, in `--help`; what people see is no traceback."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from footfall.cli import app
from footfall.terminal import DATA_PANEL, OPERATIONS_PANEL, RESULTS_PANEL
from integration_tests.command_line import CommandLine
from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY

ROOT: Any = typer.main.get_command(app)


# The options that mean the same everywhere, by what kpis says of them.
SHARED = {option: each.help for each in ROOT.commands["kpis"].params for option in each.opts}


def tree(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands and groups, by the words that call them."""
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from tree(child, (*path, name))


COMMANDS = dict(tree(ROOT))
LEAVES = {path: each for path, each in COMMANDS.items() if not hasattr(each, "commands")}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_commands_and_options_have_help(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    assert command.help, "no help"
    assert command.help[0].isupper()
    assert command.help.split("\n\n")[0].rstrip().endswith("."), "its first sentence has no end"
    lacking = [
        parameter.name
        for parameter in command.params
        if parameter.name != "help" and not getattr(parameter, "help", None)
    ]
    assert lacking == []


def test_every_command_of_the_first_level_has_a_panel() -> None:
    panels = {name: each.rich_help_panel for name, each in ROOT.commands.items()}
    known = {DATA_PANEL, RESULTS_PANEL, OPERATIONS_PANEL}
    assert {name: panel for name, panel in panels.items() if panel not in known} == {}
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(panel in result.output for panel in known)
    assert all(name in result.output for name in panels)
    assert "Exit codes: " in result.output


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_the_shared_options(path: tuple[str, ...]) -> None:
    options = {option: each.help for each in LEAVES[path].params for option in each.opts}
    shared = {"--quiet", "-q", "--json", "--project-dir", "--profiles-dir", "--target"}
    # it has two targets
    shared -= {"--target"} if path == ("copy",) else set()
    assert shared <= options.keys()
    assert {name: options[name] for name in shared} == {name: SHARED[name] for name in shared}


def documented_commands() -> Iterator[str]:
    """What stands after `footfall` in the pages, in blocks of the console and in sentences."""
    for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
            yield from re.findall(r"(?:^|\$ |&& )footfall ([^#&\n]+)", block, re.MULTILINE)
        sentences = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        yield from (
            re.sub(r"\s+", " ", found) for found in re.findall(r"`footfall ([^`]+)`", sentences)
        )


def test_commands_in_the_documentation_exist() -> None:
    commands = sorted(set(documented_commands()))
    assert len(commands) > 40
    for command in commands:
        words = shlex.split(command.replace("…", ""))
        path: tuple[str, ...] = ()
        while words and (*path, words[0]) in COMMANDS:
            path = (*path, words.pop(0))
        options = {option for each in COMMANDS[path].params for option in each.opts}
        options |= {"--help", "--install-completion", "--show-completion"}
        assert {word for word in words if word.startswith("-")} <= options, command
        assert path in LEAVES or not words or words[0].startswith("-"), command


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_help_comes_quickly_and_without_a_warehouse(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in click.unstyle(result.output)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--project-dir", "/nowhere"], "/nowhere has no dbt_project.yml."),
        (["kpis", "--profiles-dir", "/nowhere"], "No profiles.yml in /nowhere"),
        (["load", "liblab", "/nowhere.csv", "--target", "other"], "other"),
        (["rum"], "No such command 'rum'"),
        (["run", "--keep", "0"], "greater than or equal to 1"),
    ],
)
def test_mistakes_are_sentences(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    output = " ".join(click.unstyle(result.output).replace("│", " ").split())
    assert sentence in output
    assert "Traceback" not in output


def test_completion_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may be started by something that is no shell.
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
    result = CliRunner().invoke(app, ["--show-completion"])
    assert result.exit_code == 0, result.output
    assert "COMP_WORDS" in result.output


def test_json_has_names_that_programs_can_use(tmp_path: Any) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: tiny\nprofile: tiny\n")
    outputs = {"dev": {"type": "duckdb", "path": str(tmp_path / "tiny.duckdb")}}
    profile = {"tiny": {"target": "dev", "outputs": outputs}}
    (tmp_path / "profiles.yml").write_text(json.dumps(profile))
    folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    simulate = ["simulate", "--systems", "liblab", "--days", "2", "--users", "3", *folders]
    result = CliRunner().invoke(app, [*simulate, "--json"])
    assert result.exit_code == 0, result.output
    [found] = json.loads(result.stdout)["results"]
    assert found["counts"]["new_rows_in_liblab_audit_trail"] > 0
    result = CliRunner().invoke(app, [*simulate, "--quiet"])
    assert (result.exit_code, result.output) == (0, "")


def test_kpis_are_shown_to_people_and_to_programs(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    footfall = CommandLine(warehouse)
    assert "has no marts yet: load logs, then run dbt build" in footfall.fails("kpis")
    warehouse.execute("create schema marts")
    warehouse.execute(
        "create table marts.active_users_daily as select 'all' as system,"
        " date '2026-03-01' as activity_date, 7 as dau, 20 as wau, 1400 as mau,"
        " 0.25::double as stickiness"
    )
    code, output = footfall.run("kpis")
    assert code == 0
    assert [cell.strip() for cell in output.split("│")[1:6]] == [
        *("2026-03-01", "7", "20", "1,400", "25%"),
    ]
    assert "Top users, 28 days: not built." in output
    assert footfall.run("kpis", "--quiet") == (0, "")
    code, output = footfall.run("kpis", "--json")
    active, *others = json.loads(output)["sections"]
    assert active["rows"] == [
        {"activity_date": "2026-03-01", "dau": 7, "wau": 20, "mau": 1400, "stickiness": 0.25}
    ]
    assert {section["title"]: section["rows"] for section in others}["Top users, 28 days"] == []
