"""Logs that were loaded as they are, from an empty folder to KPIs, and all that knows them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from integration_tests.command_line import CommandLine
from integration_tests.conftest import WarehouseFactory
from integration_tests.engines import DuckDbWarehouse, PostgresWarehouse
from integration_tests.harness import BIN
from integration_tests.project_copies import REPOSITORY, copy_project

USERS = '{"id": 2, "email": "ann@corp.example"}\n{"id": 3, "email": "bob@corp.example"}\n'
# as programs write it: with the letters themselves, or escaped
NAME = 'Łukasz "Zoë" O\'Hara'
EVENTS = "".join(
    json.dumps({"id": number, "user": 2 + number % 2, "did": "open", "at": 1_795_939_200 + number})
    + "\n"
    for number in range(10)
)


def run(folder: Path, *command: str, code: int = 0) -> str:
    """Run a command in a folder, with the programs of this environment; what it prints."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBT_", "FOOTFALL_", "PG"))
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment
        | {"PATH": f"{BIN}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the README's example was run, and what it printed in the end."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Any log, from an empty folder\n")[1].split("\n## ")[0]
    (script,) = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    package = copy_project(tmp_path_factory.mktemp("footfall"), with_tests=False)
    # This environment is there, and so is the package.
    script = re.sub(r"^(python3 -m venv|pip install) .*\n", "", script, flags=re.MULTILINE)
    script = re.sub(r"- git: .*\n *revision: .*", f"- local: {package}", script)
    folder = tmp_path_factory.mktemp("company")
    return folder, run(folder, "bash", "-e", "-c", script)


def test_the_readme_leads_from_an_empty_folder_to_dau(company: tuple[Path, str]) -> None:
    _, output = company
    _, active, *_ = re.split(r"Active users|Top users", output)
    assert re.search(r"│ 20\d\d-\d\d-\d\d +│ 2 +│ 2 +│ 2 ", active), output


def execute(folder: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in the company's warehouse; the rows of the last one."""
    with duckdb.connect(str(folder / "company.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
        return connection.fetchall()


def load(folder: Path, name: str, content: str, table: str) -> None:
    (folder / name).write_text(content)
    run(folder, "footfall", "load", "log", name, "--as", table)


def test_doctor_checks_and_erasure_know_logs(company: tuple[Path, str]) -> None:
    folder, _ = company
    load(folder, "users.jsonl", USERS, "app.users")
    load(folder, "old.jsonl", '{"at": "?"}', "old")
    execute(folder, "drop table old.records")
    execute(folder, "update app.users set loaded_at = timestamp '2020-01-01'")

    found = json.loads(run(folder, "footfall", "doctor", "--json"))["findings"]
    found = [each for each in found if each["check"] == "loaded logs"]
    logs = {each["found"].split(" ")[0].strip(":"): each for each in found}
    assert logs["app.events"]["found"].endswith("custom_sources: app")
    assert "app.users: 2 records" in logs["app.users"]["found"]
    assert "no mapping" in logs["app.users"]["found"]
    assert logs["old.records"]["state"] == "warn"

    checked = json.loads(run(folder, "footfall", "check", "raw", "--json", code=1))
    suites = {each["suite"]: each["broken"] for each in checked["suites"]}
    assert {each["measure"] for each in suites["app.users"]} == {
        *("hours_past_error", "hours_past_warning"),
    }
    assert suites["app.events"] == []
    assert [each["measure"] for each in suites["old.records"]] == ["is there"]

    erased = run(folder, "footfall", "erase", "ann@corp.example", "--yes", "--json")
    statements = json.loads(erased)["statements"]
    assert [(each["table"], each["column"], each["rows"]) for each in statements] == [
        ('"company"."app"."events"', "record", 1),
        ('"company"."app"."users"', "record", 1),
    ]


def test_numbers_and_names_are_erased_where_they_are_the_user(company: tuple[Path, str]) -> None:
    folder, _ = company
    records: list[dict[str, Any]] = [
        json.loads(line) | {"full": NAME if number % 2 == 0 else "Bob"}
        for number, line in enumerate(EVENTS.splitlines())
    ]
    records[0]["note"] = json.dumps({"seen by": NAME.upper()})
    records[2]["note"] = f"from:\n{NAME}\n<{NAME}>"
    lines = [
        json.dumps(record, ensure_ascii=number % 4 == 0) for number, record in enumerate(records)
    ]
    # as Go writes it
    lines[2] = lines[2].replace("<", "\\u003c")
    load(folder, "numbers.jsonl", "\n".join(lines), "numbered.events")
    source = {
        "name": "numbered",
        "table": "events",
        "event_id": {"column": "record", "path": "id"},
        "time": {"column": "record", "path": "at", "unit": "s"},
        "actor": {"id": {"column": "record", "path": "user"}, "name": "full"},
        "action": {"column": "record", "path": "did"},
    }
    variables = json.dumps({"enabled_systems": [], "custom_sources": [source]})
    run(folder, "dbt", "--quiet", "build", "--vars", variables)
    erased = run(
        *(folder, "footfall", "erase", "--user", "numbered:2", "--vars", variables),
        *("--yes", "--json"),
    )
    statements = [each["sql"] for each in json.loads(erased)["statements"]]
    assert len(statements) == 2
    execute(folder, *statements)
    rows = execute(folder, "select record from numbered.events order by line_number")
    records = [json.loads(record) for (record,) in rows]
    assert {record["full"] == "Bob" for record in records[1::2]} == {True}
    assert {record["full"] == records[0]["user"] for record in records[::2]} == {True}
    assert NAME.upper() not in json.loads(records[0]["note"])["seen by"]
    assert NAME not in records[2]["note"]
    assert [record["user"] == 3 for record in records] == [False, True] * 5
    assert [record["id"] for record in records] == list(range(10))


def test_a_log_goes_on_where_it_was_copied_to(
    new_warehouse: WarehouseFactory, tmp_path: Path
) -> None:
    source, goal = new_warehouse("duckdb"), new_warehouse("postgres")
    assert isinstance(source, DuckDbWarehouse)
    assert isinstance(goal, PostgresWarehouse)
    path = tmp_path / "log.jsonl"
    path.write_text(EVENTS)
    arguments: list[Any] = ["load", "log", path, "--as", "app.events", "--no-source-yaml"]
    CommandLine(source)(*arguments)
    move(source, goal)
    path.write_text(EVENTS + '{"id": 10}\n')
    counts = CommandLine(goal)(*arguments)
    assert (counts["loaded (new)"], counts["already there"]) == (1, 10)


def move(source: DuckDbWarehouse, goal: PostgresWarehouse) -> None:
    """Copy the tables, without the project around them."""
    from footfall.copying.postgres import copy_to_postgres
    from footfall.copying.tables import tables_to_copy
    from footfall.warehouse import duckdb_file, postgres

    server = goal.server
    ours = duckdb_file.DuckDbWarehouse(source.path)
    theirs = postgres.PostgresWarehouse(
        server.host, server.port, server.user, server.password, goal.database
    )
    copy_to_postgres(ours, theirs, tables_to_copy(ours, set()), ("", ""), lambda rows: None)
