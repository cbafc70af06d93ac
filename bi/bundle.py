"""The files of the bundle, and the zip that Superset imports."""

from __future__ import annotations

import json
import re
import uuid
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import yaml

from bi import layout
from bi.charts import Chart, Document
from bi.dashboards import DASHBOARDS, Dashboard
from bi.datasets import DATASETS, WITH_ALL_DEPARTMENTS, WITHOUT_ALL, Rows
from footfall.errors import UserError

FOLDER = Path(__file__).with_name("superset")
DATABASE = "databases/footfall.yaml"
# Superset asks for the password where it finds this.
NO_PASSWORD = "XXXXXXXXXX"
URI = f"postgresql+psycopg2://footfall_reader:{NO_PASSWORD}@localhost:5432/footfall"

# UUIDs are made from names, so that a bundle made later replaces what an earlier one brought.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "footfall/superset")
_VERSION = "1.0.0"
_TYPES = {
    "string": "TEXT",
    "bigint": "BIGINT",
    "integer": "INTEGER",
    "double precision": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITHOUT TIME ZONE",
}
# What the filter of dates acts on, where a mart goes by date.
_DATES = ("activity_date", "week_start_date", "month_start_date", "date_day")

Columns = Mapping[str, Document]


def contracts(manifest: Document) -> dict[str, Columns]:
    """The columns of the datasets' marts by name, as dbt's manifest has their contracts.

    Raises:
        UserError: if a mart is not in the manifest.
    """
    marts = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["package_name"] == "footfall"
    }
    if missing := sorted(DATASETS.keys() - marts.keys()):
        raise UserError(
            f"The manifest lacks {', '.join(missing)}: parse with all systems in enabled_systems."
        )
    return {name: marts[name]["columns"] for name in DATASETS}


def render(columns: Mapping[str, Columns]) -> dict[str, Document]:
    """All files of the bundle by path; columns: those of the marts, by name."""
    files: dict[str, Document] = {
        # Without a type Superset takes it as a dashboard, and as assets that replace what is there.
        "metadata.yaml": {"version": _VERSION, "timestamp": "2026-01-01T00:00:00+00:00"},
        DATABASE: _database(URI),
    }
    for mart, metrics in DATASETS.items():
        files[f"datasets/footfall/{mart}.yaml"] = _dataset(mart, columns[mart], list(metrics))
    for dashboard in DASHBOARDS:
        files[f"dashboards/{dashboard.name}.yaml"] = _dashboard(dashboard, columns)
        for chart in dashboard.charts:
            files[f"charts/{chart.slug}.yaml"] = _chart(chart, columns[chart.mart])
    return files


def write(files: Mapping[str, Document], folder: Path = FOLDER) -> None:
    """Write the files, and remove those that are of none any more."""
    for path in folder.rglob("*.yaml"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, document in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(document), encoding="utf-8")


def read(folder: Path = FOLDER) -> dict[str, Document]:
    """The files of the bundle by path."""
    return {
        path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.yaml"))
    }


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as such, so that changes of a query can be read."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", value, style="|" if "\n" in value else None
    )


_Dumper.add_representer(str, _text)


def dump(document: Document) -> str:
    """A file's text."""
    return str(yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


def zip_bundle(
    files: Mapping[str, Document],
    path: Path,
    uri: str = URI,
    schema: str = "marts",
    dashboards: Collection[str] | None = None,
) -> None:
    """Write the zip that Superset imports.

    Args:
        files: those of the bundle.
        path: of the zip; an older one is replaced.
        uri: SQLAlchemy's URI of the warehouse.
        schema: where the marts are.
        dashboards: names of those to take along; None: all. What belongs to no dashboard goes
            along in any case.

    Raises:
        UserError: for a password in the URI, a dashboard that there is none of, or a zip that
            cannot be written.
    """
    password = re.match(r"[^/]+://[^/@]*:([^/]*)@", uri)
    if password and password[1] != NO_PASSWORD:
        raise UserError(
            f"The bundle keeps no password: write {NO_PASSWORD} for it, and Superset asks for it."
        )
    chosen = dict(files) if dashboards is None else _chosen(files, dashboards)
    chosen[DATABASE] = _database(uri)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, document in chosen.items():
                if name.startswith("datasets/"):
                    document = document | {"schema": schema}
                bundle.writestr(f"footfall/{name}", dump(document))
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}.") from error


