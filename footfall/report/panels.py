"""What a panel is: the YAML header of a SQL file in analyses/dashboard/."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from footfall.errors import UserError

CHARTS = ("tiles", "line", "bar", "ranking", "heatmap", "table")
FORMATS = (
    *("number", "decimal", "percent", "change", "seconds", "milliseconds", "date", "time"),
    "text",
)
# system: rows of the chosen system. window: rows of the chosen window_days.
# department: rows of the chosen department. dates: rows whose date lies in the chosen range.
# since: rows of dates after the last page that somebody saw, else in the chosen range.
FILTERS = ("system", "department", "window", "dates", "since")
WIDTHS = ("half", "full")
# Which encodings a kind of chart needs, and which it may have.
_ENCODINGS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tiles": (("tiles",), ()),
    "line": (("x", "y"), ("color",)),
    "bar": (("x", "y"), ("color",)),
    "ranking": (("x", "y"), ()),
    "heatmap": (("x", "y", "color"), ()),
    "table": ((), ("bar",)),
}
_KEYS = {
    *("title", "explanation", "section", "position", "width", "chart", "columns", "filters"),
    *("only_for", "urgent", "x", "y", "color", "tiles", "bar", "opens", "view", "key"),
}
# As many as there are colours to tell them apart.
MOST_SERIES = 6
_HEADER = re.compile(r"\s*\{#-?(?P<yaml>.*?)-?#\}", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """How a column is called, and how its values are written (None: by their type)."""

    label: str
    format: str | None = None


@dataclass(frozen=True)
class Tile:
    """A number, by which share it changed, its average, and the date that it is of."""

    value: str
    change: str | None = None
    average: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Link:
    """What a column's values open: a view, of the thing that the column `key` holds."""

    view: str
    key: str


