"""The Superset bundle is well formed, and bound to the marts as they are."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from bi import bundle
from bi.datasets import WITH_ALL_DEPARTMENTS, WITHOUT_ALL, Rows, single, total
from footfall.errors import UserError
from integration_tests.conftest import WarehouseFactory

Document = dict[str, Any]

ENGAGEMENT = "b5636926-850c-5941-91d6-31f572b2327a"


@pytest.fixture(scope="module")
def manifest(new_warehouse: WarehouseFactory) -> Document:
    """What ``dbt parse`` knows of the project; nothing is built."""
    warehouse = new_warehouse("duckdb")
    warehouse.dbt("parse", "--write-json")
    found: Document = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, Document]:
    return bundle.read()


@pytest.fixture(scope="module")
def datasets(files: dict[str, Document]) -> dict[str, Document]:
    """By UUID."""
    return {each["uuid"]: each for each in _in(files, "datasets")}


def test_files_are_what_is_declared_now(files: dict[str, Document], manifest: Document) -> None:
    is_current = files == bundle.render(bundle.contracts(manifest))
    assert is_current, "bi/superset is not what the charts and contracts say: run `make superset`"


def test_datasets_are_marts_with_all_their_columns(
    datasets: dict[str, Document], manifest: Document
) -> None:
    assert len(datasets) > 20
    for dataset in datasets.values():
        mart = manifest["nodes"][f"model.footfall.{dataset['table_name']}"]
        assert (dataset["schema"], mart["schema"]) == ("marts", "marts")
        assert [column["column_name"] for column in dataset["columns"]] == list(mart["columns"])


def test_metrics_name_columns_and_nothing_else(datasets: dict[str, Document]) -> None:
    words = {
        *("case", "when", "then", "else", "end", "and", "not", "distinct", "nullif", "min", "max"),
        *("sum", "count", "avg", "system", "window_days", "department"),
    }
    for dataset in datasets.values():
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = [metric["metric_name"] for metric in dataset["metrics"]]
        assert metrics
        # Superset would take one for the other.
        assert not columns & set(metrics), dataset["table_name"]
        for metric in dataset["metrics"]:
            without_text = re.sub(r"'[^']*'", "", metric["expression"])
            named = set(re.findall(r"[a-z_][a-z_0-9]*", without_text)) - words
            assert named <= columns, (dataset["table_name"], metric["metric_name"])


def test_metrics_do_not_add_up_systems_or_windows(datasets: dict[str, Document]) -> None:
    for dataset in datasets.values():
        columns = {column["column_name"] for column in dataset["columns"]}
        for metric in dataset["metrics"]:
            expression = metric["expression"]
            of_one_row = "count(*) = 1" in expression
            if "window_days" in columns:
                of_one_window = "min(window_days) = max(window_days)" in expression
                assert of_one_row or of_one_window, expression
            added_up = "sum(" in expression or "avg(" in expression
            if "system" in columns and dataset["table_name"] not in WITHOUT_ALL and added_up:
                assert "min(system) = max(system)" in expression, expression
            if dataset["table_name"] in WITH_ALL_DEPARTMENTS and added_up:
                assert "min(department) = max(department)" in expression, expression


def test_charts_ask_for_what_their_datasets_have(
    files: dict[str, Document], datasets: dict[str, Document]
) -> None:
    charts = _in(files, "charts")
    assert len(charts) > 20
    for chart in charts:
        dataset = datasets[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        context = json.loads(chart["query_context"])
        assert chart["params"]["viz_type"] == chart["viz_type"]
        (query,) = context["queries"]
        assert set(query["columns"]) <= columns, chart["slice_name"]
        assert set(query.get("metrics", [])) <= metrics, chart["slice_name"]
        assert {each["col"] for each in query["filters"]} <= columns, chart["slice_name"]
        assert {by for by, _ in query["orderby"]} <= columns | metrics, chart["slice_name"]
        sorted_by = query.get("series_limit_metric")
        assert sorted_by is None or sorted_by in metrics, chart["slice_name"]


def test_dashboards_show_every_chart_once(files: dict[str, Document]) -> None:
    names = {chart["uuid"]: chart["slice_name"] for chart in _in(files, "charts")}
    shown = []
    for dashboard in _in(files, "dashboards"):
        position = dashboard["position"]
        parts = {name: part for name, part in position.items() if isinstance(part, dict)}
        children = [child for part in parts.values() for child in part.get("children", [])]
        assert set(children) | {"ROOT_ID", "HEADER_ID"} == set(parts)
        assert max(Counter(children).values()) == 1
        for part in parts.values():
            if part["type"] == "ROW":
                assert sum(parts[child]["meta"]["width"] for child in part["children"]) <= 12
            if part["type"] == "CHART":
                assert part["meta"]["sliceName"] == names[part["meta"]["uuid"]]
                shown.append(part["meta"]["uuid"])
    assert sorted(shown) == sorted(names)


def test_filters_act_on_columns_of_their_charts(
    files: dict[str, Document], datasets: dict[str, Document]
) -> None:
    """And a chart of rows that a filter would empty is out of its scope."""
    charts = {chart["uuid"]: chart for chart in _in(files, "charts")}
    for dashboard in _in(files, "dashboards"):
        on_it = {
            part["meta"]["chartId"]: datasets[charts[part["meta"]["uuid"]]["dataset_uuid"]]
            for part in dashboard["position"].values()
            if isinstance(part, dict) and part["type"] == "CHART"
        }
        for native in dashboard["metadata"]["native_filter_configuration"]:
            scope = [
                dataset
                for number, dataset in on_it.items()
                if number not in native["scope"]["excluded"]
            ]
            assert scope, native["name"]
            if native["filterType"] == "filter_time":
                assert all(dataset["main_dttm_col"] for dataset in scope)
                continue
            (target,) = native["targets"]
            column = target["column"]["name"]
            for dataset in [datasets[target["datasetUuid"]], *scope]:
                assert column in {each["column_name"] for each in dataset["columns"]}
                assert column != "system" or dataset["table_name"] not in WITHOUT_ALL
            assert native["controlValues"]["multiSelect"] is False


def test_marts_without_all_are_those_that_say_so(
    files: dict[str, Document], manifest: Document
) -> None:
    """By the tests of the column `system`, which list `all` among its values or do not."""
    said = set()
    for dataset in _in(files, "datasets"):
        columns = {column["column_name"] for column in dataset["columns"]}
        block = manifest["nodes"][f"model.footfall.{dataset['table_name']}"]["description"]
        if "system" in columns and "no rows of `all`" in " ".join(block.split()):
            said.add(dataset["table_name"])
    assert {"reconciliation", "unused_actions"} <= said <= WITHOUT_ALL


def test_marts_with_all_departments_are_those_that_have_them(files: dict[str, Document]) -> None:
    """By their name; funnels have them, too."""
    datasets = {dataset["table_name"] for dataset in _in(files, "datasets")}
    by_department = {name for name in datasets if name.endswith("_by_department")}
    assert by_department | {"funnel_conversion"} == WITH_ALL_DEPARTMENTS


def test_metrics_by_department_are_of_one_row_or_of_all() -> None:
    """On rows of two systems and two departments, each with `all`."""
    rows = Rows(("system", "department"), has_windows=False)
    table = (
        "(values ('a', 'x', 1), ('a', 'y', 2), ('a', 'all', 3), ('b', 'x', 10), ('b', 'all', 10)"
    )
    table += ", ('all', 'x', 11), ('all', 'y', 2), ('all', 'all', 13)) as t(system, department, n)"
    cases = [
        ("true", 13, 13),
        ("system = 'a'", 3, 3),
        ("department = 'x'", 11, 11),
        ("system = 'a' and department = 'x'", 1, 1),
        ("department <> 'all'", None, None),
        ("system <> 'all' and department = 'all'", None, None),
        ("system = 'a' and department <> 'all'", None, None),
        ("system in ('a', 'all') and department in ('x', 'all')", 13, 13),
    ]
    for condition, of_total, of_single in cases:
        expressions = f"{total('n')(rows)}, {single('n')(rows)}"
        sql = f"select {expressions} from {table} where {condition}"
        assert duckdb.execute(sql).fetchall() == [(of_total, of_single)], condition


def test_uuids_are_unique_and_stable(files: dict[str, Document]) -> None:
    found = [document["uuid"] for document in files.values() if "uuid" in document]
    assert len(set(found)) == len(found) == len(files) - 1
    # Another one would leave the old dashboard beside the new one.
    assert files["dashboards/engagement.yaml"]["uuid"] == ENGAGEMENT


def test_exposures_name_the_marts_of_the_datasets(
    datasets: dict[str, Document], manifest: Document
) -> None:
    exposed = [
        node.split(".")[-1]
        for name in ("bi_bundle", "bi_bundle_catalogue")
        for node in manifest["exposures"][f"exposure.footfall.{name}"]["depends_on"]["nodes"]
    ]
    assert sorted(exposed) == sorted(dataset["table_name"] for dataset in datasets.values())


@pytest.fixture
def zipped(tmp_path: Path, files: dict[str, Document]) -> Iterator[dict[str, Document]]:
    """A zip for a company of its own, without the catalogue."""
    uri = "duckdb:////data/marts.duckdb"
    bundle.zip_bundle(files, tmp_path / "footfall.zip", uri, "engagement", ["engagement"])
    with zipfile.ZipFile(tmp_path / "footfall.zip") as archive:
        yield {
            name.removeprefix("footfall/"): yaml.safe_load(archive.read(name))
            for name in archive.namelist()
        }


def test_zip_has_a_companys_schema_and_dashboards(
    zipped: dict[str, Document], manifest: Document
) -> None:
    assert zipped[bundle.DATABASE]["sqlalchemy_uri"] == "duckdb:////data/marts.duckdb"
    assert zipped[bundle.DATABASE]["extra"]["engine_params"]["connect_args"]["read_only"] is True
    datasets = _in(zipped, "datasets")
    assert {dataset["schema"] for dataset in datasets} == {"engagement"}
    assert [name for name in zipped if name.startswith("dashboards/")] == [
        "dashboards/engagement.yaml"
    ]
    # What is left needs nothing of Amundsen: those marts are in the other exposure.
    exposure = manifest["exposures"]["exposure.footfall.bi_bundle"]["depends_on"]["nodes"]
    assert {f"model.footfall.{each['table_name']}" for each in datasets} == set(exposure)
    assert {chart["dataset_uuid"] for chart in _in(zipped, "charts")} <= {
        dataset["uuid"] for dataset in datasets
    }


def test_mistakes_are_sentences(tmp_path: Path, files: dict[str, Document]) -> None:
    path = tmp_path / "footfall.zip"
    with pytest.raises(UserError, match="keeps no password"):
        bundle.zip_bundle(files, path, "postgresql://reader:secret@host/warehouse")
    with pytest.raises(UserError, match="Cannot write /proc/none"):
        bundle.zip_bundle({}, Path("/proc/none/b.zip"))
    with pytest.raises(UserError, match="No dashboard catalog: there are engagement, catalogue"):
        bundle.zip_bundle(files, path, dashboards=["catalog"])
    with pytest.raises(UserError, match=r"The manifest lacks .*top_tables"):
        bundle.contracts({"nodes": {}})
    assert not path.exists()


def _in(files: dict[str, Document], folder: str) -> list[Document]:
    return [document for name, document in files.items() if name.startswith(f"{folder}/")]
