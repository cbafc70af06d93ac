"""How charts stand on a dashboard, and the filters over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bi.charts import SYSTEM, WINDOW, Chart, Document
from bi.dashboards import Dashboard

_COLUMNS = 12


def position(dashboard: Dashboard, uuids: Mapping[str, str]) -> Document:
    """Tabs, rows and charts of a dashboard; uuids: those of the charts, by name."""
    tabs = "TABS-footfall"
    parts: Document = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [tabs], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard.title}},
        tabs: _part("TABS", tabs, ["ROOT_ID", "GRID_ID"], {}),
    }
    for title, charts in dashboard.tabs.items():
        tab = f"TAB-{title.lower()}"
        above = ["ROOT_ID", "GRID_ID", tabs]
        parts[tab] = _part("TAB", tab, above, {"text": title})
        parts[tabs]["children"].append(tab)
        for number, row_of_charts in enumerate(_rows(charts), 1):
            row = f"ROW-{title.lower()}-{number}"
            parts[row] = _part("ROW", row, [*above, tab], {"background": "BACKGROUND_TRANSPARENT"})
            parts[tab]["children"].append(row)
            for chart in row_of_charts:
                place = f"CHART-{chart.slug}"
                meta = {
                    "chartId": numbers(dashboard)[chart.name],
                    "uuid": uuids[chart.name],
                    "sliceName": chart.name,
                    "width": chart.width,
                    "height": chart.height,
                }
                parts[place] = _part("CHART", place, [*above, tab, row], meta)
                parts[row]["children"].append(place)
    return parts


def numbers(dashboard: Dashboard) -> dict[str, int]:
    """Ids of the charts within the file; the import knows which chart each is."""
    return {chart.name: number for number, chart in enumerate(dashboard.charts, 1)}


def filters(
    dashboard: Dashboard, uuids: Mapping[str, str], scopes: Mapping[str, set[str]]
) -> list[Document]:
    """The native filters of a dashboard.

    Args:
        uuids: those of the datasets, by mart.
        scopes: names of the charts that each of `system`, `window_days` and `dates` acts on. A
            filter without a chart is left out.
    """
    all_numbers = numbers(dashboard)

    def native(name: str, column: str, kind: str, **rest: Any) -> Document:
        scope = scopes[name]
        return {
            "id": f"NATIVE_FILTER-{dashboard.name}-{name}",
            "type": "NATIVE_FILTER",
            "name": column,
            "filterType": kind,
            "cascadeParentIds": [],
            "scope": {
                "rootPath": ["ROOT_ID"],
                "excluded": [all_numbers[chart] for chart in all_numbers if chart not in scope],
            },
            **rest,
        }

    def one_of(name: str, label: str, mart: str, value: Any, description: str) -> Document:
        return native(
            name,
            label,
            "filter_select",
            description=description,
            targets=[{"column": {"name": name}, "datasetUuid": uuids[mart]}],
            controlValues={
                "multiSelect": False,
                "enableEmptyFilter": True,
                "defaultToFirstItem": False,
                "inverseSelection": False,
                "searchAllOptions": False,
                "sortAscending": True,
            },
            defaultDataMask={
                "extraFormData": {"filters": [{"col": name, "op": "IN", "val": [value]}]},
                "filterState": {"value": [value], "label": str(value)},
                "ownState": {},
            },
        )

    marts = {chart.name: chart.mart for chart in dashboard.charts}
    found = []
    if scopes["system"]:
        found.append(
            one_of(
                "system",
                "System",
                "active_users_daily",
                SYSTEM,
                "all: the systems together, where a person counts once.",
            )
        )
    if scopes["window_days"]:
        mart = marts[min(scopes["window_days"])]
        found.append(
            one_of(
                "window_days",
                "Window (days)",
                mart,
                WINDOW,
                "Trailing days up to the last full one, of rankings and usage.",
            )
        )
    if scopes["dates"]:
        found.append(
            native(
                "dates",
                "Dates",
                "filter_time",
                description="Of the charts that go by day or week.",
                targets=[{}],
                controlValues={"enableEmptyFilter": False},
                defaultDataMask={"extraFormData": {}, "filterState": {}, "ownState": {}},
            )
        )
    return found


def _part(kind: str, name: str, parents: list[str], meta: Document) -> Document:
    return {"type": kind, "id": name, "children": [], "parents": parents, "meta": meta}


def _rows(charts: tuple[Chart, ...]) -> list[list[Chart]]:
    """The charts of a tab in rows of at most twelve twelfths."""
    rows: list[list[Chart]] = []
    for chart in charts:
        if not rows or sum(each.width for each in rows[-1]) + chart.width > _COLUMNS:
            rows.append([])
        rows[-1].append(chart)
    return rows
