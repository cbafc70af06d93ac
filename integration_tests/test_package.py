"""The project as a package in a company's own: other schemas, other vars, one system less."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from integration_tests.browser import data_of
from integration_tests.company import load_table, pseudonym
from integration_tests.conftest import USUAL_ENGINES, OnEngines, WarehouseFactory
from integration_tests.harness import CLUTCH_COLUMNS, Warehouse
from integration_tests.liblab_rows import COLUMNS
from integration_tests.project_copies import REPOSITORY, copy_project
from integration_tests.raw_rows import clutch_row

PEOPLE = 5


@dataclass(frozen=True)
class Installed:
    """A warehouse that the company's project has built, with what dbt printed."""

    warehouse: Warehouse
    output: str

    def count(self, relation: str) -> int:
        """The number of rows of a relation."""
        return int(self.warehouse.query(f"select count(*) from {relation}")[0][0])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, as dbt writes into the folder of a project that has packages.

    The company has a panel of its own, and that of the documentation.
    """
    folder = copy_project(tmp_path_factory.mktemp("checkout"))
    unwanted = shutil.ignore_patterns("dbt_packages", "logs", "target", "package-lock.yml")
    company = Path("integration_tests") / "as_package"
    shutil.copytree(REPOSITORY / company, folder / company, ignore=unwanted)
    documentation = (REPOSITORY / "docs" / "dashboard.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```sql\n(.*?)```", documentation, re.DOTALL)
    (folder / company / "analyses" / "dashboard" / "exports.sql").write_text(example)
    return folder / company


@pytest.fixture(scope="module")
def installed_on(
    on_engines: OnEngines, checkout: Path, new_warehouse: WarehouseFactory
) -> Callable[[str], Installed]:
    new_warehouse("duckdb").dbt("deps", project=checkout)
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.timezone.utc)

    def job(warehouse: Warehouse) -> Installed:
        rows = [
            clutch_row(10 * day + n, at + dt.timedelta(days=day), user_name=f"p{n}@example.org")
            for day in range(30)
            for n in range(PEOPLE)
        ]
        warehouse.load_rows("audit_raw", "clutch_events", CLUTCH_COLUMNS, rows)
        return Installed(warehouse, warehouse.dbt("build", project=checkout).output)

    return on_engines(job)


@pytest.fixture(scope="module", params=USUAL_ENGINES)
def installed(
    request: pytest.FixtureRequest, installed_on: Callable[[str], Installed]
) -> Installed:
    return installed_on(str(request.param))


def test_relations_are_where_the_company_wants_them(installed: Installed) -> None:
    marts = installed.warehouse.relations("engagement_marts")
    assert {"fct_activities", "active_users_daily", "workflow_usage"} <= set(marts)
    for schema in ("staging", "intermediate", "marts"):
        assert installed.warehouse.relations(f"engagement_{schema}")
        assert not installed.warehouse.relations(schema)


def test_vars_are_the_companys(installed: Installed) -> None:
    assert installed.count("engagement_marts.fct_activities") == 30 * PEOPLE
    ranks = "select max(user_rank) from engagement_marts.top_users"
    assert installed.warehouse.query(ranks) == [(3,)]


def test_a_system_that_is_off_builds_nothing(installed: Installed) -> None:
    for schema in ("engagement_staging", "engagement_intermediate"):
        names = installed.warehouse.relations(schema)
        assert not [name for name in names if "amundsen" in name]
    systems = "select distinct system from engagement_marts.active_users_daily order by system"
    assert installed.warehouse.query(systems) == [("all",), ("clutch",)]


def test_the_companys_own_model_reads_the_marts(installed: Installed) -> None:
    (schema,) = installed.warehouse.query(
        "select table_schema from information_schema.tables where table_name = 'headline'"
    )[0]
    assert "acme_reports" in schema
    last = installed.warehouse.query(
        f"select wau, busiest_user_key is not null from {schema}.headline "
        "where activity_date = date '2026-03-31'"
    )
    assert last == [(PEOPLE, True)]


def test_the_companys_own_model_reads_activities_of_one_type(
    checkout: Path, new_warehouse: WarehouseFactory
) -> None:
    warehouse = new_warehouse("duckdb")
    warehouse.dbt("deps", project=checkout)
    ann = ("Ann Lee", "ann@example.org", "Corp")
    rows = [
        (*ann, f"User {event}", f"2026-03-0{day} 08:00:00+00:00", None, '{"doc_id": "d-1"}')
        for day, event in enumerate(("Approved doc", "Unapproved doc", "Build"), start=1)
    ]
    warehouse.load_rows("liblab", "audit_trail", COLUMNS, rows)
    given = {"enabled_systems": ["liblab"], "reads_liblab": True}
    warehouse.dbt("run", "--select", "+document_approvals", vars=given, project=checkout)
    found = warehouse.query("select * from main_acme_reports.document_approvals order by 1")
    assert found == [
        (dt.date(2026, 3, 1), "d-1", True),
        (dt.date(2026, 3, 2), "d-1", False),
    ]


def test_the_dashboard_has_the_companys_panels_too(installed: Installed, checkout: Path) -> None:
    page = installed.warehouse.folder / "page.html"
    leave_out = ("--without", "stickiness")
    installed.warehouse.footfall("report", "--to", str(page), *leave_out, project=checkout)
    data = data_of(page.read_text(encoding="utf-8"))
    panels = {panel["id"]: panel for panel in data["panels"]}
    assert data["panels"][0]["id"] == "busiest_days"
    assert {tuple(row[::2]) for row in panels["busiest_days"]["rows"]} == {
        ("all", PEOPLE),
        ("clutch", PEOPLE),
    }
    assert data["systems"] == ["all", "clutch"]
    # of systems that are off there are none
    assert {"headline", "exports"} <= panels.keys()
    assert len(panels) == len(data["panels"])
    assert not {"tables", "search_terms", "click_index", "stickiness"} & panels.keys()


def test_dbt_has_nothing_to_complain_about(installed: Installed) -> None:
    assert " WARN=0 " in installed.output
    assert "[WARNING]" not in installed.output


# Columns of text that hold numbers alone or nothing, which dbt takes for integers.
COMPANY_SEEDS = {
    "non_person_users": "system,pattern,reason\ndoors,99,100\ndoors,98,101\n",
    "identity_map": "system,native_user,email\ndoors,4,ann@example.org\n",
    "company_activity_vocabulary": (
        "system,action,activity_type,workflow,is_engagement,description\ndoors,1,view,,,\n"
    ),
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, new_warehouse: WarehouseFactory) -> Path:
    """A company's project that replaces seeds by its own, which have no types."""
    footfall = copy_project(tmp_path_factory.mktemp("footfall"), with_tests=False)
    company = tmp_path_factory.mktemp("company")
    (company / "seeds").mkdir()
    for name, text in COMPANY_SEEDS.items():
        (company / "seeds" / f"{name}.csv").write_text(text)
    project = {
        "name": "company",
        "version": "1.0.0",
        "profile": "footfall",
        "seeds": {"footfall": {name: {"+enabled": False} for name in COMPANY_SEEDS}},
        "vars": {
            "footfall": {
                "enabled_systems": [],
                "as_of_date": "2026-11-27",
                "custom_sources": [
                    {
                        **{"name": "doors", "table": "log", "event_id": "id", "time": "at"},
                        **{"actor": "who", "action": "what"},
                    }
                ],
            }
        },
    }
    (company / "dbt_project.yml").write_text(yaml.safe_dump(project))
    (company / "packages.yml").write_text(yaml.safe_dump({"packages": [{"local": str(footfall)}]}))
    new_warehouse("duckdb").dbt("deps", project=company)
    return company


@pytest.fixture(scope="module")
def seeded_on(on_engines: OnEngines, seeded: Path) -> Callable[[str], list[tuple[object, ...]]]:
    columns = {"id": "text", "at": "text", "who": "text", "what": "text"}
    users = {"1": "99", "2": "kim", "3": "4"}

    def job(warehouse: Warehouse) -> list[tuple[object, ...]]:
        warehouse.set_salt()
        rows = [(key, "2026-11-20T09:00:00Z", user, "1") for key, user in users.items()]
        load_table(warehouse, "doors.log", columns, rows)
        warehouse.dbt("build", "--select", "+fct_activities", project=seeded)
        return warehouse.query(
            "select source_event_id, is_person, user_key, activity_type from marts.fct_activities"
            " order by source_event_id"
        )

    return on_engines(job)


@pytest.mark.parametrize("engine", USUAL_ENGINES)
def test_seeds_of_the_company_may_hold_numbers_alone(
    seeded_on: Callable[[str], list[tuple[object, ...]]], engine: str
) -> None:
    assert seeded_on(engine) == [
        ("1", False, pseudonym("doors:99"), "view"),
        ("2", True, pseudonym("doors:kim"), "view"),
        ("3", True, pseudonym("ann@example.org"), "view"),
    ]
