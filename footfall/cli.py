"""The command line: the commands, in the panels of its help."""

from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from footfall.alerts.command import alert
from footfall.building.command import build
from footfall.checks.command import check
from footfall.copying.command import copy
from footfall.doctor.command import doctor
from footfall.erasing.command import erase
from footfall.export.command import export
from footfall.mapping.command import map_log
from footfall.report.command import report
from footfall.run.command import run
from footfall.systems.command import load
from footfall.terminal import (
    DATA_PANEL,
    DATE_FORMATS,
    OPERATIONS_PANEL,
    RESULTS_PANEL,
    CommandGroup,
    Output,
    TargetOptions,
    console,
    escaped,
    with_shared_options,
)


@with_shared_options
def simulate(
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and logs.")] = 7,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days, up to the end date.")] = 120,
    end_date: Annotated[
        datetime | None,
        typer.Option(formats=DATE_FORMATS, help="Last day; default: yesterday (UTC)."),
    ] = None,
    users: Annotated[int, typer.Option(min=1, max=100_000, help="People in the company.")] = 60,
    systems: Annotated[
        str | None, typer.Option(help="Systems, with commas; default: all of them.")
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.01, max=1000, help="Sessions a person, times so many.")
    ] = 1.0,
    out: Annotated[
        Path | None, typer.Option(help="Write files into this folder instead of the warehouse.")
    ] = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Make up realistic logs, into the warehouse's raw tables or as files.

    The same arguments give the same rows, so a second run changes nothing. Say --end-date to
    repeat a run on another day.
    """
    from footfall.simulate import SIMULATORS, Plan, chosen_simulators
    from footfall.simulate.writing import load_simulated, write_files

    last_day = end_date.date() if end_date else yesterday()
    plan = Plan(seed=seed, days=days, end_date=last_day, users=users, scale=scale)
    simulators = chosen_simulators(systems.split(",") if systems is not None else SIMULATORS)
    if out:
        with output.progress("Simulating"):
            written = write_files(plan, simulators, out)
        lines = {f"lines in {path.name}": count for path, count in written.items()}
        output.counts(f"Simulated up to {last_day} into {out}", lines)
    else:
        warehouse = dbt.open()
        with output.progress("Simulating"):
            loaded = load_simulated(plan, simulators, warehouse)
        new = {f"new rows in {name}": counts.new for name, counts in loaded.items()}
        output.counts(f"Simulated up to {last_day} in {warehouse.label}", new)
    output.end()


@with_shared_options
def kpis(
    window: Annotated[int, typer.Option(help="Trailing days of the ranked lists.")] = 28,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Show the headline KPIs of the last dbt build, and before them why not to trust them."""
    from footfall.kpis import read_sections
    from footfall.source_issues import print_source_issues, read_source_issues

    warehouse = dbt.open()
    sections = read_sections(warehouse, window)
    issues = read_source_issues(warehouse)
    if output.is_for_people and issues:
        print_source_issues(issues)
        console.print()
    for section in sections if output.is_for_people else ():
        table = Table(title=section.title, title_justify="left", title_style="bold")
        for column in section.columns:
            table.add_column(column, overflow="fold")
        for row in section.as_text():
            table.add_row(*(escaped(value) for value in row))
        console.print(table if section.rows else f"[bold]{section.title}[/]: {section.empty}")
        console.print()
    output.document(
        {
            "issues": [asdict(issue) for issue in issues],
            "sections": [section.as_document() for section in sections],
        }
    )


@with_shared_options
def publish(
    to: Annotated[
        Path | None,
        typer.Option(
            envvar="FOOTFALL_MARTS_PATH",
            help="The file; default: footfall_marts.duckdb in the project.",
        ),
    ] = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Write the marts, and nothing else, into a DuckDB file for readers, and swap it in."""
    from footfall.publish import check_last_build, publish_marts, read_marts

    target = dbt.read()
    target.check_reachable()
    warehouse = target.open()
    marts = read_marts(target)
    check_last_build(target.project, marts)
    path = to or target.project / "footfall_marts.duckdb"
    with output.progress("Copying") as advance:
        published = publish_marts(warehouse, marts, path, advance)
    output.counts(
        f"Marts of {warehouse.label} in {path}",
        {"marts": published.marts, "rows": published.rows, "bytes": published.size},
    )
    output.end()


def yesterday() -> date:
    """The last complete day, in UTC."""
    return datetime.now(timezone.utc).date() - timedelta(days=1)


app = typer.Typer(
    cls=CommandGroup,
    help="Engagement KPIs from the audit logs that a company already has.",
    epilog="Exit codes: 0 all is well, 1 something failed, 2 a mistake in what was asked, 3 busy.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command("map", rich_help_panel=DATA_PANEL)(map_log)
app.command(rich_help_panel=DATA_PANEL)(simulate)
for command in (kpis, report, publish):
    app.command(rich_help_panel=RESULTS_PANEL)(command)
for command in (run, build, doctor, copy, erase):
    app.command(rich_help_panel=OPERATIONS_PANEL)(command)
app.add_typer(load, name="load", rich_help_panel=DATA_PANEL)
app.add_typer(export, name="export", rich_help_panel=DATA_PANEL)
app.add_typer(check, name="check", rich_help_panel=RESULTS_PANEL)
app.add_typer(alert, name="alert", rich_help_panel=RESULTS_PANEL)
