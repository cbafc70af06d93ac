"""The command line of the copy."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from footfall.errors import UserError
from footfall.terminal import AsJson, Output, ProfilesDir, ProjectDir, Quiet


def copy(
    from_target: Annotated[
        str, typer.Option("--from-target", help="The dbt target to copy from: a DuckDB file.")
    ],
    to_target: Annotated[
        str, typer.Option("--to-target", help="The dbt target to copy to: PostgreSQL or Spark.")
    ],
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar="SCHEMA.TABLE", help="Not this table, or hr.*; repeatable."),
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option(help="Spark: a folder that it reads too; default: a temporary one."),
    ] = None,
    dbt_vars: Annotated[
        str | None, typer.Option("--vars", help="Vars, as for dbt; default: the project's.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    profiles_dir: ProfilesDir = None,
    project_dir: ProjectDir = None,
) -> None:
    """Move a warehouse to another engine: copy all tables that no dbt build makes.

    Raw tables, the salt, alert deliveries and the employees' history are copied, each as a whole
    or not at all, and their rows are counted on both sides. A copy that was broken off goes on
    where it stopped. Then dbt build --target makes the marts, with the same rows and pseudonyms.
    """
    from footfall.copying.postgres import copy_to_postgres
    from footfall.copying.spark import copy_to_spark
    from footfall.copying.tables import tables_to_copy
    from footfall.parsed import ParsedProject
    from footfall.run.locks import run_lock
    from footfall.warehouse import DuckDbWarehouse, PostgresWarehouse, read_target

    out = Output(quiet, as_json)
    origin = read_target(from_target, profiles_dir, project_dir)
    goal = read_target(to_target, profiles_dir, project_dir)
    source = origin.open() if origin.engine == "duckdb" else None
    if not isinstance(source, DuckDbWarehouse):
        raise UserError(f"footfall copies from DuckDB, and {from_target} is {origin.engine}.")
    if goal.engine not in ("postgres", "spark"):
        raise UserError(f"footfall copies to PostgreSQL and Spark: {to_target} is {goal.engine}.")
    with tempfile.TemporaryDirectory(prefix="footfall-") as folder, run_lock(goal):
        artifacts = Path(folder) / "artifacts"
        artifacts.mkdir()
        # The names are the same for both; what dbt runs, it runs where the tables go.
        project = ParsedProject(goal, dbt_vars, artifacts)
        # dbt takes no snapshots on Spark, and on PostgreSQL goes on with those that are there
        again = ("snapshot",) if goal.engine == "spark" else ()
        made = project.relations("model", "seed", *again) - {project.salt}
        tables = tables_to_copy(source, made, skip or ())
        with out.progress("Copying") as advance:
            if goal.engine == "spark":
                place = files or Path(folder) / "files"
                copied = copy_to_spark(source, project, tables, place, advance)
                label = f"Spark, target {goal.name}"
            else:
                warehouse = goal.open()
                assert isinstance(warehouse, PostgresWarehouse)
                copied = copy_to_postgres(source, warehouse, tables, project.salt, advance)
                label = warehouse.label
    out.counts(f"Rows copied from {source.label} to {label}", copied)
    if there := [table.label for table in tables if table.rows and not copied[table.label]]:
        out.note(f"There before, with as many rows: {', '.join(there)}")
    out.note(f"Now: dbt build --target {goal.name}")
    out.end()
