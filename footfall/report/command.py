"""The command line of the dashboard."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from footfall.terminal import ProfilesDir, ProjectDir, Target, console, progress


def report(
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The HTML file; default: target/dashboard/index.html."),
    ] = None,
    variables: Annotated[
        str | None, typer.Option("--vars", help="Vars as for dbt, where dbt build had some.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="PANEL", help="Leave out a panel, by its file's name; repeatable."),
    ] = None,
    target: Target = None,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Write the dashboard of the last dbt build: one HTML page that needs no server.

    Its panels are the dbt analyses in analyses/dashboard, of the project and of its packages.
    """
    from footfall.report.compiling import compile_panels
    from footfall.report.page import read_dashboard, write_page
    from footfall.warehouse import find_project, open_warehouse

    # dbt changes into the project's folder while it compiles
    page = to.resolve() if to else None
    project = (project_dir or find_project(Path.cwd())).resolve()
    page = page or project / "target" / "dashboard" / "index.html"
    warehouse = open_warehouse(target, profiles_dir, project)
    with progress("Writing the dashboard"):
        compiled = compile_panels(warehouse.engine, target, profiles_dir, project, variables)
        compiled = compiled.without(without or [])
        dashboard = read_dashboard(warehouse, compiled)
        size = write_page(dashboard, page, datetime.now(timezone.utc))
    count = len(dashboard.panels)
    console.print(
        f"Dashboard of {count} panel{'s' if count != 1 else ''}, {size / 1e6:.1f} MB:"
        f" {page.as_uri()}",
        soft_wrap=True,
        highlight=False,
    )
