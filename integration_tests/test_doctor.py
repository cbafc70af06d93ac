"""`footfall doctor` finds what is broken, says what to do, and never falls over itself."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from footfall.cli import app
from footfall.doctor import machine
from footfall.doctor.findings import Finding, State, findings_of
from footfall.run.locks import LOCK_FILE
from footfall.warehouse import read_target
from integration_tests.conftest import WarehouseFactory
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import SALT_RELATION, Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.tiny_runs import TinyProject

SYSTEMS = ("clutch", "liblab")
VARS: dict[str, Any] = {"enabled_systems": list(SYSTEMS)}


@dataclass(frozen=True)
class Report:
    """What the doctor has found. code: its exit code."""

    code: int
    findings: dict[str, list[dict[str, str]]]

    def states(self, check: str) -> list[str]:
        return [finding["state"] for finding in self.findings.get(check, [])]

    def text(self, check: str) -> str:
        return " ".join(f"{each['found']} {each['mend']}" for each in self.findings[check])


def examine(
    warehouse: Warehouse, project: Path, variables: Mapping[str, Any], **profile: Any
) -> Report:
    """Run the doctor outside of this process, which must print nothing but its JSON."""
    outputs = {warehouse.engine: {**warehouse.profile(), **profile}}
    document = {"footfall": {"target": warehouse.engine, "outputs": outputs}}
    (project / "profiles.yml").write_text(yaml.safe_dump(document))
    command = [sys.executable, "-m", "footfall", "doctor", "--json"]
    done = subprocess.run(
        [*command, "--vars", json.dumps(dict(variables))],
        cwd=project,
        env=warehouse.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    found: dict[str, list[dict[str, str]]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["check"], []).append(finding)
    return Report(done.returncode, found)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("project"), with_tests=False)


@pytest.fixture
def held_lock(project: Path) -> Iterator[None]:
    path = project / LOCK_FILE
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write('{"pid": 4711, "host": "elsewhere", "since": "2026-03-01"}')
        file.flush()
        yield


def test_what_is_sound_and_what_is_broken_on_duckdb(
    project: Path, new_warehouse: WarehouseFactory, held_lock: None
) -> None:
    warehouse = new_warehouse("duckdb")
    warehouse.footfall("simulate", "--systems", ",".join(SYSTEMS), "--days", "2", "--users", "3")
    warehouse.set_salt()
    warehouse.execute(f"insert into {SALT_RELATION} select * from {SALT_RELATION}")
    warehouse.execute("alter table clutch.audit_events drop column details")
    warehouse.execute('create table liblab.log ("at" timestamp, who text)')
    mapped = {"name": "gym", "schema": "liblab", "table": "log", "time": "at", "actor": "who"}
    source = {**mapped, "action": "what"}
    report = examine(warehouse, project, {**VARS, "custom_sources": [source]})
    assert report.code == 1
    for check in ("Python", "packages", "project", "profile", "steps", "connection", "rights"):
        assert report.states(check) == ["ok"], check
    assert report.states("raw tables of liblab") == ["ok"]
    assert report.states("raw tables of clutch") == ["fail"]
    assert "has no column 'details'" in report.text("raw tables of clutch")
    assert report.states("raw tables of custom_sources") == ["fail"]
    assert "what" in report.text("raw tables of custom_sources")
    assert report.states("salt") == ["fail"]
    assert "has 2 rows" in report.text("salt")
    assert report.states("lock") == ["warn"]
    assert "process 4711 on elsewhere is at work since 2026-03-01" in report.text("lock")


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_only_what_fails_is_a_failure(
    state: State, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Finding("disk", "ok", "enough"), Finding("salt", state, "found [this]", "do that")]
    monkeypatch.setattr("footfall.doctor.command._examine", lambda *arguments: iter(found))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == code
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines == ["ok disk: enough", f"{state} salt: found [this]", "do that"]
    document = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert document["ok"] == (code == 0)


def test_what_is_broken_on_postgres(project: Path, new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("postgres")
    assert isinstance(warehouse, PostgresWarehouse)
    role = f"weak_{warehouse.database}"
    warehouse.execute(f"create role {role} login password 'weak'")
    try:
        warehouse.execute("create schema marts; create table marts.top_users (user_key text)")
        warehouse.execute(f"grant usage on schema marts to {role}")
        granted = {**VARS, "top_n": 5}
        config = project / "dbt_project.yml"
        before = config.read_text()
        grants = "    marts:\n      +grants: {select: [nobody_at_all]}\n"
        config.write_text(before.replace("    marts:\n", grants, 1))
        report = examine(warehouse, project, granted, user=role, password="weak")
        config.write_text(before)
        assert report.code == 1
        assert report.states("connection") == ["ok"]
        rights = report.text("rights")
        assert f"{role} may not make the schemas audit, intermediate, staging" in rights
        assert f"{role} may not write into marts" in rights
        assert "may not replace marts.top_users of " in rights
        assert "there is no role nobody_at_all create role nobody_at_all" in report.text("grants")
        assert "was not found" in report.text("raw tables of clutch")
        assert "footfall: " not in report.text("raw tables of clutch")

        report = examine(warehouse, project, {"top_n": 0}, port=1)
        assert report.code == 1
        assert "Cannot connect to" in report.text("connection")
        assert "var 'top_n' is 0; allowed is a whole number from 1" in report.text(
            "models and vars"
        )
        assert "salt" not in report.findings
    finally:
        warehouse.execute(f"drop owned by {role}")
        warehouse.execute(f"drop role {role}")


@pytest.mark.parametrize(
    ("profiles", "sentence"),
    [
        (None, "No profiles.yml in "),
        ("tiny: [", "profiles.yml cannot be read"),
        ("tiny: {target: dev, outputs: {}}", "profile cannot be read"),
        ("tiny: {target: dev, outputs: {dev: {type: duckdb, path: none.duckdb}}}", "not exist yet"),
    ],
)
def test_a_wrong_profile_is_a_finding(tmp_path: Path, profiles: str | None, sentence: str) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: tiny\nprofile: tiny\n")
    if profiles:
        (tmp_path / "profiles.yml").write_text(profiles)
    folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    result = CliRunner().invoke(app, ["doctor", "--quiet", *folders])
    assert result.exit_code == 1
    output = " ".join(result.output.split())
    assert sentence in output
    assert "ok " not in output
    assert "Traceback" not in output


def test_a_project_of_somebody_else_is_a_finding(tmp_path: Path) -> None:
    TinyProject.make(tmp_path)
    folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    result = CliRunner().invoke(app, ["doctor", *folders])
    assert result.exit_code == 1
    assert "neither is footfall nor installs it" in " ".join(result.output.split())


def test_a_check_that_falls_over_hides_no_other() -> None:
    def check() -> Iterator[Finding]:
        yield Finding("one", "ok", "well")
        raise ValueError("deep inside\nand more")

    first, second = findings_of("one", check)
    assert first.state == "ok"
    assert second.state == "fail"
    assert second.found == "the check itself has failed: ValueError: deep inside"


def test_versions_and_disk_are_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"dbt-core": "1.10.0"}
    monkeypatch.setattr(
        "footfall.doctor.machine.version", lambda name: versions.get(name) or version(name)
    )
    found = {finding.check: finding for finding in machine.check_packages()}
    assert found["packages"].state == "fail"
    assert "dbt-core is 1.10.0, and must be <1.12,>=1.11.16" in found["packages"].found
    monkeypatch.setattr(machine, "_NO_DISK", 2**80)
    TinyProject.make(tmp_path)
    [disk] = machine.check_disk(read_target(None, tmp_path, tmp_path))
    assert disk.state == "fail"
    assert str(tmp_path) in disk.found
