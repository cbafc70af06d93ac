"""A panel as a chart: Vega-Lite specifications without data.

Beside the columns the page gives each row their texts, by the column's name after an underscore,
and `__period`: `before` in rows of the period before, else `now`.

Colours are CSS variables, so that light, dark and print are matters of the style sheet alone; and
lines differ by their dashes, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from footfall.report.panels import MOST_SERIES, Panel

Kind = Literal["number", "date", "time", "text"]
Spec = dict[str, Any]

SERIES = [f"var(--series-{number})" for number in range(1, MOST_SERIES + 1)]
_DASHES = [[1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]]
_BEFORE = "datum.__period === 'before'"
# formats of durations: how long one of it is
_SECONDS = {"seconds": 1, "milliseconds": 0.001}
_HEIGHT = 240


def chart_spec(panel: Panel, kinds: Mapping[str, Kind]) -> Spec | None:
    """The Vega-Lite specification of a panel whose data are called `rows`.

    kinds: what each column of its SQL holds. None: tiles and tables, which the page itself makes.
    """
    if panel.chart in ("tiles", "table"):
        return None
    spec = {
        "line": _line,
        "bar": _bar,
        "ranking": _ranking,
        "heatmap": _heatmap,
    }[panel.chart](panel, kinds)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"name": "rows"},
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        **spec,
    }


def _line(panel: Panel, kinds: Mapping[str, Kind]) -> Spec:
    x = _axis_x(panel, kinds, band=False)
    series, transform = _series(panel)
    value = "value" if transform else panel.y[0]
    line: Spec = {
        "transform": transform,
        "mark": {"type": "line", "strokeWidth": 2, "strokeJoin": "round"},
        "encoding": {
            "y": _number(value, _axis_title(panel), _format(panel, panel.y[0])),
            "detail": {"field": "__period"},
            "opacity": {"condition": {"test": _BEFORE, "value": 0.4}, "value": 1},
            **(series and {"color": series, "strokeDash": _dashes(series)}),
        },
    }
    if not series:
        line["mark"]["color"] = SERIES[0]
        line["encoding"]["strokeDash"] = {
            "condition": {"test": _BEFORE, "value": [3, 3]},
            "value": [1, 0],
        }
    # a point under the pointer, and all that is known of its x
    hover: Spec = {
        "transform": transform,
        "params": [
            {
                "name": "hover",
                "select": {
                    "type": "point",
                    "nearest": True,
                    "on": "pointerover",
                    "clear": "pointerout",
                },
            }
        ],
        "mark": {"type": "point", "filled": True, "size": 55},
        "encoding": {
            "y": {"field": value, "type": "quantitative"},
            "color": series or {"value": SERIES[0]},
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 1}, "value": 0},
            "tooltip": _tooltip(panel),
        },
    }
    return {"height": _HEIGHT, "encoding": {"x": x}, "layer": [line, hover]}


def _bar(panel: Panel, kinds: Mapping[str, Kind]) -> Spec:
    series, transform = _series(panel)
    value = "value" if transform else panel.y[0]
    y = _number(value, _axis_title(panel), _format(panel, panel.y[0]))
    mark: Spec = {"type": "bar", "cornerRadiusEnd": 0 if series else 2}
    if not series:
        mark["color"] = SERIES[0]
    bars: Spec = {
        "transform": [{"filter": f"!({_BEFORE})"}],
        "mark": mark,
        "encoding": {
            "y": y,
            **({"color": series, "order": {"field": "place"}} if transform else {}),
            **({"color": series} if series and not transform else {}),
            "tooltip": _tooltip(panel),
        },
    }
    # the sum of each bar of the period before
    before: Spec = {
        "transform": [{"filter": _BEFORE}],
        "mark": {"type": "line", "color": "var(--ink)", "strokeDash": [3, 3], "opacity": 0.6},
        "encoding": {"y": {**y, "aggregate": "sum"}},
    }
    has_before = "dates" in panel.filters and kinds.get(panel.x or "") == "date"
    return {
        "height": _HEIGHT,
        "transform": transform,
        "encoding": {"x": _axis_x(panel, kinds, band=True)},
        "layer": [bars, before] if has_before else [bars],
    }


def _ranking(panel: Panel, kinds: Mapping[str, Kind]) -> Spec:
    assert panel.x is not None
    return {
        "height": {"step": 26},
        "layer": [
            {
                "mark": {
                    "type": "bar",
                    "cornerRadiusEnd": 2,
                    "color": SERIES[0],
                    "height": {"band": 0.7},
                }
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": "var(--ink)"},
                "encoding": {"text": {"field": f"_{panel.x}", "type": "nominal"}},
            },
        ],
        "encoding": {
            "x": _number(panel.x, panel.column(panel.x).label, _format(panel, panel.x)),
            "y": {
                "field": panel.y[0],
                "type": "nominal",
                "sort": None,
                "axis": {"title": None, "labelLimit": 190, "domain": False, "ticks": False},
            },
            "tooltip": _tooltip(panel),
        },
    }


def _heatmap(panel: Panel, kinds: Mapping[str, Kind]) -> Spec:
    assert panel.color is not None
    is_share = _format(panel, panel.color) == "percent"
    return {
        "height": {"step": 24},
        "encoding": {
            "x": _axis_x(panel, kinds, band=True),
            "y": {
                **_position(panel.y[0], kinds),
                "axis": {"title": None, "domain": False, "ticks": False, **_dates(panel, kinds)},
            },
            "tooltip": _tooltip(panel),
        },
        "layer": [
            {
                "mark": {
                    "type": "rect",
                    "color": SERIES[0],
                    "cornerRadius": 2,
                    "stroke": "var(--card)",
                },
                # of one colour: more is darker on light paper, and brighter on dark; never so much
                # that the number in the cell cannot be read
                "encoding": {
                    "opacity": {
                        "field": panel.color,
                        "type": "quantitative",
                        "scale": {"domainMin": 0, "range": [0.06, 0.6]},
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "color": "var(--ink)", "fontSize": 11},
                "encoding": {
                    "text": {
                        "field": panel.color,
                        "type": "quantitative",
                        "format": ".0%" if is_share else ",.2~f",
                    },
                },
            },
        ],
    }


def _series(panel: Panel) -> tuple[Spec, list[Spec]]:
    """The encoding that tells lines or parts of a bar apart, and what makes rows of columns."""
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "labelLimit": 220}
    if panel.chart == "bar":
        legend["symbolType"] = "square"
    if panel.color:
        scale = {"range": SERIES}
        return {
            "field": panel.color,
            "type": "nominal",
            "sort": None,
            "scale": scale,
            "legend": legend,
        }, []
    if len(panel.y) < 2:
        return {}, []
    labels = [panel.column(name).label for name in panel.y]
    names = json.dumps(dict(zip(panel.y, labels, strict=True)))
    places = json.dumps({name: place for place, name in enumerate(panel.y)})
    transform: list[Spec] = [
        {"fold": list(panel.y), "as": ["column", "value"]},
        {"calculate": f"({names})[datum.column]", "as": "series"},
        {"calculate": f"({places})[datum.column]", "as": "place"},
    ]
    scale = {"domain": labels, "range": SERIES[: len(labels)]}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": legend}, transform


def _dashes(series: Spec) -> Spec:
    domain = series["scale"].get("domain")
    if domain:
        return {**series, "scale": {"domain": domain, "range": _DASHES[: len(domain)]}}
    # as the data come: Vega-Lite makes no one legend of two scales without a domain
    return {**series, "scale": {"range": _DASHES}, "legend": None}


def _position(name: str, kinds: Mapping[str, Kind]) -> Spec:
    if kinds.get(name) == "date":
        return {"field": name, "type": "ordinal", "timeUnit": "utcyearmonthdate"}
    return {"field": name, "type": "ordinal", "sort": None}


def _axis_x(panel: Panel, kinds: Mapping[str, Kind], band: bool) -> Spec:
    assert panel.x is not None
    axis: Spec = {"title": panel.column(panel.x).label, "grid": False}
    axis |= {"labelOverlap": "greedy", "labelSeparation": 12}
    if kinds.get(panel.x) in ("date", "time"):
        axis |= {"title": None, "format": "%-d %b", "labelFlush": False}
        if not band:
            return {
                "field": panel.x,
                "type": "temporal",
                "timeUnit": "utcyearmonthdate",
                "axis": {**axis, "tickCount": 6},
            }
        return {**_position(panel.x, kinds), "axis": {**axis, "labelAngle": 0, "ticks": False}}
    if not band and kinds.get(panel.x) == "number":
        return {"field": panel.x, "type": "quantitative", "axis": axis}
    return {**_position(panel.x, kinds), "axis": {**axis, "labelAngle": 0, "ticks": False}}


def _dates(panel: Panel, kinds: Mapping[str, Kind]) -> Spec:
    return {"format": "%-d %b %Y"} if kinds.get(panel.y[0]) == "date" else {}


def _number(name: str, title: str | None, format_name: str | None) -> Spec:
    axis: Spec = {"title": title, "tickCount": 5, "domain": False, "ticks": False}
    if format_name == "percent":
        axis["format"] = ".0%"
    if format_name in _SECONDS:
        axis["labelExpr"] = _duration(f"datum.value * {_SECONDS[format_name]}")
    return {"field": name, "type": "quantitative", "axis": axis}


def _duration(seconds: str) -> str:
    """Vega's expression of a duration in people's units."""
    units = [(3600, "h"), (60, "min"), (1, "s")]
    written = [f"format({seconds} / {size}, ',.1~f') + ' {unit}'" for size, unit in units]
    return (
        f"datum.value === 0 ? '0' : {seconds} >= 3600 ? {written[0]}"
        f" : {seconds} >= 60 ? {written[1]} : {seconds} >= 1 ? {written[2]}"
        f" : format({seconds} * 1000, ',.0f') + ' ms'"
    )


def _axis_title(panel: Panel) -> str | None:
    """One column is named at its axis; several are in the legend."""
    return panel.column(panel.y[0]).label if len(panel.y) == 1 else None


def _format(panel: Panel, name: str) -> str | None:
    return panel.column(name).format


def _tooltip(panel: Panel) -> Spec:
    """All columns but those of the filters that say nothing new, as the header orders them."""
    filters = {panel.filters.get(choice) for choice in ("system", "department", "window")}
    hidden = filters - {panel.x, *panel.y, panel.color}
    names = [name for name in panel.columns if name not in hidden]
    names += [
        name for name in (panel.x, *panel.y, panel.color) if name is not None and name not in names
    ]
    # the point that is nearest to the pointer has its row one level deeper
    told = (
        f"{json.dumps(panel.column(name).label)}: (datum.datum || datum)[{json.dumps('_' + name)}]"
        for name in names
    )
    return {"value": {"expr": f"{{{', '.join(told)}}}"}}
