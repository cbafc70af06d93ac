"""Running dbt build in this process: not at all, lean, or whole."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import re
from collections.abc import Callable, Iterator
from typing import Any

from footfall.building.project import project_version, reporting_day
from footfall.building.record import (
    BuildRecord,
    News,
    Relation,
    news_since,
    read_record,
    versions,
    write_record,
)
from footfall.dbt_project import PACKAGE, dbt_in_process
from footfall.errors import FAILED, OK, USERS_MISTAKE, UserError
from footfall.warehouse import DbtTarget, MissingTableError, TableVersion

# Engines whose tables tell what is new.
_TELLING = ("duckdb", "postgres")
# Models of these are made anew where what they read has changed, and else not.
_WATCHING = ("rebuilt_by_day", "rebuilt_whole", "view_if_changed", "ephemeral")
# What makes SQL another from run to run or from day to day.
_MOMENT = re.compile(
    r"run_started_at|invocation_id|modules\.datetime|current_(date|time)|\bnow\s*\(|random|uuid",
    re.IGNORECASE,
)
_SAID = {
    "nothing": "dbt is left out",
    "lean": "Building, without unit tests and views that are the same",
    "whole": "Building all of it",
}


def build(
    target: DbtTarget,
    variables: str | None,
    is_forced: bool,
    is_quiet: bool,
    say: Callable[[str], None],
) -> tuple[News, int]:
    """Build what is new; what there was to do, and the exit code.

    variables: as for dbt. is_forced: all is built, whatever is new. is_quiet: dbt prints errors
    only. say: is told what is done, and why.
    Raises BusyError where another process holds the DuckDB file.
    """
    begun_at = f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d %H:%M} UTC"
    project, day = project_version(target, variables), reporting_day(target, variables)
    if is_forced:
        news, read = News("whole", "that was asked for"), dict[Relation, TableVersion]()
    else:
        news, read = what_is_new(target, project, day)
    say(f"{_SAID[news.work]}: {news.why}.")
    if news.work == "nothing":
        return news, OK

    with dbt_in_process(target), _no_garbage_collection():
        dbt = _Dbt(target, variables, is_quiet)
        parsed = dbt.run("parse", "--no-write-json")
        if not parsed.success:
            return news, _exit_code(parsed)
        manifest = parsed.result
        # as they are before dbt reads them: what changes meanwhile is new to the next build
        read = read or _versions(target, _raw_tables(manifest, target))
        left_out = _left_out(manifest, target.engine) if news.work == "lean" else []
        done = dbt.run("build", *left_out, manifest=manifest)
    if done.success and read:
        nodes = _nodes(manifest)
        # these dbt itself fills; what commands write into them takes the row of the last run away
        filled = [
            _relation(node, target)
            for node in nodes
            if node.resource_type == "snapshot" or node.config.materialized == "incremental"
        ]
        made = tuple(_relation(node, target) for node in nodes)
        try:
            read |= _versions(target, filled)
            record = BuildRecord(begun_at, project, day, read, made, _always(nodes))
            write_record(target.open(), record, dbt.run_id)
        except UserError as error:
            say(f"All is built, but the next build does not know it: {error}")
    return news, _exit_code(done)


def what_is_new(
    target: DbtTarget, project: str, day: str
) -> tuple[News, dict[Relation, TableVersion]]:
    """What is new since the last build, and the tables that it read as they are now.

    project, day: see footfall.building.project.
    """
    if target.engine not in _TELLING:
        return News("whole", f"on {target.engine} nothing tells what is new"), {}
    last = read_record(target.open())
    if last is None:
        return News("whole", "the last run of dbt was no whole build by footfall build"), {}
    if last.project != project:
        return News("whole", "the project, a var or a version is another"), {}
    with target.open().reader() as reader:
        read = versions(reader, last.read)
        return news_since(last, day, read, reader), read


def _versions(target: DbtTarget, relations: list[Relation]) -> dict[Relation, TableVersion]:
    """The versions of tables as they are now; empty where there is no warehouse that tells them."""
    if target.engine not in _TELLING:
        return {}
    try:
        with target.open().reader() as reader:
            return versions(reader, relations)
    except MissingTableError:
        return {}


class _Dbt:
    """dbt's commands on a target, in this process. run_id: dbt's own, of the last one."""

    def __init__(self, target: DbtTarget, variables: str | None, is_quiet: bool) -> None:
        self.run_id = ""
        self._options = [
            *("--project-dir", str(target.project), "--profiles-dir", str(target.profiles)),
            *(["--target", target.given_name] if target.given_name else []),
            *(["--vars", variables] if variables else []),
            *(["--quiet"] if is_quiet else []),
        ]

    def run(self, command: str, *options: str, manifest: Any = None) -> Any:
        """Run a command; what dbt gives."""
        from dbt.cli.main import dbtRunner
        from dbt_common.invocation import get_invocation_id

        done = dbtRunner(manifest=manifest).invoke([command, *options, *self._options])
        self.run_id = get_invocation_id()
        return done


def _exit_code(done: Any) -> int:
    """Of a command of dbt, as dbt itself ends: with another one where it could not begin."""
    if done.success:
        return OK
    return USERS_MISTAKE if done.exception else FAILED


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """dbt makes many objects and drops few: to look for these takes a tenth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _raw_tables(manifest: Any, target: DbtTarget) -> list[Relation]:
    """The sources of dbt, and the tables that mappings of custom_sources read."""
    own = target.credentials.database
    custom = [
        tuple(relation)
        for node in _nodes(manifest)
        for relation in node.config.meta.get("reads", [])
    ]
    return [_relation(source, target) for source in manifest.sources.values()] + [
        (None if database in (own, None) else database, schema, name)
        for database, schema, name in custom
    ]


