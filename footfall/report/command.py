"""The command line of the dashboard."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from footfall.terminal import Output, TargetOptions, Variables, with_shared_options


@with_shared_options
def report(
    to: Annotated[
        Path | None,
        typer.Option(help="The HTML file; default: target/dashboard/index.html in the project."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="PANEL", help="Leave out a panel, by its file's name; repeatable."),
    ] = None,
    variables: Variables = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Write the dashboard of the last dbt build: one HTML page that needs no server.

    Its panels are the dbt analyses in analyses/dashboard, of the project and of its packages.
    """
    from footfall.report.compiling import compile_panels
    from footfall.report.page import read_dashboard, write_page

    target = dbt.read()
    page = to.resolve() if to else target.project / "target" / "dashboard" / "index.html"
    with output.progress("Writing the dashboard"):
        compiled = compile_panels(target, variables).without(without or [])
        dashboard = read_dashboard(target.open(), compiled)
        size = write_page(dashboard, page, datetime.now(timezone.utc))
    panels = f"{len(dashboard.panels)} panel{'s' if len(dashboard.panels) != 1 else ''}"
    output.say(f"Dashboard of {panels}, {size / 1e6:.1f} MB: {page.as_uri()}")
    output.document({"page": str(page), "panels": len(dashboard.panels), "bytes": size})
