"""The command line of the checks."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from footfall.terminal import ProfilesDir, ProjectDir, Target, console, escaped, progress

if TYPE_CHECKING:
    from footfall.checks.checking import Stage, SuiteResult
    from footfall.checks.validating import Folders

check = typer.Typer(
    help="Check the data with Great Expectations: raw tables before a build, marts after it.",
    no_args_is_help=True,
)

Systems = Annotated[
    list[str] | None, typer.Option("--system", help="Only of this system; repeatable.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print only what does not hold.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings too.")]
Variables = Annotated[str | None, typer.Option("--vars", help="Vars, as YAML, as for dbt.")]
Docs = Annotated[
    Path | None,
    typer.Option(help="Folder of the Data Docs; default: target/checks in the project."),
]
Results = Annotated[
    Path | None,
    typer.Option(help="Folder of the results; default: .footfall/checks in the project."),
]
Keep = Annotated[
    int, typer.Option(min=1, max=10_000, help="Runs whose results and pages are kept.")
]


@check.command("raw")
def check_raw(
    system: Systems = None,
    is_json: AsJson = False,
    quiet: Quiet = False,
    strict: Strict = False,
    variables: Variables = None,
    docs: Docs = None,
    results: Results = None,
    keep: Keep = 30,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Check the raw tables, before a build.

    Exit code 1: something critical does not hold. 2: the command itself is wrong.
    """
    folders = (docs, results, keep)
    dbt = (target, profiles_dir, project_dir, variables)
    _check("raw", system or [], folders, dbt, is_json, quiet, strict)


@check.command("marts")
def check_marts(
    system: Systems = None,
    is_json: AsJson = False,
    quiet: Quiet = False,
    strict: Strict = False,
    variables: Variables = None,
    docs: Docs = None,
    results: Results = None,
    keep: Keep = 30,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Check the marts, after a build.

    Exit code 1: something critical does not hold. 2: the command itself is wrong.
    """
    folders = (docs, results, keep)
    dbt = (target, profiles_dir, project_dir, variables)
    _check("marts", system or [], folders, dbt, is_json, quiet, strict)


def _check(
    stage: Stage,
    systems: list[str],
    chosen_folders: tuple[Path | None, Path | None, int],
    dbt: tuple[str | None, Path | None, Path | None, str | None],
    is_json: bool,
    quiet: bool,
    strict: bool,
) -> None:
    from footfall.checks.importing import require_great_expectations

    require_great_expectations()
    from footfall.checks.asking import Project
    from footfall.checks.checking import check as run_check
    from footfall.checks.mart_suites import MART_SUITES
    from footfall.checks.raw_suites import RAW_SUITES
    from footfall.checks.validating import Folders
    from footfall.warehouse import find_project, open_warehouse

    target, profiles_dir, project_dir, variables = dbt
    docs, results, keep = chosen_folders
    warehouse = open_warehouse(target, profiles_dir, project_dir)
    # dbt would make the file of a DuckDB that is not there.
    warehouse.query("select 1")
    folder = (project_dir or find_project(Path.cwd())).resolve()
    folders = Folders(
        results=results or folder / ".footfall" / "checks",
        docs=docs or folder / "target" / "checks",
        keep=keep,
    )
    # A scheduler's log is to be empty where nothing is wrong, and JSON is for programs.
    shown = nullcontext(lambda done: None) if quiet or is_json else progress("Checking")
    with shown as advance:
        project = Project(folder, profiles_dir, target, variables)
        answers = project.ask(raw=RAW_SUITES) if stage == "raw" else project.ask(marts=MART_SUITES)
        found = run_check(warehouse, answers, stage, systems, folders, advance)
    critical = sum(each.count("critical") for each in found)
    warned = sum(each.count("warning") for each in found)
    code = 1 if critical or (strict and warned) else 0
    if is_json:
        typer.echo(as_json(stage, found, folders, code))
    else:
        _print_summary(stage, found, folders, quiet)
    raise typer.Exit(code)


def as_json(stage: Stage, found: list[SuiteResult], folders: Folders, code: int) -> str:
    """What a check found, for programs. code: how the command ends."""
    return json.dumps(
        {
            "stage": stage,
            "exit_code": code,
            "critical": sum(each.count("critical") for each in found),
            "warnings": sum(each.count("warning") for each in found),
            "data_docs": str(folders.index),
            "suites": [
                {
                    "suite": each.suite,
                    "expectations": each.expectations,
                    "not_judged": each.not_judged,
                    "failed": each.count("critical"),
                    "warned": each.count("warning"),
                    "seconds": each.seconds,
                    "broken": [
                        {
                            "expectation": broken.expectation,
                            "severity": broken.severity,
                            "measure": broken.measure,
                            "observed": broken.observed,
                            "rows": broken.rows,
                            "find": broken.find,
                        }
                        for broken in each.broken
                    ],
                }
                for each in found
            ],
        },
        indent=2,
    )


def _print_summary(stage: Stage, found: list[SuiteResult], folders: Folders, quiet: bool) -> None:
    if not quiet:
        table = Table(title=f"Checks of the {stage if stage == 'marts' else 'raw tables'}")
        table.title_justify = "left"
        table.add_column("suite", overflow="fold")
        for name in ("expectations", "failed", "warned", "seconds"):
            table.add_column(name, justify="right")
        for each in found:
            failed, warned = each.count("critical"), each.count("warning")
            table.add_row(
                escaped(each.suite),
                str(each.expectations),
                f"[bold red]{failed}[/]" if failed else "0",
                f"[yellow]{warned}[/]" if warned else "0",
                f"{each.seconds:.1f}",
            )
        console.print(table)
    for each in found:
        for broken in each.broken:
            mark = "[bold red]failed[/]" if broken.severity == "critical" else "[yellow]warned[/]"
            observed = ", ".join(
                f"{system}: {_number(value)}" for system, value in broken.observed.items()
            )
            console.print(
                f"{mark} {escaped(each.suite)}: {escaped(broken.expectation)}"
                f" {escaped(broken.measure)} is {escaped(observed)}.",
                soft_wrap=True,
            )
            if broken.rows:
                console.print(f"  look at {escaped(', '.join(broken.rows))}", soft_wrap=True)
        if each.not_judged:
            console.print(
                f"[yellow]not judged[/] {escaped(each.suite)}: {each.not_judged} expectations of"
                " its rows, until its columns are as they must be.",
                soft_wrap=True,
            )
    if not quiet:
        console.print(f"Data Docs: {escaped(str(folders.index))}", soft_wrap=True)


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
