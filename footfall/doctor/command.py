"""The command line of the doctor."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict

import typer

from footfall.doctor.findings import Finding
from footfall.errors import FAILED
from footfall.terminal import (
    Output,
    TargetOptions,
    Variables,
    console,
    escaped,
    with_shared_options,
)

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@with_shared_options
def doctor(variables: Variables = None, *, dbt: TargetOptions, output: Output) -> None:
    """Look for what keeps footfall from working here, and say what to do about it.

    Exit code 0: nothing fails, warnings or not; 1: something does.
    """
    found: list[Finding] = []
    for finding in _examine(dbt, variables):
        found.append(finding)
        if not output.as_json and not (output.quiet and finding.state == "ok"):
            colour = _COLOURS[finding.state]
            line = f"[{colour}]{finding.state:<4}[/] {finding.check}: {escaped(finding.found)}"
            console.print(line, soft_wrap=True, highlight=False)
            if finding.mend:
                console.print(f"     {escaped(finding.mend)}", soft_wrap=True, highlight=False)
    is_well = all(finding.state != "fail" for finding in found)
    output.document({"ok": is_well, "findings": [asdict(finding) for finding in found]})
    if not is_well:
        raise typer.Exit(FAILED)


def _examine(dbt: TargetOptions, variables: str | None) -> Iterator[Finding]:
    """All findings. What needs something that has failed is left out."""
    from footfall.dbt_project import DbtProject, parsed_project
    from footfall.doctor import database, machine
    from footfall.doctor.findings import findings_of
    from footfall.warehouse import DbtTarget

    yield from findings_of("Python", machine.check_python)
    yield from findings_of("packages", machine.check_packages)

    targets: list[DbtTarget] = []

    def check_profile() -> Iterator[Finding]:
        targets.append(dbt.read())
        yield Finding("project", "ok", str(targets[0].project))
        yield from machine.check_adapter(targets[0])

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
    with ExitStack() as stack:
        projects: list[DbtProject] = []

        def check_project() -> Iterator[Finding]:
            project = stack.enter_context(parsed_project(target, variables))
            project.require_footfall()
            projects.append(project)
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
            "loaded logs": lambda: database.check_loaded_logs(project),
            "last build": lambda: database.check_last_build(project),
        }
        for check, examine in checks.items():
            yield from findings_of(check, examine)
