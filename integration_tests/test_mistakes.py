"""What users do wrong, and what is in their way, is one sentence in every command."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import yaml

from footfall.dbt_project import parsed_project
from footfall.errors import BUSY, FAILED, USERS_MISTAKE, BusyError
from footfall.warehouse import read_target
from integration_tests.command_line import printed
from integration_tests.held_files import held
from integration_tests.tiny_runs import TinyProject

# Each command that opens the warehouse, by what it takes at the least.
COMMANDS = {
    "simulate": ["--days", "1", "--users", "1", "--systems", "liblab"],
    "load amundsen": ["{folder}/lines.jsonl"],
    "load zoomdata": ["{folder}/lines.jsonl"],
    "load liblab": ["{folder}/rows.csv"],
    "load employees": ["{folder}/people.csv"],
    "export audit-trail": ["--to", "{folder}/trail.csv"],
    "check raw": [],
    "check marts": [],
    "kpis": [],
    "report": ["--to", "{folder}/page.html"],
    "publish": ["--to", "{folder}/readers.duckdb"],
    "alert send": ["--channel", "ops=json://127.0.0.1:1"],
    "erase": ["ann@example.org", "--yes"],
    "copy": ["--from-target", "dev", "--to-target", "server"],
}
# Those that begin with an empty warehouse.
LOADERS = {"simulate", "load amundsen", "load zoomdata", "load liblab", "load employees"}
OUTPUTS = {
    "server": {
        "type": "postgres",
        "host": "127.0.0.1",
        "port": 1,
        "user": "u",
        "password": "p",
        "dbname": "d",
        "schema": "s",
    }
}


@pytest.fixture
def project(tmp_path: Path) -> TinyProject:
    """A project with files to load and an empty warehouse beside it."""
    project = TinyProject.make(tmp_path)
    profile = yaml.safe_load((tmp_path / "profiles.yml").read_text())
    profile["tiny"]["outputs"] |= OUTPUTS
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profile))
    duckdb.connect(str(tmp_path / "tiny.duckdb")).close()
    (tmp_path / "lines.jsonl").write_text(json.dumps({"command": "x", "user": "ann"}) + "\n")
    (tmp_path / "rows.csv").write_text("Name,Email,Org,Event,Time,URL\n")
    (tmp_path / "people.csv").write_text(
        "email,full_name,department,role,manager_email,employment_start,employment_end\n"
        "ann@example.org,Ann,,,,,\n"
    )
    return project


def run(project: TinyProject, command: str, *more: str) -> tuple[int, str]:
    """Run a command in the project; its exit code and all that it prints, in one line."""
    given = [each.format(folder=project.folder) for each in COMMANDS[command]]
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    return printed(*command.split(), *given, *folders, *more)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_another_process_holds_is_busy(command: str, project: TinyProject) -> None:
    with held(project.folder / "tiny.duckdb"):
        code, output = run(project, command)
    assert code == BUSY, output
    assert "Another process holds the DuckDB file" in output


def test_what_dbt_finds_held_is_busy(project: TinyProject) -> None:
    (project.folder / "models").mkdir()
    (project.folder / "models" / "one.sql").write_text("select 1 as one")
    target = read_target(None, project.folder, project.folder)
    with (
        held(project.folder / "tiny.duckdb"),
        parsed_project(target) as parsed,
        pytest.raises(BusyError, match="holds the DuckDB file"),
    ):
        parsed.run("run")


def test_the_doctor_names_who_is_busy(project: TinyProject) -> None:
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    with held(project.folder / "tiny.duckdb"):
        code, output = printed("doctor", *folders)
    assert code == FAILED
    assert "Another process holds the DuckDB file" in output


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in LOADERS])
def test_a_warehouse_that_is_not_there(command: str, project: TinyProject) -> None:
    path = project.folder / "tiny.duckdb"
    path.unlink()
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "load logs" in output
    assert not path.exists()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in LOADERS])
def test_a_warehouse_without_tables(command: str, project: TinyProject) -> None:
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Error: " in output


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("profiles", "sentence"),
    [
        ("tiny: [", "profiles.yml cannot be read"),
        ("other: {}", "The dbt profile cannot be read"),
        ("tiny: {target: dev, outputs: {dev: {type: oracle}}}", "The dbt profile cannot be read"),
        ("tiny: {target: dev, outputs: {dev: [duckdb]}}", "The dbt profile cannot be read"),
        ("tiny: nothing", "The dbt profile cannot be read"),
        ("- tiny", "profiles.yml cannot be read: it is no YAML mapping"),
        (b"tiny: \xff", "profiles.yml cannot be read"),
    ],
    ids=["broken", "another", "unknown", "no output", "no target", "list", "binary"],
)
def test_a_profile_that_cannot_be_read(
    command: str, profiles: str | bytes, sentence: str, project: TinyProject
) -> None:
    text = profiles if isinstance(profiles, bytes) else profiles.encode()
    (project.folder / "profiles.yml").write_bytes(text)
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert sentence in output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_project_that_cannot_be_read(command: str, project: TinyProject) -> None:
    (project.folder / "dbt_project.yml").write_text("name: [")
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Error: " in output


@pytest.mark.parametrize("command", sorted(LOADERS))
def test_a_file_that_is_no_duckdb_file(command: str, project: TinyProject) -> None:
    (project.folder / "tiny.duckdb").write_text("important")
    code, output = run(project, command)
    assert code == USERS_MISTAKE, output
    assert "Cannot open the DuckDB file" in output


@pytest.mark.parametrize(
    ("command", "more", "sentence"),
    [
        ("load amundsen", ["{folder}"], "There is no file"),
        ("load zoomdata", ["{folder}/none*.log"], "none*.log"),
        ("load employees", ["--schema", "My Schema"], "lower-case letters"),
        ("load liblab", ["--schema", "tiny"], "has the name of the schema"),
        ("simulate", ["--systems", "gopher"], "gopher"),
        ("simulate", ["--end-date", "yesterday"], "yesterday"),
        ("simulate", ["--end-date", "0001-01-05", "--days", "30"], "from 2000 to 2099"),
        ("simulate", ["--out", "/proc/none"], "/proc/none"),
        ("export audit-trail", ["--to", "/proc/none/trail.csv"], "/proc/none"),
        ("export audit-trail", ["--to", "s4://bucket/trail.csv"], "s4"),
        ("export audit-trail", ["--audit-schema", "a;b"], "cannot be a schema"),
        ("alert send", ["--schema", "a;b"], "cannot be a schema"),
        ("alert send", ["--channel", "nonsense"], "Channel 2 is not NAME=URL"),
        ("erase", ["--vars", "{{"], "--vars"),
        ("report", ["--vars", "{{"], "--vars"),
        ("check raw", ["--vars", "{{"], "--vars"),
        ("copy", ["--vars", "top_n"], "--vars takes a YAML mapping"),
        ("erase", ["--from-file", "/nowhere/list"], "cannot be read"),
        ("copy", ["--from-target", "server"], "copies from DuckDB"),
        ("copy", ["--to-target", "dev"], "copies to PostgreSQL and Spark"),
        ("kpis", ["--window", "many"], "--window"),
    ],
)
def test_wrong_arguments_are_sentences(
    command: str, more: list[str], sentence: str, project: TinyProject
) -> None:
    given = [each.format(folder=project.folder) for each in more]
    code, output = run(project, command, *given)
    assert code == USERS_MISTAKE, output
    assert sentence in output
