"""The command line of the checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from footfall.errors import FAILED, OK
from footfall.terminal import (
    Output,
    TargetOptions,
    Variables,
    console,
    escaped,
    with_shared_options,
)

if TYPE_CHECKING:
    from footfall.checks.checking import Stage, SuiteResult
    from footfall.checks.validating import Folders

check = typer.Typer(
    help="Check the data with Great Expectations: raw tables before a build, marts after it.",
    no_args_is_help=True,
)


@dataclass(frozen=True)
class CheckOptions:
    """What both stages of checks can be told."""

    system: Annotated[
        list[str] | None,
        typer.Option(help="Only of this system; repeatable."),
    ] = None
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings too.")] = False
    docs: Annotated[
        Path | None,
        typer.Option(help="Folder of the Data Docs; default: target/checks in the project."),
    ] = None
    results: Annotated[
        Path | None,
        typer.Option(help="Folder of the results; default: .footfall/checks in the project."),
    ] = None
    keep: Annotated[
        int, typer.Option(min=1, max=10_000, help="Runs whose results and pages are kept.")
    ] = 30
    variables: Variables = None


@check.command("raw")
@with_shared_options
def check_raw(options: CheckOptions, dbt: TargetOptions, output: Output) -> None:
    """Check the raw tables, before a build.

    Exit code 1: something critical does not hold. 2: the command itself is wrong.
    """
    _check("raw", options, dbt, output)


@check.command("marts")
@with_shared_options
def check_marts(options: CheckOptions, dbt: TargetOptions, output: Output) -> None:
    """Check the marts, after a build.

    Exit code 1: something critical does not hold. 2: the command itself is wrong.
    """
    _check("marts", options, dbt, output)


def _check(stage: Stage, options: CheckOptions, dbt: TargetOptions, output: Output) -> None:
    from footfall.checks.importing import require_great_expectations

    require_great_expectations()
    from footfall.checks.asking import ask
    from footfall.checks.checking import check as run_check
    from footfall.checks.mart_suites import MART_SUITES
    from footfall.checks.raw_suites import RAW_SUITES
    from footfall.checks.validating import Folders

    target = dbt.read()
    folders = Folders(
        results=(options.results or target.project / ".footfall" / "checks").resolve(),
        docs=(options.docs or target.project / "target" / "checks").resolve(),
        keep=options.keep,
    )
    warehouse = target.open()
    with output.progress("Checking") as advance:
        suites = {"raw": RAW_SUITES} if stage == "raw" else {"marts": MART_SUITES}
        answers = ask(target, options.variables, **suites)
        found = run_check(warehouse, answers, stage, options.system or [], folders, advance)
    critical = sum(each.count("critical") for each in found)
    warned = sum(each.count("warning") for each in found)
    code = FAILED if critical or (options.strict and warned) else OK
    if not output.as_json:
        _print_summary(stage, found, folders, output.quiet)
    output.document(as_document(stage, found, folders, code))
    raise typer.Exit(code)


def as_document(
    stage: Stage, found: list[SuiteResult], folders: Folders, code: int
) -> dict[str, Any]:
    """What a check found, for programs. code: how the command ends."""
    return {
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
    }


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
