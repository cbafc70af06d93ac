"""`footfall run` with steps of a few words: order, retries, limits, locks and signals."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from integration_tests.conftest import WarehouseFactory
from integration_tests.tiny_runs import Steps, TinyProject, is_alive, states, wait_until

# Says which process it is, and works on.
WORKS_ON = "echo $$ > pid; exec sleep 60"
THREE: Steps = [
    {"name": "first", "command": "echo first >> out"},
    {"name": "second", "command": "echo second >> out"},
    {"name": "third", "command": "echo third >> out"},
]


@pytest.fixture
def project(tmp_path: Path) -> TinyProject:
    return TinyProject.make(tmp_path)


def step(name: str, command: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "command": command, "retry_wait": 0, **more}


def test_steps_run_in_order_with_what_they_need(project: TinyProject) -> None:
    show = 'echo "$DBT_TARGET $DBT_PROFILES_DIR $DBT_PROJECT_DIR" > environment; command -v dbt'
    project.set_steps([*THREE, step("last", show)])
    code, document = project.run_json()
    assert code == 0
    assert document["state"] == "ok"
    assert set(states(document).values()) == {"ok"}
    assert project.lines() == ["first", "second", "third"]
    assert project.lines("environment") == [f"dev {project.folder} {project.folder}"]
    log = Path(document["log"]).read_text()
    assert "/bin/dbt" in log
    assert json.loads(Path(document["log"]).with_suffix(".json").read_text()) == document


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--from", "second"), ["second", "third"]),
        (("--only", "third", "--only", "first"), ["first", "third"]),
        (("--skip", "second"), ["first", "third"]),
        (("--only", "*ir*", "--skip", "first"), ["third"]),
    ],
)
def test_steps_are_chosen(
    project: TinyProject, arguments: tuple[str, ...], expected: list[str]
) -> None:
    project.set_steps(THREE)
    code, _ = project.run(*arguments)
    assert code == 0
    assert project.lines() == expected


def test_a_failed_step_is_tried_again(project: TinyProject) -> None:
    flaky = "echo try >> out; [ $(wc -l < out) -ge 3 ]"
    project.set_steps([step("flaky", flaky, retries=4)])
    code, document = project.run_json()
    assert code == 0
    assert [document["steps"][0][key] for key in ("state", "attempts")] == ["ok", 3]


def test_what_fails_for_good_stops_the_run_or_does_not(project: TinyProject) -> None:
    project.set_steps(
        [
            step("soft", "echo soft >> out; exit 7", retries=1, on_failure="continue"),
            step("hard", "echo hard >> out; false"),
            step("never", "echo never >> out"),
        ]
    )
    code, document = project.run_json()
    assert code == 1
    assert states(document) == {"soft": "failed", "hard": "failed", "never": "not run"}
    assert document["steps"][0]["exit_code"] == 7
    assert project.lines() == ["soft", "soft", "hard"]
    code, output = project.run("--skip", "hard")
    assert code == 1
    assert "soft failed" in output
    assert project.lines()[-1] == "never"


def test_a_step_without_what_it_needs_is_left_out(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.set_steps([step("load", 'echo "$TINY_SOURCE" >> out', needs=["TINY_SOURCE"])])
    monkeypatch.delenv("TINY_SOURCE", raising=False)
    code, document = project.run_json()
    assert (code, states(document)) == (0, {"load": "not set up"})
    monkeypatch.setenv("TINY_SOURCE", "here")
    assert states(project.run_json()[1]) == {"load": "ok"}
    assert project.lines() == ["here"]
    project.set_steps([step("check", "echo there >> out", needs_modules=["json", "no_such_one"])])
    code, document = project.run_json()
    assert (code, states(document)) == (0, {"check": "not set up"})
    assert document["steps"][0]["reason"] == "no_such_one is not installed"
    assert project.lines() == ["here"]


def test_a_step_has_no_more_time_than_it_may(project: TinyProject) -> None:
    # The shell waits for a child of its own, which ends too.
    slow = "sleep 60 & echo $! > pid; wait"
    project.set_steps([step("slow", slow, timeout=0.5), step("next", "true")])
    code, document = project.run_json()
    assert code == 1
    assert states(document) == {"slow": "timed out", "next": "not run"}
    wait_until(lambda: not is_alive(int(project.lines("pid")[0])), "the child is still there")


def test_who_ignores_the_end_is_killed(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footfall.run.processes.GRACE_SECONDS", 0.3)
    stubborn = "trap '' TERM; while true; do sleep 0.1; done"
    project.set_steps([step("stubborn", stubborn, timeout=0.3)])
    assert states(project.run_json()[1]) == {"stubborn": "timed out"}


def test_two_runs_never_overlap(project: TinyProject) -> None:
    project.set_steps([step("long", WORKS_ON)])
    running = project.start()
    project.wait_for("pid")
    code, output = project.run()
    assert code == 3
    assert f"Another run is at work in {project.folder}" in output
    assert f"process {running.pid} since" in output
    running.terminate()
    assert running.wait() == 128 + signal.SIGTERM
    project.set_steps(THREE)
    assert project.run()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_the_step(project: TinyProject, number: signal.Signals) -> None:
    project.set_steps([step("long", WORKS_ON, retries=5), step("next", "echo next >> out")])
    running = project.start()
    child = int(project.wait_for("pid"))
    running.send_signal(number)
    printed, complaint = running.communicate(timeout=30)
    assert running.returncode == 128 + number
    assert not is_alive(child)
    document = json.loads(printed)
    assert document["state"] == "stopped"
    assert document["reason"] == f"by signal {int(number)}"
    assert states(document) == {"long": "stopped", "next": "not run"}
    assert document["steps"][0]["attempts"] == 1
    assert project.lines() == []
    assert "the run is stopped" in " ".join(complaint.split())


def test_a_killed_run_leaves_no_lock_and_no_step(project: TinyProject) -> None:
    project.set_steps([step("long", WORKS_ON)])
    running = project.start()
    child = int(project.wait_for("pid"))
    running.kill()
    running.communicate()
    wait_until(lambda: not is_alive(child), "the step works on")
    project.set_steps(THREE)
    assert project.run()[0] == 0
    found = sorted((project.folder / "logs" / "runs").glob("*.json"))
    assert [json.loads(path.read_text())["state"] for path in found] == ["killed", "ok"]


def test_what_outlives_a_killed_run_keeps_the_next_one_out(project: TinyProject) -> None:
    # The shell is told to end, and what it has started is not.
    project.set_steps([step("long", "(echo x; exec sleep 60) & echo $! > pid; wait")])
    running = project.start()
    child = int(project.wait_for("pid"))
    running.kill()
    running.communicate()
    assert is_alive(child)
    project.set_steps(THREE)
    assert project.run()[0] == 3
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: project.run()[0] == 0, "the lock is still held")


def test_logs_have_times_and_output_and_the_last_are_kept(project: TinyProject) -> None:
    project.set_steps([step("talk", "echo to stdout; echo to stderr >&2; printf 'no end'")])
    logs = [project.run_json("--keep", "2")[1]["log"] for _ in range(3)]
    folder = project.folder / "logs" / "runs"
    assert sorted(map(str, folder.glob("*.log"))) == sorted(logs[1:])
    assert len(list(folder.glob("*.json"))) == 2
    lines = Path(logs[-1]).read_text().splitlines()
    assert all(line[:2] == "20" and line[19:26] == "+00:00 " for line in lines)
    printed = [line[26:] for line in lines]
    assert "  to stdout" in printed
    assert "  to stderr" in printed
    assert "  no end" in printed


def test_quiet_prints_errors_only(project: TinyProject) -> None:
    project.set_steps(THREE)
    assert project.run("--quiet") == (0, "")
    project.set_steps([step("bad", "false")])
    code, output = project.run("--quiet")
    assert code == 1
    assert "bad failed" in output
    assert output.startswith("Error:")


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("steps: [{name: a, command: b, retries: -1}]", "step 1, key retries: "),
        ("steps: [{name: a, command: b}, {name: c}]", "step 2, key command: Field required"),
        ("steps: [{name: a, command: b, retry: 1}]", "step 1, key retry: Extra inputs"),
        ("steps: [{name: A b, command: b}]", "step 1, key name: "),
        ("steps: [{name: a, command: b}, {name: a, command: b}]", "has two steps a"),
        ("steps: [{name: a, command: b, on_failure: go}]", "key on_failure: "),
        ("steps: [text]", "step 1: "),
        ("steps: []", "has no list of steps"),
        ("- name", "must have one key"),
        ("steps: [", "is no YAML"),
    ],
)
def test_mistakes_in_the_file_are_told(project: TinyProject, steps: str, sentence: str) -> None:
    (project.folder / "steps.yml").write_text(steps)
    code, output = project.run()
    assert code == 2
    assert "Traceback" not in output
    assert sentence in " ".join(output.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--only", "fourth"), "There is no step fourth: the steps are first, second, third"),
        (("--from", "th*"), "--from takes the name of one step"),
        (("--only", "first", "--skip", "first"), "leave no step"),
        (("--steps", "elsewhere.yml"), "Cannot read elsewhere.yml"),
        (("--target", "prod"), "prod"),
    ],
)
def test_mistakes_on_the_command_line_are_told(
    project: TinyProject, arguments: tuple[str, ...], sentence: str
) -> None:
    project.set_steps(THREE)
    code, output = project.run(*arguments)
    assert code == 2
    assert "Traceback" not in output
    assert sentence in " ".join(output.split())
    assert project.lines() == []


def test_our_own_steps_are_complete(project: TinyProject) -> None:
    code, document = project.run_json("--list")
    assert code == 0
    names = [each["name"] for each in document["steps"] if not each["name"].startswith("load-")]
    assert names == [
        *("freshness", "check-raw", "build", "check-marts", "publish", "report", "alerts"),
    ]
    loads = [each for each in document["steps"] if each["name"].startswith("load-")]
    assert loads == document["steps"][: len(loads)]
    assert all(each["needs"] and each["on_failure"] == "continue" for each in loads)


def test_two_machines_do_not_overlap_on_postgres(
    tmp_path: Path, new_warehouse: WarehouseFactory
) -> None:
    output = {**new_warehouse("postgres").profile(), "schema": "public"}
    projects = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        projects.append(TinyProject.make(tmp_path / name, output))
    one, other = projects
    one.set_steps([step("long", WORKS_ON)])
    other.set_steps(THREE)
    running = one.start()
    one.wait_for("pid")
    code, printed = other.run()
    assert code == 3
    assert "Another footfall run is at work in the PostgreSQL database" in " ".join(printed.split())
    running.kill()
    running.communicate()
    # The server notices that the client is gone.
    wait_until(lambda: other.run()[0] == 0, "the lock is still held")
    assert other.lines() == ["first", "second", "third"]
