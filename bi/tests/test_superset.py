"""The bundle in a real Superset over a real PostgreSQL: every chart shows what the mart says."""

from __future__ import annotations

import datetime as dt
import json
import math
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg2
import pytest

from bi import bundle
from bi.dashboards import DASHBOARDS
from bi.tests.expected import EXPECTED
from bi.tests.server import Superset, running_superset
from integration_tests.engines import DuckDbWarehouse, PostgresWarehouse
from integration_tests.harness import Warehouse
from integration_tests.postgres import create_database, drop_database, running_server

# In one run of `footfall simulate`, so that charts with the most of something have no ties.
END_DATE = dt.date(2026, 11, 21)
READER = "footfall_reader"
# What somebody may choose.
SETTINGS = [("clutch", 7), ("amundsen", 90)]

Chart = dict[str, Any]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Imported:
    """A warehouse, Superset with the bundle on it, and its charts by name."""

    warehouse: PostgresWarehouse
    superset: Superset
    charts: dict[str, Chart]
    scopes: dict[str, set[str]]

    def mart(self, name: str) -> str:
        """The dataset of a chart."""
        return next(
            chart.mart
            for dashboard in DASHBOARDS
            for chart in dashboard.charts
            if chart.name == name
        )

    def chart(self, name: str) -> Chart:
        """A chart as Superset has it, with its query."""
        found: Chart = self.superset.get(f"chart/{self.charts[name]['id']}")["result"]
        return found


def _fill(warehouse: Warehouse) -> None:
    """The demo's logs, built by dbt."""
    warehouse.set_salt()
    size = ("--days", "60", "--users", "30", "--end-date", END_DATE.isoformat())
    warehouse.footfall("simulate", *size)
    warehouse.build({"as_of_date": END_DATE.isoformat()})


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresWarehouse]:
    with running_server() as server:
        name = create_database(server)
        warehouse = PostgresWarehouse(tmp_path_factory.mktemp("postgres"), server, name)
        _fill(warehouse)
        yield warehouse
        drop_database(server, name)


@pytest.fixture(scope="module")
def reader_password(warehouse: PostgresWarehouse) -> Iterator[str]:
    """Of a role that may read the marts and nothing else."""
    password = secrets.token_hex(8)
    warehouse.execute(f"create role {READER} login password '{password}'")
    warehouse.execute(f"grant usage on schema marts to {READER}")
    warehouse.execute(f"grant select on all tables in schema marts to {READER}")
    yield password
    warehouse.execute(f"drop owned by {READER}")
    warehouse.execute(f"drop role {READER}")


@pytest.fixture(scope="module")
def imported(
    warehouse: PostgresWarehouse,
    reader_password: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Imported]:
    """The zip, imported the way that somebody does who has never seen it."""
    folder = tmp_path_factory.mktemp("superset")
    bundle.zip_bundle(bundle.read(), folder / "footfall.zip", _uri(warehouse))
    with running_superset(folder) as superset:
        superset.import_bundle(folder / "footfall.zip", "dashboard", reader_password)
        charts = {chart["slice_name"]: chart for chart in superset.list("chart")}
        yield Imported(warehouse, superset, charts, _scopes(superset))


def test_everything_is_there(imported: Imported) -> None:
    assert sorted(imported.charts) == sorted(EXPECTED)
    dashboards = {each["dashboard_title"]: each for each in imported.superset.list("dashboard")}
    assert sorted(dashboards) == ["Catalogue", "Engagement"]
    shown = [
        chart["slice_name"]
        for dashboard in dashboards.values()
        for chart in imported.superset.get(f"dashboard/{dashboard['id']}/charts")["result"]
    ]
    assert sorted(shown) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_chart_answers_what_the_mart_says(imported: Imported, name: str) -> None:
    """By itself, as for a report: with the filters as the dashboard opens."""
    chart_id = imported.charts[name]["id"]
    answer = imported.superset.get(f"chart/{chart_id}/data/")["result"][0]
    expected = _expected(imported.warehouse, name, "all", 28)
    assert expected, f"the demo has nothing to show for {name}"
    _assert_same(_rows(answer), expected)


