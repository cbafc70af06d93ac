"""Wrong settings and missing raw tables stop dbt with a sentence that says what to do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml

from integration_tests.conftest import ENGINES, OnEngines, WarehouseFactory
from integration_tests.engines import DuckDbWarehouse
from integration_tests.harness import AMUNDSEN_COLUMNS, CLUTCH_COLUMNS, CommandError, Warehouse
from integration_tests.liblab_rows import COLUMNS as LIBLAB_COLUMNS
from integration_tests.project_copies import PARTS, REPOSITORY

# The var, a wrong value, and what the message must offer.
WRONG: list[tuple[str, Any, tuple[str, ...]]] = [
    ("enabled_systems", ["clutch", "jira"], ("jira", "clutch", "amundsen")),
    ("enabled_systems", [], ("clutch", "amundsen")),
    ("enabled_systems", "clutch", ("list", "amundsen")),
    ("activity_scope", "everything", ("everything", "engagement", "all")),
    ("as_of_date", "yesterday", ("yesterday", "date")),
    ("as_of_date", "2026-02-30", ("2026-02-30", "date")),
    ("top_n", 0, ("0", "1")),
    ("top_n", 2.5, ("2.5", "whole number")),
    ("top_n", "many", ("many", "whole number")),
    ("reporting_timezone", "Berlin", ("Berlin", "Europe/Berlin")),
    ("reporting_timezone", "+02:00", ("+02:00", "Europe/Berlin")),
    ("usage_windows", [7, 0], ("0", "whole number")),
    ("usage_windows", ["week"], ("week", "whole number")),
    ("usage_windows", [], ("[]", "list")),
    ("usage_windows", 28, ("28", "list")),
    ("retention_days", 89, ("89", "null", "90", "late_arrival_days")),
    ("retention_days", "long", ("long", "whole number")),
    ("wau_days", 0, ("0", "whole number")),
    ("session_timeout_minutes", 0, ("0", "whole number")),
    ("hr_employees_required", "yes", ("yes", "true", "false")),
    ("clutch_warn_after_hours", 0, ("0", "hours", "null")),
    ("liblab_error_after_hours", "a day", ("a day", "hours")),
    ("user_labels", "full", ("full", "pseudonym", "name")),
    ("admin_role", 5, ("5", "role")),
    ("reader_role", " ", ("role", "null")),
    ("quarantine_warn_ratio", "1%", ("1%", "0.01", "null")),
    ("quarantine_warn_ratio", True, ("true", "0.01")),
    ("quarantine_error_ratio", 20, ("20", "0 to 1")),
    ("quarantine_error_ratio", -0.1, ("-0.1", "0 to 1")),
    ("quarantine_warn_ratio", 0.3, ("0.3", "quarantine_error_ratio", "0.2")),
    ("automatic_request_window_seconds", -1, ("-1", "whole number")),
    ("unfinished_after_hours", 0, ("0", "whole number")),
    ("unfinished_after_hours", 1.5, ("1.5", "whole number")),
]

# Names given by --vars that are probably others, and what the message must offer.
MISSPELT: dict[str, str] = {
    "usage_windos": "usage_windows",
    "usage-windows": "usage_windows",
    "Top_N": "top_n",
    "topn": "top_n",
    "retenton_dyas": "retention_days",
    "wau_day": "wau_days",
    "clutch_shcema": "clutch_schema",
    "datagrok_event_table": "datagrok_events_table",
}

RIGHT: list[dict[str, Any]] = [
    {"reporting_timezone": "Asia/Kolkata", "as_of_date": "2024-02-29", "usage_windows": [1]},
    # names of a company's own, which nothing here reads
    {"company_colour": "blue", "dau_days": 1, "top_k": 3, "windows": [1], "schema": "x"},
    {"enabled_systems": ["amundsen"], "activity_scope": "all", "top_n": 1, "user_labels": "name"},
    {"admin_role": "Audit Admins", "reader_role": "bi"},
    {"quarantine_warn_ratio": 0, "quarantine_error_ratio": 1},
    {"quarantine_warn_ratio": 0.5, "quarantine_error_ratio": None},
]

# One process for many: starting dbt takes longer than what it does here.
PARSE = """
import contextlib, io, json, sys
from dbt.cli.main import dbtRunner
from dbt_common.tests import enable_test_caching
enable_test_caching()
for line in sys.stdin:
    arguments = json.loads(line)
    with contextlib.redirect_stdout(io.StringIO()):
        result = dbtRunner().invoke(arguments)
    message = "" if result.success else str(result.exception)
    print(json.dumps({"success": result.success, "message": message}), flush=True)
