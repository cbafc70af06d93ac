"""What lies in deploy/ is what its tools take; Dagster's job is run by Dagster."""

from __future__ import annotations

import ast
import configparser
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from footfall.run.steps import DEFAULT_STEPS, read_steps
from integration_tests.harness import BIN
from integration_tests.project_copies import REPOSITORY
from integration_tests.tiny_runs import Steps, TinyProject

DEPLOY = REPOSITORY / "deploy"
DAGSTER = REPOSITORY / ".venv-dagster" / "bin" / "python"
LOAD = "footfall simulate --systems liblab --days 2 --users 3 --quiet && echo load >> out"
needs_dagster = pytest.mark.skipif(not DAGSTER.exists(), reason="make .venv-dagster/.made")


@pytest.fixture
def project(tmp_path: Path) -> TinyProject:
    return TinyProject.make(tmp_path)


def execute(project: TinyProject, steps: Steps) -> dict[str, Any]:
    """Execute the job of these steps; what dagster_session prints."""
    project.set_steps([{"retry_wait": 0, **step} for step in steps])
    environment = os.environ | {
        "FOOTFALL_PROJECT": str(project.folder),
        "FOOTFALL_BIN": str(BIN / "footfall"),
        "PYTHONPATH": str(REPOSITORY),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    session = REPOSITORY / "integration_tests" / "dagster_session.py"
    done = subprocess.run(
        [str(DAGSTER), str(session), str(DEPLOY / "dagster_job.py")],
        cwd=project.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@needs_dagster
def test_dagster_runs_the_steps_in_order(project: TinyProject) -> None:
    flaky = "echo flaky >> out; [ $(grep -c flaky out) -ge 2 ]"
    found = execute(
        project,
        [
            {"name": "load", "command": LOAD},
            {"name": "check-raw", "command": flaky, "retries": 2},
            {"name": "alerts", "command": "echo alerts >> out", "needs": ["TINY_CHANNELS"]},
        ],
    )
    assert found["success"]
    assert found["events"] == [
        ["load", "SUCCESS"],
        ["check_raw", "UP_FOR_RETRY"],
        ["check_raw", "SUCCESS"],
        ["alerts", "SUCCESS"],
        ["all_is_well", "SUCCESS"],
    ]
    # The step that is not set up was left out.
    assert project.lines() == ["load", "flaky", "flaky"]
    assert (project.folder / "tiny.duckdb").exists()


@needs_dagster
def test_dagster_fails_where_a_step_fails(project: TinyProject) -> None:
    found = execute(
        project,
        [
            {"name": "soft", "command": "false", "on_failure": "continue"},
            {"name": "hard", "command": "echo hard >> out; false", "retries": 1},
            {"name": "never", "command": "echo never >> out"},
        ],
    )
    assert not found["success"]
    assert found["events"] == [
        ["soft", "SUCCESS"],
        ["hard", "UP_FOR_RETRY"],
        ["hard", "FAILURE"],
    ]
    assert project.lines() == ["hard", "hard"]


@needs_dagster
def test_dagster_is_told_what_is_busy(project: TinyProject) -> None:
    project.set_steps([{"name": "long", "command": "echo $$ > pid; exec sleep 60"}])
    running = project.start()
    try:
        project.wait_for("pid")
        found = execute(project, [{"name": "first", "command": "echo first >> out"}])
    finally:
        running.terminate()
        running.communicate()
    assert not found["success"]
    assert found["events"] == [["first", "FAILURE"]]
    assert found["reasons"][0].startswith("busy: Error: Another run is at work in ")
    assert project.lines() == []


def test_python_files_name_steps_that_are_there() -> None:
    names = {step.name for step in read_steps(DEFAULT_STEPS, REPOSITORY)}
    source = (DEPLOY / "airflow_dag.py").read_text(encoding="utf-8")
    compile(source, "airflow_dag.py", "exec")
    compile((DEPLOY / "dagster_job.py").read_text(encoding="utf-8"), "dagster_job.py", "exec")
    called = {
        value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Call, ast.Assign))
        for value in _step_names(node)
    }
    assert called == names & called
    assert {"freshness", "check-raw", "build", "alerts"} <= called


def test_services_and_workflow_run_footfall() -> None:
    service = configparser.ConfigParser(strict=True, interpolation=None)
    service.optionxform = str  # type: ignore[assignment, method-assign]
    service.read([DEPLOY / "footfall.service", DEPLOY / "footfall.timer"])
    assert shlex.split(service["Service"]["ExecStart"])[1:] == ["run"]
    assert service["Timer"]["OnCalendar"] == "*-*-* 04:15:00"
    workflow = yaml.safe_load((DEPLOY / "github_actions.yml").read_text(encoding="utf-8"))
    commands = [step.get("run") for step in workflow["jobs"]["run"]["steps"]]
    assert ".venv/bin/footfall run" in commands
    # Only a variable that a step needs is worth a secret.
    needed = {name for step in read_steps(DEFAULT_STEPS, REPOSITORY) for name in step.needs}
    given = {name for name in workflow["jobs"]["run"]["env"] if name.startswith("FOOTFALL_")}
    assert given <= needed


def test_cron_runs_it_with_the_secrets_of_a_file(project: TinyProject, tmp_path: Path) -> None:
    [line] = [
        line
        for line in (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
        if line[:1].isdigit()
    ]
    command = line.split(maxsplit=5)[5]
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    (tmp_path / "footfall.env").write_text("TINY_SECRET=of-the-file\n")
    program = folder / "footfall"
    program.write_text('#!/bin/sh\necho "$* $TINY_SECRET" > called\n')
    program.chmod(0o755)
    environment = os.environ | {"PROJECT": str(tmp_path)}
    subprocess.run(["/bin/sh", "-c", command], env=environment, check=True)
    assert project.lines("called") == ["run --quiet of-the-file"]


def _step_names(node: ast.Call | ast.Assign) -> Iterator[str]:
    """Names of steps in `step("…")`, and in tuples that LOADS and AFTER_BUILD are."""
    if isinstance(node, ast.Call):
        values = node.args if isinstance(node.func, ast.Name) and node.func.id == "step" else []
    else:
        values = node.value.elts if isinstance(node.value, ast.Tuple) else []
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
