"""The command line of the copy."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from footfall.errors import UserError
from footfall.terminal import Output, ProjectOptions, Variables, with_shared_options


@with_shared_options
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
    variables: Variables = None,
    *,
    dbt: ProjectOptions,
    output: Output,
) -> None:
    """Move a warehouse to another engine: copy all tables that no dbt build makes.

    Raw tables, the salt, alert deliveries and the employees' history are copied, each as a whole
    or not at all, and their rows are counted on both sides. A copy that was broken off goes on
    where it stopped. Then dbt build --target makes the marts, with the same rows and pseudonyms.
    """
    from footfall.copying.postgres import copy_to_postgres
    from footfall.copying.spark import copy_to_spark
    from footfall.copying.tables import tables_to_copy
    from footfall.dbt_project import parsed_project
    from footfall.run.locks import run_lock
    from footfall.warehouse import DuckDbWarehouse, PostgresWarehouse

    origin, goal = dbt.target(from_target), dbt.target(to_target)
    source = origin.open() if origin.engine == "duckdb" else None
    if not isinstance(source, DuckDbWarehouse):
        raise UserError(f"footfall copies from DuckDB, and {from_target} is {origin.engine}.")
    if goal.engine not in ("postgres", "spark"):
        raise UserError(f"footfall copies to PostgreSQL and Spark: {to_target} is {goal.engine}.")
    origin.check_reachable()
    # The names are the same for both; what dbt runs, it runs where the tables go.
    with (
        tempfile.TemporaryDirectory(prefix="footfall-") as folder,
        run_lock(goal),
        parsed_project(goal, variables) as project,
    ):
        # dbt takes no snapshots on Spark, and on PostgreSQL goes on with those that are there
        again = ("snapshot",) if goal.engine == "spark" else ()
        made = project.relations("model", "seed", *again) - {project.salt}
        tables = tables_to_copy(source, made, skip or ())
        with output.progress("Copying") as advance:
            if goal.engine == "spark":
                place = files or Path(folder)
                copied = copy_to_spark(source, project, tables, place, advance)
                label = f"Spark, target {goal.name}"
            else:
                warehouse = goal.open()
                assert isinstance(warehouse, PostgresWarehouse)
                copied = copy_to_postgres(source, warehouse, tables, project.salt, advance)
                label = warehouse.label
    output.counts(f"Rows copied from {source.label} to {label}", copied)
    if there := [table.label for table in tables if table.rows and not copied[table.label]]:
        output.note(f"There before, with as many rows: {', '.join(there)}")
    output.note(f"Now: dbt build --target {goal.name}")
    output.end()
