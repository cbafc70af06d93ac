"""The command line of the doctor."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from footfall.doctor.findings import Finding
from footfall.terminal import (
    AsJson,
    ProfilesDir,
    ProjectDir,
    Quiet,
    Target,
    console,
    escaped,
    print_json,
)

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(
    dbt_vars: Annotated[
        str | None, typer.Option("--vars", help="Vars, as for dbt; default: the project's.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Look for what keeps footfall from working here, and say what to do about it.

    Exit code 0: nothing fails, warnings or not; 1: something does.
    """
    found: list[Finding] = []
    for finding in _examine(target, profiles_dir, project_dir, dbt_vars):
        found.append(finding)
        if not as_json and not (quiet and finding.state == "ok"):
            colour = _COLOURS[finding.state]
            line = f"[{colour}]{finding.state:<4}[/] {finding.check}: {escaped(finding.found)}"
            console.print(line, soft_wrap=True, highlight=False)
            if finding.mend:
                console.print(f"     {escaped(finding.mend)}", soft_wrap=True, highlight=False)
    is_well = all(finding.state != "fail" for finding in found)
    if as_json:
        print_json({"ok": is_well, "findings": [asdict(finding) for finding in found]})
    if not is_well:
        raise typer.Exit(1)


def _examine(
    name: str | None, profiles_dir: Path | None, project_dir: Path | None, dbt_vars: str | None
) -> Iterator[Finding]:
    """All findings. What needs something that has failed is left out."""
    from footfall.doctor import database, machine
    from footfall.doctor.findings import findings_of
    from footfall.parsed import ParsedProject
    from footfall.warehouse import DbtTarget, read_target

    yield from findings_of("Python", machine.check_python)
    yield from findings_of("packages", machine.check_packages)

    targets: list[DbtTarget] = []

    def check_profile() -> Iterator[Finding]:
        target = read_target(name, profiles_dir, project_dir)
        targets.append(target)
        yield Finding("project", "ok", str(target.project))
        yield from machine.check_adapter(target)

    yield from findings_of("profile", check_profile)
    if not targets:
        return
    target = targets[0]
    yield from findings_of("Java", lambda: machine.check_java(target))
    yield from findings_of("disk", lambda: machine.check_disk(target))
    yield from findings_of("run", lambda: machine.check_run(target.project))

    connection = list(findings_of("connection", lambda: database.check_connection(target)))
    yield from connection
    is_connected = all(finding.state == "ok" for finding in connection)
    with tempfile.TemporaryDirectory(prefix="footfall-") as artifacts:
        projects: list[ParsedProject] = []

        def check_project() -> Iterator[Finding]:
            projects.append(ParsedProject(target, dbt_vars, Path(artifacts)))
            yield Finding("models and vars", "ok", "dbt parses them")

        yield from findings_of("models and vars", check_project)
        if not projects or not is_connected:
            return
        project = projects[0]
        # dbt comes last: while it is at work in this process, nobody else opens a DuckDB file
        checks: dict[str, Callable[[], Iterator[Finding]]] = {
            "rights": lambda: database.check_rights(target, project.schemas),
            "grants": lambda: database.check_roles(target, project.roles),
            "salt": lambda: database.check_salt(target, project.salt),
            "raw tables": lambda: database.check_raw_tables(project),
        }
        for check, examine in checks.items():
            yield from findings_of(check, examine)
