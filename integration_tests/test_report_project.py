"""Panels of a small dbt project: what dbt finds wrong is told by the file, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse

HEADER = """{#
title: Things
explanation: How many?
section: Ours
chart: ranking
x: things
y: kind
#}
"""
MODELS = """
models:
  - name: things
    config: {access: public}
  - name: secrets
"""

Fails = Callable[[str], str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "dbt_project.yml").write_text(
        "name: small\nversion: 1.0.0\nprofile: footfall\nmodels: {small: {+materialized: table}}\n"
    )
    (folder / "models").mkdir()
    (folder / "models" / "models.yml").write_text(MODELS)
    for name in ("things", "secrets"):
        query = "select 'a </script>' as kind, 3 as things"
        (folder / "models" / f"{name}.sql").write_text(query)
    (folder / "analyses" / "dashboard").mkdir(parents=True)
    (folder / "analyses" / "other.sql").write_text("select * from {{ ref('secrets') }}")
    return folder


@pytest.fixture(scope="module")
def warehouse(new_warehouse: WarehouseFactory) -> Warehouse:
    warehouse = new_warehouse("duckdb")
    warehouse.execute("select 1")  # makes the file
    return warehouse


@pytest.fixture
def fails(project: Path, warehouse: Warehouse) -> Fails:
    """Writes a panel's SQL, and gives what the command says of it."""

    def report(sql: str) -> str:
        (project / "analyses" / "dashboard" / "mine.sql").write_text(sql)
        done = warehouse.footfall(
            "report", "--to", str(warehouse.folder / "page.html"), check=False, project=project
        )
        assert done.returncode == 2, done.output
        assert "Traceback" not in done.output
        return " ".join(done.output.split())

    return report


def test_wrong_panels_are_told_by_file_and_reason(fails: Fails) -> None:
    file = "analyses/dashboard/mine.sql"
    unknown = fails(HEADER + "select * from {{ ref('wings') }}")
    assert file in unknown
    assert "'wings' which was not found" in unknown
    private = fails(HEADER + "select kind, things from {{ ref('secrets') }}")
    assert f"{file} selects from secrets, which is no mart" in private


def test_a_page_needs_panels_and_a_build(
    fails: Fails,
    project: Path,
    warehouse: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "run dbt build" in fails(HEADER + "select kind, things from {{ ref('things') }}")
    warehouse.dbt("run", "--write-json", project=project)
    page = warehouse.folder / "page.html"
    done = warehouse.footfall("report", "--to", str(page), project=project)
    assert "Dashboard of 1 panel, " in done.output
    assert page.read_text(encoding="utf-8").count("</script>") == 3
    # into a folder for a static host, and before somebody's eyes
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    done = warehouse.footfall("report", "--to", str(tmp_path / "site"), "--open", project=project)
    index = tmp_path / "site" / "index.html"
    assert index.read_text(encoding="utf-8").count("</script>") == 3
    assert (tmp_path / "opened").read_text().strip() == index.as_uri()
    assert index.as_uri() in done.output
    # nobody holds the file, and what dbt wrote of the build is still there
    warehouse.execute("create table main.more as select 1 as one")
    assert (warehouse.folder / "target" / "run_results.json").exists()
    (project / "analyses" / "dashboard" / "mine.sql").unlink()
    done = warehouse.footfall("report", check=False, project=project)
    assert "have no panels in analyses/dashboard" in " ".join(done.output.split())