def _chosen(files: Mapping[str, Document], names: Collection[str]) -> dict[str, Document]:
    known = {dashboard.name: dashboard for dashboard in DASHBOARDS}
    if unknown := sorted(set(names) - known.keys()):
        raise UserError(f"No dashboard {', '.join(unknown)}: there are {', '.join(known)}.")
    left_out = [dashboard for name, dashboard in known.items() if name not in names]
    needed = {chart.mart for name in names for chart in known[name].charts}
    unwanted = {f"dashboards/{dashboard.name}.yaml" for dashboard in left_out}
    for dashboard in left_out:
        for chart in dashboard.charts:
            unwanted.add(f"charts/{chart.slug}.yaml")
            if chart.mart not in needed:
                unwanted.add(f"datasets/footfall/{chart.mart}.yaml")
    return {name: document for name, document in files.items() if name not in unwanted}


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMES, f"{kind}/{name}"))


def _rows(mart: str, columns: Collection[str]) -> Rows:
    of_all = [
        *(["system"] if "system" in columns and mart not in WITHOUT_ALL else []),
        *(["department"] if mart in WITH_ALL_DEPARTMENTS else []),
    ]
    return Rows(tuple(of_all), "window_days" in columns)


def _date_column(columns: Collection[str]) -> str | None:
    return next((column for column in _DATES if column in columns), None)


def _database(uri: str) -> Document:
    # A DuckDB file that is open for reading is not blocked for other readers.
    read_only = {"engine_params": {"connect_args": {"read_only": True}}}
    return {
        "database_name": "footfall",
        "sqlalchemy_uri": uri,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": read_only if uri.startswith("duckdb:") else {},
        "uuid": _id("database", "footfall"),
        "version": _VERSION,
    }


def _dataset(mart: str, columns: Columns, metrics: Iterable[str]) -> Document:
    rows = _rows(mart, columns)
    return {
        "table_name": mart,
        "main_dttm_col": _date_column(columns),
        "description": f"Mart {mart}: its definition is in docs/kpis.md.",
        "schema": "marts",
        "sql": None,
        "filter_select_enabled": True,
        "uuid": _id("dataset", mart),
        "columns": [
            {
                "column_name": name,
                "verbose_name": name.replace("_", " ").capitalize(),
                "type": _TYPES[column["data_type"]],
                "is_dttm": column["data_type"] in ("date", "timestamp"),
                "is_active": True,
                "groupby": True,
                "filterable": True,
                "description": " ".join(column["description"].split()),
            }
            for name, column in columns.items()
        ],
        "metrics": [
            {
                "metric_name": name,
                "verbose_name": metric.label,
                "expression": metric.expression(rows),
                "d3format": metric.format or None,
            }
            for name, metric in DATASETS[mart].items()
        ],
        "version": _VERSION,
        "database_uuid": _id("database", "footfall"),
    }


def _chart(chart: Chart, columns: Columns) -> Document:
    date_column = _date_column(columns)
    has_all = _rows(chart.mart, columns).has_all
    return {
        "slice_name": chart.name,
        "description": chart.description or None,
        "viz_type": chart.kind,
        "params": chart.params(date_column),
        "query_context": json.dumps(
            chart.query_context(list(columns), has_all, date_column), indent=1
        ),
        "cache_timeout": None,
        "uuid": _id("chart", chart.name),
        "version": _VERSION,
        "dataset_uuid": _id("dataset", chart.mart),
    }


def _dashboard(dashboard: Dashboard, columns: Mapping[str, Columns]) -> Document:
    charts = dashboard.charts
    scopes = {
        "system": {c.name for c in charts if _rows(c.mart, columns[c.mart]).has_all},
        "window_days": {c.name for c in charts if _rows(c.mart, columns[c.mart]).has_windows},
        "dates": {c.name for c in charts if _date_column(columns[c.mart])},
    }
    return {
        "dashboard_title": dashboard.title,
        "description": dashboard.description,
        "slug": f"footfall-{dashboard.name}",
        "uuid": _id("dashboard", dashboard.name),
        "position": layout.position(dashboard, {c.name: _id("chart", c.name) for c in charts}),
        "metadata": {
            "color_scheme": "supersetColors",
            "cross_filters_enabled": False,
            "native_filter_configuration": layout.filters(
                dashboard, {mart: _id("dataset", mart) for mart in DATASETS}, scopes
            ),
        },
        "published": True,
        "version": _VERSION,
    }
