"""``python -m bi``: write the bundle's YAML, or the zip that Superset imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bi import bundle
from footfall.errors import UserError
from footfall.terminal import CommandGroup, console, escaped

app = typer.Typer(
    cls=CommandGroup,
    help="The Apache Superset bundle.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.command()
def write(
    manifest: Annotated[Path, typer.Option(help="What `dbt parse` wrote.")] = Path(
        "target/manifest.json"
    ),
) -> None:
    """Write the YAML of bi/superset from the charts declared here and the marts' contracts."""
    if not manifest.is_file():
        raise UserError(f"There is no {manifest}: run `dbt parse` first.")
    files = bundle.render(bundle.contracts(json.loads(manifest.read_text(encoding="utf-8"))))
    bundle.write(files)
    console.print(f"{len(files)} files in {escaped(str(bundle.FOLDER))}", soft_wrap=True)


@app.command("zip")
def make_zip(
    path: Annotated[Path, typer.Argument(help="The zip to write.")],
    uri: Annotated[
        str, typer.Option(help="SQLAlchemy's URI of the warehouse, without a password.")
    ] = bundle.URI,
    schema: Annotated[str, typer.Option(help="Schema of the marts.")] = "marts",
    dashboard: Annotated[
        list[str] | None,
        typer.Option(help="A dashboard to take along, again for more; default: all."),
    ] = None,
) -> None:
    """Write the zip that Superset imports."""
    bundle.zip_bundle(bundle.read(), path, uri, schema, dashboard)
    console.print(f"Written: {escaped(str(path))}", soft_wrap=True)


if __name__ == "__main__":
    app()