def _relation(node: Any, target: DbtTarget) -> Relation:
    is_own = node.database == target.credentials.database
    return (None if is_own else node.database, node.schema, node.identifier)


def _nodes(manifest: Any) -> list[Any]:
    """What dbt makes tables and views of."""
    return [
        node
        for node in manifest.nodes.values()
        if node.resource_type in ("model", "seed", "snapshot")
        and node.config.materialized != "ephemeral"
    ]


def _always(nodes: list[Any]) -> tuple[str, ...]:
    """Models of other projects that dbt makes anew each time, or whose SQL may be another."""
    return tuple(
        node.name
        for node in nodes
        if node.resource_type == "model"
        and node.package_name != PACKAGE
        and (node.config.materialized not in _WATCHING or _MOMENT.search(node.raw_code))
    )


def _left_out(manifest: Any, engine: str) -> list[str]:
    """Options of dbt that leave out what the last build of the same SQL has made or tested.

    A unit test reads SQL alone. On PostgreSQL a table that is made anew takes the views along that
    read it, so that dbt has to look at all of them.
    """
    options = ["--exclude-resource-type", "unit_test"]
    if engine == "duckdb":
        views = [node for node in _nodes(manifest) if _is_same_view(node, manifest.macros)]
        # a test of a view is one of the tables beneath it
        options += ["--indirect-selection", "empty"]
        options += ["--exclude", *("fqn:" + ".".join(view.fqn) for view in views)]
    return options


def _is_same_view(node: Any, macros: Any) -> bool:
    """Whether it is a view of footfall whose SQL does not name the day."""
    if node.package_name != PACKAGE or node.config.materialized != "view_if_changed":
        return False
    texts, names, todo = [node.raw_code], set(), list(node.depends_on.macros)
    while todo:
        name = todo.pop()
        if name not in names and name in macros:
            names.add(name)
            texts.append(macros[name].macro_sql)
            todo += macros[name].depends_on.macros
    return not any(_MOMENT.search(text) for text in texts)
