"""The panels of a dbt project: compiled by dbt, and held to what panels may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from footfall.dbt_project import parsed_project
from footfall.errors import UserError
from footfall.report.panels import Panel, read_header
from footfall.warehouse import DbtTarget

FOLDER = "analyses/dashboard"
# Of whatever project: analyses of packages are panels, too.
_SELECTION = "fqn:*.analysis.dashboard.*"


@dataclass(frozen=True)
class Query:
    """A panel and its SQL. marts: schema and name of each relation that it may read.

    about: its description in YAML, or nothing.
    """

    panel: Panel
    sql: str
    marts: frozenset[tuple[str, str]]
    about: str = ""


@dataclass(frozen=True)
class Compiled:
    """All panels, by position, and where dbt remembers its builds: schema and name."""

    queries: tuple[Query, ...]
    builds: tuple[str, str] | None

    def without(self, names: Iterable[str]) -> Compiled:
        """Less the panels of these names. Raises UserError where there is none of a name."""
        known = [query.panel.name for query in self.queries]
        for name in names:
            if name not in known:
                raise UserError(f"There is no panel {name!r} to leave out: {', '.join(known)}.")
        kept = [query for query in self.queries if query.panel.name not in set(names)]
        return Compiled(tuple(kept), self.builds)


def compile_panels(target: DbtTarget, variables: str | None = None) -> Compiled:
    """Let dbt compile the panels of a project and of its packages.

    variables: as dbt takes them by --vars.
    Raises UserError where dbt cannot, a header is wrong, or a panel reads what is no mart.
    """
    target.check_reachable()
    with parsed_project(target, variables) as project:
        # dbt would look at all relations of all schemas, and panels need none of that
        done = project.run("compile", "--no-populate-cache", "--select", _SELECTION)
        results = done.results if done else []
        queries = [_query(result.node, project.manifest, target.engine) for result in results]
        builds = (project.salt[0], "footfall_builds") if project.has_footfall else None
    if not queries:
        raise UserError(f"{target.project} and its packages have no panels in {FOLDER}.")
    queries.sort(key=lambda query: (query.panel.position, query.panel.file))
    return Compiled(tuple(queries), builds)


def check_reads(
    file: str, sql: str, engine: str, marts: Iterable[tuple[str, str]], others: Iterable[str] = ()
) -> None:
    """Raise UserError where SQL reads anything but marts, by ref() or by name.

    marts: schema and name. others: what dbt knows that it depends on besides them.
    """
    for name in others:
        raise UserError(f"{file} selects from {name}, which is no mart: panels read marts only.")
    try:
        statements = sqlglot.parse(sql, dialect=engine)
    except sqlglot.errors.SqlglotError as error:
        raise UserError(f"The SQL of {file} cannot be read: {_sentence(error)}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise UserError(f"{file} is not one select.")
    allowed = {(schema.lower(), name.lower()) for schema, name in marts}
    local = {cte.alias.lower() for cte in statements[0].find_all(exp.CTE)}
    for table in statements[0].find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            # a function that gives rows: of a file or a server, or harmless as generate_series
            if isinstance(table.this, exp.GenerateSeries | exp.GenerateDateArray):
                continue
            raise UserError(f"{file} selects from {table.sql()}: panels read marts only.")
        if not table.db and table.name.lower() in local:
            continue
        if (table.db.lower(), table.name.lower()) not in allowed:
            raise UserError(
                f"{file} selects from {table.sql(comments=False)} by name: say ref(), of a mart."
            )


def _query(node: Any, manifest: Any, engine: str) -> Query:
    # of a package: where it lies in the package
    file = str(node.original_file_path)
    panel = read_header(file, node.raw_code)
    marts, others = set(), []
    for key in node.depends_on.nodes:
        parent = manifest.nodes.get(key) or manifest.sources.get(key)
        if parent is not None and _is_mart(parent):
            marts.add((parent.schema, parent.alias))
        else:
            others.append(key.split(".")[-1])
    check_reads(file, node.compiled_code, engine, marts, others)
    about = " ".join((node.description or "").split())
    return Query(panel, node.compiled_code.strip().rstrip(";"), frozenset(marts), about)


def _is_mart(node: Any) -> bool:
    """Of footfall: in models/marts, but for the audit. Of a company's own project: public."""
    from dbt.artifacts.resources.types import AccessType

    if node.resource_type != "model" or node.access != AccessType.Public:
        return False
    is_ours = node.package_name == "footfall"
    return not is_ours or (node.fqn[1] == "marts" and node.fqn[2] != "audit")


def _sentence(error: object) -> str:
    text = " ".join(str(error).split())
    return text if text.endswith(".") else f"{text}."
