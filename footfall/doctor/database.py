"""Checks of the warehouse: connection, version, rights, roles, salt."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from footfall.dbt_project import PACKAGE, DbtProject
from footfall.doctor.findings import Finding, State
from footfall.errors import UserError
from footfall.warehouse import (
    DbtTarget,
    DuckDbWarehouse,
    MissingTableError,
    PostgresWarehouse,
    Warehouse,
    quoted,
)

OLDEST_POSTGRES = 160_000
# The messages of other issues say it themselves.
_MEND_LOSS = "Mend the log or its load, then dbt build. footfall check raw looks at all rows."


def check_connection(target: DbtTarget) -> Iterator[Finding]:
    """Whether the engine answers, and is new enough. Fails with a finding, never without."""
    if target.engine == "spark":
        place = f"Spark by {target.credentials.method}"
        yield Finding("connection", "ok", f"{place}: tried by the checks of raw tables below")
        return
    warehouse = target.open()
    if isinstance(warehouse, DuckDbWarehouse) and not warehouse.path.exists():
        mend = "Load logs first: footfall load, or footfall simulate."
        yield Finding("connection", "fail", f"{warehouse.path} does not exist yet", mend)
        return
    warehouse.query("select 1")
    if isinstance(warehouse, PostgresWarehouse):
        [(number, name)] = warehouse.query(
            "select current_setting('server_version_num')::int, current_setting('server_version')"
        )
        if number < OLDEST_POSTGRES:
            yield Finding(
                "connection",
                "fail",
                f"{warehouse.label} is PostgreSQL {name}",
                "Build on PostgreSQL 16 or newer.",
            )
        else:
            yield Finding("connection", "ok", f"{warehouse.label}, PostgreSQL {name}")
    else:
        yield Finding("connection", "ok", f"{warehouse.label}, DuckDB {duckdb.__version__}")


def check_rights(target: DbtTarget, schemas: Collection[str]) -> Iterator[Finding]:
    """Whether a build may write into schemas, and replace what is in them."""
    if target.engine == "spark":
        return
    warehouse = target.open()
    if isinstance(warehouse, DuckDbWarehouse):
        yield from _file_rights(warehouse.path)
    else:
        yield from _server_rights(warehouse, sorted(schemas))


def _file_rights(path: Path) -> Iterator[Finding]:
    refused = [str(each) for each in (path, path.parent) if not os.access(each, os.W_OK)]
    if refused:
        mend = "Give the user who runs footfall the right to write there."
        yield Finding("rights", "fail", f"{', '.join(refused)} cannot be written", mend)
    else:
        yield Finding("rights", "ok", f"{path} can be written")


def _server_rights(warehouse: Warehouse, schemas: list[str]) -> Iterator[Finding]:
    listed = ", ".join(f"'{schema}'" for schema in schemas)
    [(user, may_create)] = warehouse.query(
        "select current_user, has_database_privilege(current_database(), 'create')"
    )
    rows = warehouse.query(
        "select nspname, has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage')"
        f" from pg_namespace where nspname in ({listed})"
    )
    existing = {str(schema): bool(is_open) for schema, is_open in rows}
    missing = [schema for schema in schemas if schema not in existing]
    closed = [schema for schema, is_open in existing.items() if not is_open]
    if missing and not may_create:
        yield Finding(
            "rights",
            "fail",
            f"{user} may not make the schemas {', '.join(missing)}",
            f"grant create on database ... to {user}, or create them for {user}.",
        )
    if closed:
        yield Finding(
            "rights",
            "fail",
            f"{user} may not write into {', '.join(closed)}",
            f"grant usage, create on schema {', '.join(closed)} to {user}",
        )
    foreign = warehouse.query(
        "select n.nspname || '.' || c.relname || ' of ' || pg_get_userbyid(c.relowner)"
        " from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
        f" where n.nspname in ({listed}) and c.relkind in ('r', 'v', 'm', 'p')"
        " and not pg_has_role(c.relowner, 'usage') order by 1"
    )
    if foreign:
        yield Finding(
            "rights",
            "fail",
            f"{user} may not replace {foreign[0][0]}, nor {len(foreign) - 1} others",
            f"alter table ... owner to {user}, or build as their owner.",
        )
    if not (missing and not may_create) and not closed and not foreign:
        yield Finding("rights", "ok", f"{user} may write into {', '.join(schemas)}")


def check_roles(target: DbtTarget, roles: Collection[str]) -> Iterator[Finding]:
    """Whether the roles are there that models grant something to."""
    if target.engine != "postgres" or not roles:
        return
    found = {name for (name,) in target.open().query("select rolname from pg_roles")} | {"public"}
    if missing := sorted(set(roles) - found):
        mend = "; ".join(f"create role {name}" for name in missing)
        yield Finding("grants", "fail", f"there is no role {', '.join(missing)}", mend)
    else:
        yield Finding("grants", "ok", f"to {', '.join(sorted(roles))}")


def check_salt(target: DbtTarget, table: tuple[str, str]) -> Iterator[Finding]:
    """Whether the secret of the pseudonyms is there: one row."""
    if target.engine == "spark":
        return
    relation = ".".join(map(quoted, table))
    try:
        [(rows,)] = target.open().query(f"select count(*) from {relation}")
    except MissingTableError:
        mend = "The first dbt build makes one. Where there were pseudonyms before, restore it."
        yield Finding("salt", "warn", f"{relation} is not there yet", mend)
        return
    if rows == 1:
        yield Finding("salt", "ok", f"one, in {relation}")
    else:
        mend = "Restore the one row from a backup: without it no pseudonym is what it was."
        yield Finding("salt", "fail", f"{relation} has {rows} rows", mend)


def check_raw_tables(project: DbtProject) -> Iterator[Finding]:
    """Whether each system's raw tables and columns are there: its models compile.

    What their rows hold is seen by `footfall check raw`, and by a build.
    """
    for system in project.systems():
        chosen = ("--select", f"fqn:{PACKAGE}.staging.{system}", "--threads", "1", "--no-print")
        try:
            project.run("compile", *chosen)
        except UserError as error:
            yield Finding(f"raw tables of {system}", "fail", str(error))
        else:
            found = "tables and columns are there; footfall check raw looks at their rows"
            yield Finding(f"raw tables of {system}", "ok", found)


def check_loaded_logs(project: DbtProject) -> Iterator[Finding]:
    """What is there of each log that was loaded as it is, and whether a mapping reads it."""
    for log in project.run_operation("print_loaded_logs", {})["logs"]:
        name = log["name"]
        if log["rows"] is None:
            mend = f"footfall load log ... --as {name}, or take it out of {log['declared_in']}."
            yield Finding("loaded logs", "warn", f"{name} is not there", mend)
            continue
        readers = ", ".join(log["readers"])
        reading = (
            f"custom_sources: {readers}" if readers else "no mapping in custom_sources reads it"
        )
        found = f"{name}: {log['rows']:,} records, the newest loaded at {log['newest']}; {reading}"
        yield Finding("loaded logs", "ok", found)


def check_last_build(project: DbtProject) -> Iterator[Finding]:
    """What the last build found wrong with the logs."""
    printed = project.run_operation("print_source_issues", {})
    if not printed["is_built"]:
        yield Finding("last build", "ok", "none yet")
    elif not printed["issues"]:
        yield Finding("last build", "ok", "it found nothing wrong with the logs")
    states: dict[str, State] = {"error": "fail", "warn": "warn"}
    for issue in printed["issues"]:
        mend = _MEND_LOSS if issue["issue"] == "quarantine" else ""
        yield Finding("last build", states[issue["severity"]], issue["message"], mend)
