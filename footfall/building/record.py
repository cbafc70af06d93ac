"""What the last whole build was made of, as it stands in the warehouse, and what is new since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from footfall.warehouse import MissingTableError, Reader, TableVersion, Warehouse

# A row of the table of builds, see macro last_run: every run takes it away when it begins, and
# writes an empty one when it ends. What stands in it is of the last run.
_BUILDS = "staging.footfall_builds"
_LAST_RUN = "node = 'footfall build'"

# Database, schema and name; no database is the target's own.
Relation = tuple[str | None, str, str]


@dataclass(frozen=True)
class BuildRecord:
    """What a build was made of.

    begun_at: in UTC. project, day: see footfall.building.project. read: tables that dbt does not
    make of others. made: what must be there. always: models that dbt makes anew each time.
    """

    begun_at: str
    project: str
    day: str
    read: Mapping[Relation, TableVersion]
    made: tuple[Relation, ...]
    always: tuple[str, ...]


@dataclass(frozen=True)
class News:
    """What a build has to do, and why. lean: its SQL is the last one's, save for the day."""

    work: Literal["nothing", "lean", "whole"]
    why: str


def versions(reader: Reader, relations: Iterable[Relation]) -> dict[Relation, TableVersion]:
    """The versions of tables as they are now; nothing tells those of another database."""
    return {
        (database, schema, name): (
            TableVersion("", None) if database else reader.version(schema, name)
        )
        for database, schema, name in relations
    }


def news_since(
    last: BuildRecord, day: str, read: Mapping[Relation, TableVersion], reader: Reader
) -> News:
    """What is new since the last build of the same project. read: its tables as they are now."""
    _, found = reader.table(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = current_database()"
    )
    there = {(None, schema, name) for schema, name in found}
    for relation in last.made:
        if relation not in there:
            return News("whole", f"{_shown(relation)} is not in the database")
    for relation, version in read.items():
        if relation[0]:
            return News("whole", f"{_shown(relation)} is in another database")
        if version.columns != last.read[relation].columns:
            return News("whole", f"the columns of {_shown(relation)} are others")
    for relation, version in read.items():
        if version.rows is None:
            return News("lean", f"nothing tells whether {_shown(relation)} has new rows")
        if version.rows != last.read[relation].rows:
            return News("lean", f"the rows of {_shown(relation)} are others")
    if last.day != day:
        return News("lean", "it is another day")
    if last.always:
        return News("lean", f"{last.always[0]} is made anew each time")
    return News("nothing", f"nothing is new since {last.begun_at}, when all was built")


def _shown(relation: Relation) -> str:
    return ".".join(part for part in relation if part)


def read_record(warehouse: Warehouse) -> BuildRecord | None:
    """What the last run was made of; none where it was no whole build by footfall build."""
    try:
        found = warehouse.query(f"select built_from from {_BUILDS} where {_LAST_RUN}")
    except MissingTableError:
        return None
    if not found or not found[0][0]:
        return None
    try:
        begun_at, project, day, read, made, always = json.loads(found[0][0])
        return BuildRecord(
            begun_at,
            project,
            day,
            {tuple(relation): TableVersion(*version) for relation, version in read},
            tuple(tuple(relation) for relation in made),
            tuple(always),
        )
    except (TypeError, ValueError):
        # of another version of footfall
        return None


def write_record(warehouse: Warehouse, record: BuildRecord, run_id: str) -> None:
    """Write what a run was made of, unless another one has begun since.

    run_id: dbt's own of the run.
    """
    parts = vars(record) | {"read": [*record.read.items()]}
    told = json.dumps([*parts.values()])
    statement = f"update {_BUILDS} set built_from = ? where {_LAST_RUN} and build_id = ?"
    with warehouse.session("footfall build") as session:
        session.write([(statement, [told, run_id])])