"""


@pytest.fixture(scope="module")
def verdicts(new_warehouse: WarehouseFactory) -> dict[str, dict[str, Any]]:
    """What ``dbt parse`` says to each setting, by the setting as JSON."""
    warehouse = new_warehouse("duckdb")
    settings = [json.dumps({name: value}) for name, value, _ in WRONG]
    settings += [json.dumps({name: 1}) for name in MISSPELT]
    settings += [json.dumps({"footfall": {"top_n": 3}})]
    settings += [json.dumps(right) for right in RIGHT]
    given = [["--project-dir", str(REPOSITORY), "--vars", each] for each in settings]
    half = len(given) // 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        first, second = pool.map(
            lambda mine: parse_each(warehouse, mine), (given[:half], given[half:])
        )
    return dict(zip(settings, first + second, strict=True))


def parse_each(warehouse: Warehouse, given: list[list[str]]) -> list[dict[str, Any]]:
    """What ``dbt parse`` says to each list of options."""
    options = ["--no-use-colors", "--no-write-json", "parse", "--no-partial-parse"]
    common = [*options, "--profiles-dir", str(warehouse.profiles_dir)]
    done = subprocess.run(
        [sys.executable, "-c", PARSE],
        input="".join(json.dumps([*common, *each]) + "\n" for each in given),
        env=warehouse.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line[:1] == "{"]
    assert len(answers) == len(given), done.stdout + done.stderr
    return answers


@pytest.mark.parametrize(
    ("name", "value", "offers"), WRONG, ids=[f"{name}={value}" for name, value, _ in WRONG]
)
def test_wrong_var_stops_dbt_with_a_sentence(
    verdicts: Mapping[str, Mapping[str, Any]], name: str, value: Any, offers: tuple[str, ...]
) -> None:
    verdict = verdicts[json.dumps({name: value})]
    assert not verdict["success"]
    for part in (name, *offers):
        assert part in verdict["message"]


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_var_stops_dbt_and_the_nearest_one_is_named(
    verdicts: Mapping[str, Mapping[str, Any]], name: str
) -> None:
    verdict = verdicts[json.dumps({name: 1})]
    assert not verdict["success"]
    assert (
        f"there is no var '{name}', which stands in --vars; the nearest one is '{MISSPELT[name]}'."
        in verdict["message"]
    )


def test_vars_of_a_package_are_not_given_by_its_name(
    verdicts: Mapping[str, Mapping[str, Any]],
) -> None:
    message = verdicts[json.dumps({"footfall": {"top_n": 3}})]["message"]
    assert "--vars takes names and values without 'footfall:'" in message


@pytest.mark.parametrize("setting", RIGHT, ids=str)
def test_right_vars_pass(
    verdicts: Mapping[str, Mapping[str, Any]], setting: Mapping[str, Any]
) -> None:
    verdict = verdicts[json.dumps(setting)]
    assert verdict["success"], verdict["message"]


def test_the_list_of_known_vars_is_that_of_the_project() -> None:
    project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))
    text = (REPOSITORY / "macros" / "config" / "known_vars.sql").read_text(encoding="utf-8")
    systems = (REPOSITORY / "macros" / "config" / "systems.sql").read_text(encoding="utf-8")
    known = jinja_list(macro(text, "known_vars"), macro(systems, "systems"))
    assert sorted(known) == sorted(project["vars"]["footfall"])


def macro(text: str, name: str) -> str:
    """The source of a macro."""
    found = re.search(rf"{{% macro {name}\(\) %}}.*?{{% endmacro %}}", text, re.DOTALL)
    assert found, name
    return found.group(0)


def jinja_list(source: str, systems: str) -> list[str]:
    """What ``known_vars`` returns, by Jinja alone."""
    returned: list[Any] = []
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])

    def call(text: str, name: str, **context: Any) -> Any:
        given = {"return": returned.append, **context}
        environment.from_string(f"{text}{{% do {name}() %}}", globals=given).render()
        return returned.pop()

    found = call(systems, "systems")
    footfall = {"systems": lambda: found}
    known: list[str] = call(source, "known_vars", footfall=footfall)
    return known


# Vars of a project file and what the message must have; the name of the project is acme.
IN_A_FILE: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    (
        {"footfall": {"usage_windos": [7]}},
        ("'usage_windos'", "dbt_project.yml under vars: footfall:", "'usage_windows'"),
    ),
    ({"footfall": {"timezone": "UTC"}}, ("'timezone'", "'reporting_timezone'")),
    ({"footfall": {"clutch": {"schema": "x"}}}, ("'clutch'", "the nearest one is 'clutch_")),
    ({"footfall": {"company_colour": "blue"}}, ("'company_colour'", "the nearest one is")),
    ({"footfall": {"footfall": {"top_n": 3}}}, ("inside of vars: footfall:",)),
    ({"footfal": {"top_n": 3}}, ("'footfal:'", "the package is 'footfall:'")),
    (
        {"usage_windos": [7]},
        ("'usage_windos'", "dbt_project.yml under vars:", "'usage_windows'", "vars: acme:"),
    ),
    (
        {"acme": {"retention_days": 400}},
        ("'retention_days' under vars: acme:", "put it under vars: footfall:"),
    ),
    ({"acme": {"footfall": {"top_n": 3}}}, ("'footfall' under vars: acme:",)),
]
# Of the company's own, some of them named as vars of footfall or nearly so.
OWN_VARS = {
    "company_colour": "blue",
    "top_n": 7,
    "footfall": {"enabled_systems": ["clutch"], "retention_days": 400},
    "acme": {"usage_windos": 1, "top_n": 3, "retention_days": 10},
    "other_package": {"usage_windows": [1]},
}


def company_project(folder: Path, variables: Mapping[str, Any]) -> Path:
    """A project that installs footfall, and has nothing but vars."""
    packages = folder / "dbt_packages"
    packages.mkdir(parents=True)
    (packages / "footfall").symlink_to(REPOSITORY)
    (folder / "packages.yml").write_text(json.dumps({"packages": [{"local": str(REPOSITORY)}]}))
    project = {"name": "acme", "version": "1.0.0", "profile": "footfall", "vars": dict(variables)}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
    return folder


def test_vars_in_a_companys_project(new_warehouse: WarehouseFactory, tmp_path: Path) -> None:
    projects = [
        company_project(tmp_path / str(number), variables)
        for number, variables in enumerate([*(each for each, _ in IN_A_FILE), OWN_VARS])
    ]
    given = [["--project-dir", str(project)] for project in projects]
    # a name that the company has declared is its own
    given[-1] += ["--vars", json.dumps({"usage_windos": 2})]
    *wrong, right = parse_each(new_warehouse("duckdb"), given)
    for (variables, parts), project, verdict in zip(IN_A_FILE, projects, wrong, strict=False):
        assert not verdict["success"], variables
        for part in (str(project / "dbt_project.yml"), *parts):
            assert part in verdict["message"], variables
    assert right["success"], right["message"]


def test_vars_in_the_projects_own_file(new_warehouse: WarehouseFactory, tmp_path: Path) -> None:
    text = (REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8")
    cases = {
        text.replace("    top_n: 50", "    topn: 50"): "the nearest one is 'top_n'",
        text.replace("    top_n: 50", "    top_n: 50\n    usage_windos: [7]"): "'usage_windows'",
        text + "\n  usage_windows: [7]\n": "that of vars: footfall: hides it",
    }
    projects = []
    for number, content in enumerate(cases):
        project = tmp_path / str(number)
        project.mkdir()
        for part in PARTS:
            (project / part).symlink_to(REPOSITORY / part)
        (project / "dbt_project.yml").unlink()
        (project / "dbt_project.yml").write_text(content, encoding="utf-8")
        projects.append(project)
    given = [["--project-dir", str(project)] for project in projects]
    verdicts = parse_each(new_warehouse("duckdb"), given)
    for project, part, verdict in zip(projects, cases.values(), verdicts, strict=True):
        assert not verdict["success"]
        assert part in verdict["message"]
        assert str(project / "dbt_project.yml") in verdict["message"]


def test_wrong_var_stops_a_build_before_it_makes_anything(
    new_warehouse: WarehouseFactory,
) -> None:
    warehouse = new_warehouse("duckdb")
    with pytest.raises(CommandError, match="activity_scope"):
        warehouse.build({"activity_scope": "everything"})
    assert not any(warehouse.relations(schema) for schema in ("staging", "intermediate", "marts"))


class NamedLikeASchema(DuckDbWarehouse):
    """A file in which `marts.top_users` could be a table of `main` or of the schema."""

    database = "marts"


def test_duckdb_file_named_like_a_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"named like the schema 'marts'"):
        NamedLikeASchema(tmp_path).dbt("parse")


@pytest.fixture(scope="module")
def failed_builds(on_engines: OnEngines) -> Callable[[str], str]:
    """What a build prints that has no table of Clutch, and no column of Amundsen and liblab."""
    narrow = {name: kind for name, kind in AMUNDSEN_COLUMNS.items() if name != "output"}

    def job(warehouse: Warehouse) -> str:
        warehouse.load_rows("amundsen", "user_actions", narrow, [])
        warehouse.load_rows("liblab", "audit_trail", LIBLAB_COLUMNS, [])
        variables = {
            "enabled_systems": ["clutch", "amundsen", "liblab"],
            "as_of_date": "2026-03-31",
            "liblab_loaded_at_column": "arrived_at",
        }
        result = warehouse.dbt("run", vars=variables, check=False)
        assert result.returncode != 0
        return re.sub(r"\s+", " ", result.output)

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def failed_build(request: pytest.FixtureRequest, failed_builds: Callable[[str], str]) -> str:
    return failed_builds(str(request.param))


def test_missing_raw_table_is_named(failed_build: str) -> None:
    assert re.search(r"clutch\W+audit_events", failed_build)
    for name in ("clutch_schema", "clutch_audit_events_table", "enabled_systems"):
        assert name in failed_build


def test_missing_raw_column_is_named(failed_build: str) -> None:
    assert re.search(r"amundsen\W+user_actions", failed_build)
    assert re.search(r"\Woutput\W", failed_build)
    assert "amundsen_user_actions_table" in failed_build


def test_missing_loaded_at_column_is_named(failed_build: str) -> None:
    assert "var 'liblab_loaded_at_column' names the column 'arrived_at'" in failed_build


def test_raw_tables_may_be_empty_and_have_more_columns(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    optional = {name: kind for name, kind in CLUTCH_COLUMNS.items() if name != "sent"}
    warehouse.load_rows("clutch", "audit_events", optional | {"shard": "text"}, [])
    warehouse.load_rows("amundsen", "user_actions", AMUNDSEN_COLUMNS | {"ds": "text"}, [])
    warehouse.build({"as_of_date": "2026-03-31"}, tests=True)
    _assert_empty(warehouse)


def _assert_empty(warehouse: Warehouse) -> None:
    for mart in ("fct_activities", "active_users_daily", "top_users", "reconciliation"):
        assert warehouse.query(f"select count(*) from marts.{mart}") == [(0,)]
