"""Charts: what each asks of its dataset, and the form in which Superset keeps that.

Superset draws a chart from its ``params``. Its API and reports answer from the saved
``query_context``, which here is the query of the chart on the dashboard as it opens: with the
filters' first values.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]

# What the filters of a dashboard are set to when it opens.
SYSTEM = "all"
WINDOW = 28

_NO_FILTER = "No filter"
# Superset numbers what stands on a funnel.
_KEY_VALUE_PERCENT = 5


@dataclass(frozen=True)
class Chart:
    """A chart on a mart.

    Args:
        name: its title, and what its UUID is made from.
        mart: the dataset.
        kind: Superset's type of visualization.
        dimensions: columns to group by; of a table without metrics, the columns shown. The first
            is the x-axis where there is one.
        metrics: names of the dataset's metrics.
        order: columns or metrics to sort by; one that begins with ``-`` descends.
        where: column to what it is: True, ``is not null``, ``= value`` or ``<> value``.
        limit: the most rows.
        series: the most series, those with most of the metric ``series_by``.
        options: more of Superset's settings for the type.
        description: what to know before reading it.
        width: in twelfths of the dashboard.
        height: in units of Superset's grid, 8 pixels each.
    """

    name: str
    mart: str
    kind: str
    dimensions: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    where: dict[str, Any] = field(default_factory=dict)
    limit: int = 10_000
    series: int = 0
    series_by: str | None = None
    options: Document = field(default_factory=dict)
    description: str = ""
    width: int = 6
    height: int = 50

    @property
    def slug(self) -> str:
        """The name as it stands in file names and ids."""
        return re.sub(r"[^a-z0-9]+", "_", self.name.lower()).strip("_")

    def params(self, date_column: str | None) -> Document:
        """What Superset draws it from; date_column: what the filter of dates acts on."""
        filters = [_adhoc(column, wanted) for column, wanted in self.where.items()]
        if date_column:
            filters.append(_adhoc(date_column, _NO_FILTER))
        common = {
            "viz_type": self.kind,
            "adhoc_filters": filters,
            "row_limit": self.limit,
            "time_range": _NO_FILTER,
        }
        shapes = {
            "table": self._table,
            "big_number": self._big_number,
            "heatmap_v2": self._heatmap,
            "pie": self._pie,
            "funnel": self._funnel,
        }
        return common | shapes.get(self.kind, self._series)() | self.options

    def query_context(self, columns: list[str], has_all: bool, date_column: str | None) -> Document:
        """What the API and reports ask for it, with the filters of the dashboard as it opens.

        Args:
            columns: those of the mart.
            has_all: whether the mart has rows of the system `all`.
            date_column: what the filter of dates acts on.
        """
        filters = [_simple(column, wanted) for column, wanted in self.where.items()]
        if date_column:
            filters.append(_simple(date_column, _NO_FILTER))
        if has_all:
            filters.append({"col": "system", "op": "IN", "val": [SYSTEM]})
        if "window_days" in columns:
            filters.append({"col": "window_days", "op": "IN", "val": [WINDOW]})
        query: Document = {
            "filters": filters,
            "extras": {"having": "", "where": ""},
            "columns": list(self.dimensions),
            "orderby": [[by.lstrip("-"), not by.startswith("-")] for by in self.order],
            "row_limit": self.limit,
            "order_desc": True,
        }
        # A table of rows has no metrics at all; an empty list would group by its columns.
        if self.metrics:
            query["metrics"] = list(self.metrics)
        if self.series:
            query["series_columns"] = list(self.dimensions[1:])
            query["series_limit"] = self.series
            query["series_limit_metric"] = self.series_by
        return {
            "datasource": {"id": 0, "type": "table"},  # the import knows which
            "force": False,
            "queries": [query],
            "result_format": "json",
            "result_type": "full",
        }

    def _table(self) -> Document:
        if not self.metrics:
            return {
                "query_mode": "raw",
                "all_columns": list(self.dimensions),
                "order_by_cols": [
                    json.dumps([by.lstrip("-"), not by.startswith("-")]) for by in self.order
                ],
                **_TABLE,
                "show_cell_bars": False,
            }
        by = self.order[0] if self.order else ""
        return {
            "query_mode": "aggregate",
            "groupby": list(self.dimensions),
            "metrics": list(self.metrics),
            "timeseries_limit_metric": by.lstrip("-") or None,
            "order_desc": by.startswith("-"),
            **_TABLE,
        }

    def _big_number(self) -> Document:
        return {
            "x_axis": self.dimensions[0],
            "time_grain_sqla": None,
            "metric": self.metrics[0],
            "aggregation": "LAST_VALUE",
            "show_trend_line": True,
            "start_y_axis_at_zero": True,
            "header_font_size": 0.4,
            "subheader_font_size": 0.15,
        }

    def _heatmap(self) -> Document:
        return {
            "x_axis": self.dimensions[0],
            "groupby": self.dimensions[1],
            "metric": self.metrics[0],
            "time_grain_sqla": None,
            "x_axis_time_format": "%Y-%m-%d",
            "sort_x_axis": "alpha_asc",
            "sort_y_axis": "alpha_desc",
            "normalize_across": "heatmap",
            "linear_color_scheme": "superset_seq_1",
            "show_legend": True,
            "show_values": True,
            "show_percentage": False,
            "value_bounds": [None, None],
        }

    def _pie(self) -> Document:
        return {
            "groupby": list(self.dimensions),
            "metric": self.metrics[0],
            "label_type": "value",
            "show_legend": True,
            "legendOrientation": "bottom",
            "show_labels": True,
            "donut": True,
            "innerRadius": 40,
            "outerRadius": 70,
            "sort_by_metric": True,
        }

    def _funnel(self) -> Document:
        return {
            "groupby": list(self.dimensions),
            "metric": self.metrics[0],
            "sort_by_metric": True,
            "percent_calculation_type": "first_step",
            "label_type": _KEY_VALUE_PERCENT,
            "tooltip_label_type": _KEY_VALUE_PERCENT,
            "number_format": ",d",
            "show_labels": True,
            "show_tooltip_labels": True,
            "show_legend": False,
        }

    def _series(self) -> Document:
        return {
            "x_axis": self.dimensions[0],
            "time_grain_sqla": None,
            "metrics": list(self.metrics),
            "groupby": list(self.dimensions[1:]),
            "limit": self.series or None,
            "timeseries_limit_metric": self.series_by,
            "order_desc": True,
            "x_axis_sort_asc": True,
            "show_legend": True,
            "legendType": "scroll",
            "legendOrientation": "top",
            "rich_tooltip": True,
            "truncate_metric": True,
            "x_axis_time_format": "%Y-%m-%d",
        }


# SQL's to Superset's own, and its id.
_OPERATORS = {"=": ("==", "EQUALS"), "<>": ("!=", "NOT_EQUALS")}
_OPERATOR_IDS = dict(_OPERATORS.values())

_TABLE = {
    "include_search": True,
    "page_length": 0,
    "show_cell_bars": True,
    "table_timestamp_format": "%Y-%m-%d",
    "server_pagination": False,
}


def _simple(column: str, wanted: Any) -> Document:
    """A filter as a query has it."""
    if wanted is True:
        return {"col": column, "op": "IS TRUE"}
    if wanted == _NO_FILTER:
        return {"col": column, "op": "TEMPORAL_RANGE", "val": wanted}
    if wanted == "is not null":
        return {"col": column, "op": "IS NOT NULL"}
    operator, _, value = str(wanted).partition(" ")
    if operator in _OPERATORS and value:
        return {"col": column, "op": _OPERATORS[operator][0], "val": value}
    raise ValueError(f"no filter is known for {wanted!r} of {column}")


def _adhoc(column: str, wanted: Any) -> Document:
    """The same as the form of a chart has it."""
    simple = _simple(column, wanted)
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": column,
        "operator": simple["op"],
        "operatorId": _OPERATOR_IDS.get(simple["op"], simple["op"].replace(" ", "_")),
        "comparator": simple.get("val"),
    }
