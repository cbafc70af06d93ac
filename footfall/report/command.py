"""The command line of the dashboard."""

import webbrowser
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from footfall.terminal import Output, TargetOptions, Variables, with_shared_options


@with_shared_options
def report(
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|FOLDER",
            help="The HTML file, or a folder for its index.html; default: target/dashboard in the"
            " project.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="PANEL", help="Leave out a panel, by its file's name; repeatable."),
    ] = None,
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    variables: Variables = None,
    *,
    dbt: TargetOptions,
    output: Output,
) -> None:
    """Write the dashboard of the last dbt build: one HTML page that needs no server.

    Its panels are the dbt analyses in analyses/dashboard, of the project and of its packages.
    """
    from footfall.report.compiling import compile_panels
    from footfall.report.page import page_file, read_dashboard, write_page

    target = dbt.read()
    page = page_file(to.resolve() if to else target.project / "target" / "dashboard")
    with output.progress("Writing the dashboard"):
        compiled = compile_panels(target, variables).without(without or [])
        dashboard = read_dashboard(target.open(), compiled)
        size = write_page(dashboard, page, datetime.now(timezone.utc))
    panels = f"{len(dashboard.panels)} panel{'s' if len(dashboard.panels) != 1 else ''}"
    output.say(f"Dashboard of {panels}, {size / 1e6:.1f} MB: {page.as_uri()}")
    output.document({"page": str(page), "panels": len(dashboard.panels), "bytes": size})
    if is_opened and not webbrowser.open(page.as_uri()):
        output.note("There is no browser here to open it.")
