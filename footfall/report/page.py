"""Reading the panels' rows, and writing them into one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from footfall.errors import UserError
from footfall.report.charts import Kind, chart_spec
from footfall.report.compiling import Compiled, Query
from footfall.report.panels import MOST_SERIES, Panel
from footfall.warehouse import MissingTableError, Reader, Row, Warehouse

# More rows in a panel make a page that no browser likes.
MOST_ROWS = 40_000
ALL = "all"
_LIBRARIES = "window.vegaEmbed = vegaEmbed; window.vega = vega;"


@dataclass(frozen=True)
class Filled:
    """A panel with its rows: values that JSON knows, in the order of `columns`."""

    query: Query
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    kinds: Mapping[str, Kind]

    def values(self, choice: str) -> set[Any]:
        """The different values of the column of a filter, none if the panel has no such filter."""
        name = self.query.panel.filters.get(choice)
        place = self.columns.index(name) if name else None
        return {row[place] for row in self.rows} if place is not None else set()


@dataclass(frozen=True)
class Dashboard:
    """All panels with their rows. as_of: D, the last full day, if anything happened.

    built_at: the last change of a table (UTC), where the reader may see it.
    """

    panels: tuple[Filled, ...]
    as_of: dt.date | None
    built_at: dt.datetime | None


def read_dashboard(warehouse: Warehouse, compiled: Compiled) -> Dashboard:
    """Read all panels at one state of the warehouse.

    Raises UserError where a mart is not built, or a panel's SQL or header does not fit.
    """
    try:
        with warehouse.reader() as reader:
            _check_built(reader, warehouse.label, compiled.queries)
            panels = _urgent_first([_fill(reader, query) for query in compiled.queries])
            as_of = _as_of(reader, compiled.queries)
    except MissingTableError as error:
        raise UserError(f"{error} Run dbt build.") from error
    return Dashboard(panels, as_of, _built_at(warehouse, compiled.builds))


def _urgent_first(panels: Sequence[Filled]) -> tuple[Filled, ...]:
    """Sections with an urgent panel first. Urgent panels without rows are left out."""
    shown = [filled for filled in panels if filled.rows or not filled.query.panel.urgent]
    urgent = {filled.query.panel.section for filled in shown if filled.query.panel.urgent}
    return tuple(sorted(shown, key=lambda filled: filled.query.panel.section not in urgent))


def _check_built(reader: Reader, label: str, queries: Iterable[Query]) -> None:
    _, found = reader.table("select table_schema, table_name from information_schema.tables")
    there = {(schema, name) for schema, name in found}
    for query in queries:
        if missing := sorted(query.marts - there):
            name = ".".join(missing[0])
            raise UserError(f"{label} has no {name}, or you may not read it: run dbt build.")


def _fill(reader: Reader, query: Query) -> Filled:
    panel = query.panel
    try:
        columns, rows = reader.table(query.sql)
    except UserError as error:
        raise UserError(f"The SQL of {panel.file} fails: {error}") from error
    for name, key in panel.used_columns.items():
        if name not in columns:
            raise UserError(
                f"The header of {panel.file} names {name} in {key}, which is no column of its SQL:"
                f" {', '.join(columns)}."
            )
    if len(rows) > MOST_ROWS:
        raise UserError(
            f"The SQL of {panel.file} gives {len(rows):,} rows; a panel has {MOST_ROWS:,} at most."
        )
    kinds = {name: _kind(rows, place) for place, name in enumerate(columns)}
    values = tuple(tuple(_json_value(value) for value in row) for row in rows)
    filled = Filled(query, tuple(columns), values, kinds)
    _check_values(panel, filled)
    return filled


def _check_values(panel: Panel, filled: Filled) -> None:
    if not filled.rows:
        return
    numbers = [panel.x if panel.chart == "ranking" else None, panel.bar]
    numbers += [*panel.y] if panel.chart in ("line", "bar") else []
    numbers += [panel.color] if panel.chart == "heatmap" else []
    numbers += [name for tile in panel.tiles for name in (tile.value, tile.change, tile.average)]
    for name in numbers:
        if name and filled.kinds[name] != "number":
            raise UserError(
                f"{panel.file} draws {name} as a number, but it is {filled.kinds[name]}."
            )
    for choice, kind in (("window", "number"), ("dates", "date"), ("since", "date")):
        name = panel.filters.get(choice)
        if name and filled.kinds[name] != kind:
            raise UserError(f"{panel.file} filters {choice} by {name}, which is no {kind}.")
    if panel.color and panel.chart in ("line", "bar"):
        places = [filled.columns.index(panel.color)]
        keys = [panel.filters[c] for c in ("system", "department", "window") if c in panel.filters]
        places += [filled.columns.index(key) for key in keys]
        groups: dict[tuple[Any, ...], set[Any]] = {}
        for row in filled.rows:
            groups.setdefault(tuple(row[p] for p in places[1:]), set()).add(row[places[0]])
        # beyond it colours come again
        if max(map(len, groups.values())) > MOST_SERIES:
            raise UserError(
                f"{panel.file} has more than {MOST_SERIES} values of {panel.color}: nobody tells so"
                " many colours apart."
            )


def _kind(rows: Sequence[Row], place: int) -> Kind:
    for row in rows:
        value = row[place]
        if value is None:
            continue
        if isinstance(value, dt.datetime):
            return "time"
        if isinstance(value, dt.date):
            return "date"
        return (
            "number"
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
            else "text"
        )
    # of nulls alone: whatever the header wants of it
    return "number"


def _json_value(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _as_of(reader: Reader, queries: Iterable[Query]) -> dt.date | None:
    """D of the last build: active_users_daily ends on it."""
    for query in queries:
        for schema, name in query.marts:
            if name == "active_users_daily":
                _, rows = reader.table(f'select max(activity_date) from "{schema}"."{name}"')
                return rows[0][0] if rows else None
    return None


def _built_at(warehouse: Warehouse, builds: tuple[str, str] | None) -> dt.datetime | None:
    if builds is None:
        return None
    try:
        rows = warehouse.query(f'select max(built_at) from "{builds[0]}"."{builds[1]}"')
    except UserError:
        # whoever reads the marts may not see behind them
        return None
    return rows[0][0] if rows else None


def page_file(to: Path) -> Path:
    """Where the page goes: what ends in .html or is a file, else index.html in that folder."""
    is_file = to.suffix.lower() in (".html", ".htm") and not to.is_dir()
    return to if is_file or to.is_file() else to / "index.html"


def write_page(dashboard: Dashboard, to: Path, made_at: dt.datetime) -> int:
    """Write the page, by way of a file beside it, so that nobody ever sees half of it.

    made_at: with a time zone. Returns the size (bytes).
    Raises UserError where it cannot be written.
    """
    text = render(dashboard, made_at)
    new = to.with_name(f"{to.name}.new")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(to)
    except OSError as error:
        raise UserError(f"Cannot write {to}: {error.strerror}.") from error
    return to.stat().st_size


def render(dashboard: Dashboard, made_at: dt.datetime) -> str:
    """The page as HTML."""
    scripts = {"libraries": _libraries(), "program": _asset("page.js")}
    for name, script in scripts.items():
        if "</script" in script.lower() or "<!--" in script:
            raise AssertionError(f"{name} would end its script element")
    utc = made_at.astimezone(dt.timezone.utc)
    as_of = dashboard.as_of
    return Template(_asset("page.html")).substitute(
        scripts,
        style=_asset("page.css"),
        hashes=" ".join(map(_hash, scripts.values())),
        data=embedded(_page_data(dashboard)),
        title=f"engagement up to {_day(as_of)}" if as_of else "no active users yet",
        stand=_stand(as_of),
        built=_time(dashboard.built_at) if dashboard.built_at else "unknown",
        made=_time(utc),
    )


def _page_data(dashboard: Dashboard) -> dict[str, Any]:
    systems = {value for filled in dashboard.panels for value in filled.values("system")}
    windows = {value for filled in dashboard.panels for value in filled.values("window")}
    departments = {value for filled in dashboard.panels for value in filled.values("department")}
    return {
        "asOf": dashboard.as_of.isoformat() if dashboard.as_of else None,
        "systems": [ALL, *sorted(map(str, systems - {ALL, None}))],
        "departments": [ALL, *sorted(map(str, departments - {ALL, None}))],
        "windows": sorted(windows - {None}),
        "panels": [_panel_data(filled) for filled in dashboard.panels],
    }


def _panel_data(filled: Filled) -> dict[str, Any]:
    panel = filled.query.panel
    shown = [
        {
            "name": name,
            "label": panel.column(name).label,
            "format": panel.column(name).format or filled.kinds.get(name, "text"),
            "isNumber": filled.kinds.get(name) == "number",
        }
        for name in (panel.columns or filled.columns)
    ]
    return {
        "id": panel.name,
        "title": panel.title,
        "explanation": panel.explanation,
        "about": filled.query.about,
        "section": panel.section,
        "width": panel.width,
        "chart": panel.chart,
        "onlyFor": panel.only_for,
        "filters": dict(panel.filters),
        "bar": panel.bar,
        "x": panel.x,
        "y": panel.y,
        "color": panel.color,
        "view": panel.view,
        "key": panel.key,
        "opens": {name: vars(link) for name, link in panel.opens.items()},
        "tiles": [vars(tile) for tile in panel.tiles],
        "shown": shown,
        "spec": chart_spec(panel, filled.kinds),
        "columns": filled.columns,
        **coded(filled.rows),
    }


def coded(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Rows whose texts that come again and again are numbers of `texts`, by the column's place."""
    texts: dict[int, list[str]] = {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    for place, column in enumerate(columns):
        values = list(dict.fromkeys(column))
        if all(isinstance(value, str) for value in values) and len(values) * 4 < len(column):
            texts[place] = values
            codes = {value: code for code, value in enumerate(values)}
            columns[place] = [codes[value] for value in column]
    return {"texts": texts, "rows": list(zip(*columns, strict=True))}


def embedded(data: Any) -> str:
    """JSON that cannot end its script element, whatever stands in it."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _libraries() -> str:
    try:
        import vl_convert
    except ImportError as error:
        raise UserError(
            "footfall report needs vl-convert-python: pip install 'footfall[report]'."
        ) from error
    return str(vl_convert.javascript_bundle(_LIBRARIES))


def _asset(name: str) -> str:
    return (resources.files("footfall.report") / "assets" / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _stand(as_of: dt.date | None) -> str:
    if as_of is None:
        return "No active users yet"
    return f'Up to <time id="as-of" datetime="{as_of.isoformat()}">{_day(as_of)}</time>'


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _time(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
