"""The command line: what all commands have in common, and the commands themselves."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from typer.core import TyperGroup

from footfall.alerts.command import alert
from footfall.checks.command import check
from footfall.copying.command import copy
from footfall.doctor.command import doctor
from footfall.erasure import erase_command
from footfall.errors import UserError
from footfall.export.command import export
from footfall.report.command import report
from footfall.run.command import run
from footfall.systems.command import load
from footfall.terminal import (
    DATA_PANEL,
    OPERATIONS_PANEL,
    RESULTS_PANEL,
    AsJson,
    Output,
    ProfilesDir,
    ProjectDir,
    Quiet,
    Target,
    console,
    errors,
    escaped,
    print_json,
)


class FootfallGroup(TyperGroup):
    """Shows a user's mistake as one sentence, with the error's exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; any other error is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            errors.print(f"[bold red]Error:[/] {escaped(str(error))}", soft_wrap=True)
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    cls=FootfallGroup,
    help="Engagement KPIs from the audit logs that a company already has.",
    epilog="Exit codes: 0 all is well, 1 something failed, 2 a mistake in what was asked, 3 busy.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(load, name="load", rich_help_panel=DATA_PANEL)
app.add_typer(export, name="export", rich_help_panel=DATA_PANEL)
app.add_typer(check, name="check", rich_help_panel=RESULTS_PANEL)
app.add_typer(alert, name="alert", rich_help_panel=RESULTS_PANEL)
app.command(rich_help_panel=RESULTS_PANEL)(report)
app.command(rich_help_panel=OPERATIONS_PANEL)(run)
app.command(rich_help_panel=OPERATIONS_PANEL)(doctor)
app.command(rich_help_panel=OPERATIONS_PANEL)(copy)
app.command("erase", rich_help_panel=OPERATIONS_PANEL)(erase_command)


@app.command(rich_help_panel=DATA_PANEL)
def simulate(
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and logs.")] = 7,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days, up to the end date.")] = 120,
    end_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day; default: yesterday (UTC)."),
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
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Make up realistic logs, into the warehouse's raw tables or as files.

    The same arguments give the same rows, so a second run changes nothing. Say --end-date to
    repeat a run on another day.
    """
    from footfall.simulate import SIMULATORS, Plan, chosen_simulators
    from footfall.simulate.writing import load_simulated, write_files
    from footfall.warehouse import open_warehouse

    last_day = end_date.date() if end_date else yesterday()
    plan = Plan(seed=seed, days=days, end_date=last_day, users=users, scale=scale)
    simulators = chosen_simulators(systems.split(",") if systems is not None else SIMULATORS)
    output = Output(quiet, as_json)
    if out:
        with output.progress("Simulating"):
            written = write_files(plan, simulators, out)
        lines = {f"lines in {path.name}": count for path, count in written.items()}
        output.counts(f"Simulated up to {last_day} into {out}", lines)
    else:
        warehouse = open_warehouse(target, profiles_dir, project_dir)
        with output.progress("Simulating"):
            loaded = load_simulated(plan, simulators, warehouse)
        new = {f"new rows in {name}": counts.new for name, counts in loaded.items()}
        output.counts(f"Simulated up to {last_day} in {warehouse.label}", new)
    output.end()


@app.command(rich_help_panel=RESULTS_PANEL)
def kpis(
    window: Annotated[int, typer.Option(help="Trailing days of the ranked lists.")] = 28,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Show the headline KPIs of the last dbt build."""
    from footfall.kpis import read_sections
    from footfall.warehouse import open_warehouse

    sections = read_sections(open_warehouse(target, profiles_dir, project_dir), window)
    if as_json:
        print_json({"sections": [section.as_document() for section in sections]})
        return
    for section in sections:
        table = Table(title=section.title, title_justify="left", title_style="bold")
        for column in section.columns:
            table.add_column(column, overflow="fold")
        for row in section.as_text():
            table.add_row(*(escaped(value) for value in row))
        console.print(table if section.rows else f"[bold]{section.title}[/]: {section.empty}")
        console.print()


@app.command("publish", rich_help_panel=RESULTS_PANEL)
def publish_marts(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            envvar="FOOTFALL_MARTS_PATH",
            help="The file; default: footfall_marts.duckdb in the project.",
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Write the marts, and nothing else, into a DuckDB file for readers, and swap it in."""
    from footfall.publish import check_last_build, publish, read_marts
    from footfall.warehouse import find_project, open_warehouse

    project = (project_dir or find_project(Path.cwd())).resolve()
    warehouse = open_warehouse(target, profiles_dir, project)
    options = [
        *(("--target", target) if target else ()),
        *(("--profiles-dir", str(profiles_dir)) if profiles_dir else ()),
    ]
    marts = read_marts(project, *options)
    check_last_build(project, marts)
    path = to or project / "footfall_marts.duckdb"
    output = Output(quiet, as_json)
    with output.progress("Copying") as advance:
        published = publish(warehouse, marts, path, advance)
    output.counts(
        f"Marts of {warehouse.label} in {path}",
        {"marts": published.marts, "rows": published.rows, "bytes": published.size},
    )
    output.end()


def yesterday() -> date:
    """The last complete day, in UTC."""
    return datetime.now(timezone.utc).date() - timedelta(days=1)