@dataclass(frozen=True)
class Panel:
    """A header. file: for messages. y: several for one line or part of a bar each.

    urgent: rows say that something is wrong. Without any there is no panel; with some its section
    comes first. view, key: shown in the view of one thing alone, with the rows whose key it is.
    opens: columns whose values lead to such a view.
    """

    file: str
    title: str
    explanation: str
    section: str
    chart: str
    position: int = 1000
    width: str = "half"
    only_for: str | None = None
    urgent: bool = False
    x: str | None = None
    y: tuple[str, ...] = ()
    color: str | None = None
    bar: str | None = None
    tiles: tuple[Tile, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    opens: Mapping[str, Link] = field(default_factory=dict)
    view: str | None = None
    key: str | None = None

    @property
    def name(self) -> str:
        """What the file is called, less its ending."""
        return Path(self.file).stem

    @property
    def used_columns(self) -> dict[str, str]:
        """Columns that the SQL has to give -> what in the header names them first."""
        named = [("x", self.x), *(("y", name) for name in self.y)]
        named += [("color", self.color), ("bar", self.bar)]
        named += [("key", self.key)]
        for tile in self.tiles:
            named += [("tiles", name) for name in vars(tile).values()]
        for column, link in self.opens.items():
            named += [("opens", column), ("opens", link.key)]
        named += [("filters", name) for name in self.filters.values()]
        named += [("columns", name) for name in self.columns]
        return {name: key for key, name in reversed(named) if name}

    def column(self, name: str) -> Column:
        """The column as the header has it, else by its name."""
        return self.columns.get(name) or Column(name.replace("_", " ").capitalize())


def read_header(file: str, sql: str) -> Panel:
    """The panel that a file's header describes; dbt has not compiled it yet.

    Raises UserError, which names the file, where the header is missing or wrong.
    """
    found = _HEADER.match(sql)
    if not found:
        raise UserError(f"{file} has no header: begin with a YAML block between {{# and #}}.")
    try:
        header = yaml.safe_load(found["yaml"])
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise UserError(f"The header of {file} is not YAML: {told}.") from error
    if not isinstance(header, dict):
        raise UserError(f"The header of {file} is not a YAML mapping of keys to values.")
    return _Header(file, header).panel()


@dataclass(frozen=True)
class _Header:
    file: str
    values: dict[Any, Any]

    def panel(self) -> Panel:
        if unknown := [key for key in self.values if key not in _KEYS]:
            self._fail(f"knows no key {unknown[0]!r}; it may have {', '.join(sorted(_KEYS))}")
        chart = self._one_of("chart", CHARTS)
        needed, allowed = _ENCODINGS[chart]
        encodings = {"x", "y", "color", "tiles", "bar"}
        for key in encodings & self.values.keys():
            if key not in needed + allowed:
                self._fail(f"has {key}, which a chart of kind {chart} does not know")
        for key in needed:
            if key not in self.values:
                self._fail(f"has no {key}, which a chart of kind {chart} needs")
        y = self._names("y")
        if chart in ("ranking", "heatmap") and len(y) != 1:
            self._fail(f"has several columns as y; a chart of kind {chart} takes one")
        if len(y) > MOST_SERIES:
            self._fail(f"has {len(y)} columns as y; a chart tells {MOST_SERIES} apart")
        if len(y) > 1 and "color" in self.values:
            self._fail("has several columns as y and a color; it can have one of both")
        if ("view" in self.values) != ("key" in self.values):
            self._fail("has one of view and key; a panel of a view has both")
        return Panel(
            file=self.file,
            title=self._text("title"),
            explanation=self._text("explanation"),
            section=self._text("section"),
            chart=chart,
            position=self._position(),
            width=self._one_of("width", WIDTHS, "half"),
            only_for=self._text("only_for") if "only_for" in self.values else None,
            urgent=self._is_urgent(),
            x=self._name("x"),
            y=y,
            color=self._name("color"),
            bar=self._name("bar"),
            tiles=self._tiles(),
            filters=self._filters(),
            columns=self._columns(),
            opens=self._opens(),
            view=self._text("view") if "view" in self.values else None,
            key=self._name("key"),
        )

    def _fail(self, what: str) -> None:
        raise UserError(f"The header of {self.file} {what}.")

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            self._fail(f"has no {key}" if value is None else f"has a {key} that is no text")
        return " ".join(str(value).split())

    def _one_of(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            self._fail(f"has no {key}: one of {', '.join(choices)}")
        if value not in choices:
            self._fail(f"has the {key} {value!r}, not one of {', '.join(choices)}")
        return str(value)

    def _position(self) -> int:
        value = self.values.get("position", Panel.position)
        if not isinstance(value, int) or isinstance(value, bool):
            self._fail(f"has the position {value!r}, which is no whole number")
        return int(value)

    def _is_urgent(self) -> bool:
        value = self.values.get("urgent", Panel.urgent)
        if not isinstance(value, bool):
            self._fail(f"has urgent {value!r}, not true or false")
        return bool(value)

    def _name(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            self._fail(f"has a {key} that is not the name of a column")
        return value

    def _names(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        names = value if isinstance(value, list) else [value]
        if key in self.values and (not names or not all(isinstance(name, str) for name in names)):
            self._fail(f"has a {key} that is not the name of a column, nor a list of names")
        return tuple(names)

    def _tiles(self) -> tuple[Tile, ...]:
        values = self.values.get("tiles", [])
        if not isinstance(values, list):
            self._fail("has tiles that are no list")
        for value in values:
            if (
                not isinstance(value, dict)
                or "value" not in value
                or value.keys() - {"value", "change", "average", "date"}
                or not all(isinstance(name, str) for name in value.values())
            ):
                self._fail(
                    "has a tile other than {value: column}, with change, average and date at will"
                )
        if "tiles" in self.values and not values:
            self._fail("has no tiles in its list of tiles")
        return tuple(Tile(**value) for value in values)

    def _filters(self) -> dict[str, str]:
        value = self.values.get("filters", {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self._fail("has filters that are no mapping to columns")
        if wrong := [key for key in value if key not in FILTERS]:
            self._fail(f"has the filter {wrong[0]!r}, not one of {', '.join(FILTERS)}")
        return dict(value)

    def _opens(self) -> dict[str, Link]:
        value = self.values.get("opens", {})
        if not isinstance(value, dict):
            self._fail("has opens that is no mapping of columns to views")
        links = {}
        for name, told in value.items():
            parts = told if isinstance(told, dict) else {"view": told, "key": name}
            if parts.keys() != {"view", "key"} or not all(
                isinstance(p, str) for p in parts.values()
            ):
                self._fail(f"opens from {name!r} something other than {{view: …, key: column}}")
            links[str(name)] = Link(**parts)
        return links

    def _columns(self) -> dict[str, Column]:
        value = self.values.get("columns", {})
        if not isinstance(value, dict):
            self._fail("has columns that are no mapping")
        columns = {}
        for name, told in value.items():
            parts = told if isinstance(told, dict) else {"label": told}
            if not isinstance(parts.get("label"), str) or parts.keys() - {"label", "format"}:
                self._fail(f"has a column {name!r} without a label, or with more than a format")
            if parts.get("format") not in (None, *FORMATS):
                self._fail(
                    f"has the format {parts['format']!r} for {name}, not one of"
                    f" {', '.join(FORMATS)}"
                )
            columns[str(name)] = Column(**parts)
        return columns