@pytest.mark.parametrize(("system", "window"), SETTINGS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_chart_follows_the_filters(
    imported: Imported, name: str, system: str, window: int
) -> None:
    """On the dashboard, with others chosen: those that act on the chart."""
    chosen = {"system": system, "window_days": window}
    filters = [
        {"col": column, "op": "IN", "val": [value]}
        for column, value in chosen.items()
        if column in imported.scopes[name]
    ]
    answer = _ask(imported, name, filters)
    _assert_same(_rows(answer), _expected(imported.warehouse, name, system, window))


@pytest.mark.parametrize("name", EXPECTED)
def test_without_filters_nothing_counts_twice(imported: Imported, name: str) -> None:
    """Outside of the dashboard a metric is of `all`, and empty where windows are mixed.

    A group that `all` has not, such as a segment, is one of single systems.
    """
    (query,) = json.loads(imported.chart(name)["query_context"])["queries"]
    if not query.get("metrics"):
        pytest.skip("shows rows, without a metric")
    dimensions = len(query["columns"])
    rows = _rows(_ask(imported, name, []))
    if "window_days" not in imported.scopes[name]:
        expected = _expected(imported.warehouse, name, "all", 28)
        groups = {row[:dimensions] for row in expected}
        _assert_same([row for row in rows if row[:dimensions] in groups], expected)
        return
    columns = ", ".join(query["columns"])
    mixed = f"""
        select {columns} from marts.{imported.mart(name)}
        group by {columns} having count(distinct window_days) > 1"""
    mixed_groups = set(_normal(imported.warehouse.query(mixed)))
    values = {
        value for row in rows if row[:dimensions] in mixed_groups for value in row[dimensions:]
    }
    assert len(mixed_groups) > 2
    assert values == {None}


def test_an_import_replaces_what_is_there(imported: Imported, reader_password: str) -> None:
    """As assets: a chart that somebody has changed is as it was, and nothing is there twice."""
    name = "Active users"
    chart_id = imported.charts[name]["id"]
    folder = imported.warehouse.folder
    files = bundle.read()
    changed = files["charts/active_users.yaml"] | {"description": "changed"}
    for document in (changed, files["charts/active_users.yaml"]):
        chosen = files | {"charts/active_users.yaml": document}
        bundle.zip_bundle(chosen, folder / "again.zip", _uri(imported.warehouse))
        imported.superset.import_bundle(folder / "again.zip", "assets", reader_password)
        assert imported.chart(name)["description"] == document["description"]
    again = {chart["slice_name"]: chart["id"] for chart in imported.superset.list("chart")}
    assert again[name] == chart_id
    assert len(again) == len(EXPECTED)


def test_the_reader_sees_the_marts_alone(imported: Imported, reader_password: str) -> None:
    warehouse = imported.warehouse
    url = warehouse.url.replace(
        f"{warehouse.server.user}:{warehouse.server.password}", f"{READER}:{reader_password}"
    )
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from marts.top_users")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("select count(*) from audit.user_identities")
    finally:
        connection.close()


@pytest.fixture(scope="module")
def over_duckdb(
    imported: Imported, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Row]]:
    """The same bundle on a DuckDB file from now on, and what its charts have to show."""
    warehouse = DuckDbWarehouse(tmp_path_factory.mktemp("duckdb"))
    _fill(warehouse)
    # Before Superset has the file open.
    expected = {name: _expected(warehouse, name, "all", 28) for name in EXPECTED}
    bundle.zip_bundle(
        bundle.read(), warehouse.folder / "footfall.zip", f"duckdb:///{warehouse.path}"
    )
    imported.superset.import_bundle(warehouse.folder / "footfall.zip", "assets")
    return expected


@pytest.mark.parametrize("name", EXPECTED)
def test_a_chart_answers_over_a_duckdb_file(
    imported: Imported, over_duckdb: dict[str, list[Row]], name: str
) -> None:
    """Last, as Superset has one database of the bundle at a time."""
    chart_id = imported.charts[name]["id"]
    answer = imported.superset.get(f"chart/{chart_id}/data/")["result"][0]
    _assert_same(_rows(answer), over_duckdb[name])


def _uri(warehouse: PostgresWarehouse) -> str:
    """As the reader, whose password Superset asks for."""
    place = f"{warehouse.server.host}:{warehouse.server.port}/{warehouse.database}"
    return f"postgresql+psycopg2://{READER}:{bundle.NO_PASSWORD}@{place}"


def _ask(imported: Imported, name: str, filters: list[dict[str, Any]]) -> Any:
    """The answer to a chart's query with its own filters and these."""
    context = json.loads(imported.chart(name)["query_context"])
    own = [
        each
        for each in context["queries"][0]["filters"]
        if each["col"] not in ("system", "window_days")
    ]
    context["queries"][0]["filters"] = own + filters
    return imported.superset.post("chart/data", json=context)["result"][0]


def _scopes(superset: Superset) -> dict[str, set[str]]:
    """For each chart the columns of the filters that act on it, as Superset has them now."""
    found: dict[str, set[str]] = {}
    for each in superset.list("dashboard"):
        dashboard = superset.get(f"dashboard/{each['id']}")["result"]
        filters = json.loads(dashboard["json_metadata"])["native_filter_configuration"]
        for chart in superset.get(f"dashboard/{each['id']}/charts")["result"]:
            found[chart["slice_name"]] = {
                native["targets"][0]["column"]["name"]
                for native in filters
                if native["filterType"] == "filter_select"
                and chart["id"] not in native["scope"]["excluded"]
            }
    return found


def _expected(warehouse: Warehouse, name: str, system: str, window: int) -> list[Row]:
    return _normal(warehouse.query(EXPECTED[name].format(system=system, window=window)))


def _rows(answer: dict[str, Any]) -> list[Row]:
    assert answer["error"] is None
    return _normal([tuple(row[column] for column in answer["colnames"]) for row in answer["data"]])


def _normal(rows: list[Row]) -> list[Row]:
    return [tuple(_value(value) for value in row) for row in rows]


def _value(value: Any) -> Any:
    """Superset gives times as milliseconds of the epoch."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1970, 1, 1)) / dt.timedelta(milliseconds=1)
    if isinstance(value, dt.date):
        return (value - dt.date(1970, 1, 1)) / dt.timedelta(milliseconds=1)
    return float(value) if isinstance(value, (Decimal, int)) else value


def _assert_same(rows: list[Row], expected: list[Row]) -> None:
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert len(row) == len(wanted)
        pairs = zip(row, wanted, strict=True)
        assert all(_is_same(*pair) for pair in pairs), (row, wanted)


def _is_same(value: Any, wanted: Any) -> bool:
    if isinstance(value, float) and isinstance(wanted, float):
        return math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return bool(value == wanted)
