"""What `footfall build` compares: versions of tables, the project, the day."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from footfall.building.building import _MOMENT
from footfall.building.project import project_version, reporting_day
from footfall.building.record import BuildRecord, Relation, news_since, read_record
from footfall.warehouse import Reader, Row, TableVersion, read_target
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY
from integration_tests.tiny_runs import TinyProject

TABLE = "raw.events"
# Each leaves as many rows as before, or puts things back: what counts is that they were written.
CHANGES = {
    "a row more": ["insert into raw.events values (9, 'z', '{}')"],
    "a row less": ["delete from raw.events where id = 1"],
    "one for another": [
        "delete from raw.events where id = 1",
        "insert into raw.events values (9, 'z', '{}')",
    ],
    "a value in place": ["update raw.events set name = 'x' where id = 2"],
    "a value that is no largest or smallest": [
        "update raw.events set name = 'bb' where id = 2",
        "update raw.events set name = 'bc' where id = 2",
    ],
    "all rows anew": [
        "truncate raw.events",
        "insert into raw.events values (1, 'a', '{}'), (2, 'b', '{\"more\": 1}'), (3, 'c', '{}')",
    ],
    "another table": [
        "drop table raw.events",
        "create table raw.events (id bigint, name varchar, details json)",
        "insert into raw.events values (1, 'a', '{}'), (2, 'q', '{}'), (3, 'c', '{}')",
    ],
    "a column": ["alter table raw.events add column loaded_at date"],
    "another type": ["alter table raw.events alter column id type integer"],
    "another name": ["alter table raw.events rename column name to title"],
    "no table": ["drop table raw.events"],
}


def version(warehouse: Warehouse, name: str = "events") -> TableVersion:
    target = read_target(None, warehouse.profiles_dir, REPOSITORY)
    with target.open().reader() as reader:
        return reader.version("raw", name)


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_that_was_written_has_another_version(warehouse: Warehouse, change: str) -> None:
    warehouse.execute("create schema raw")
    warehouse.execute("create table raw.events (id bigint, name varchar, details json)")
    warehouse.execute(
        "insert into raw.events values (1, 'a', '{}'), (2, 'b', '{}'), (3, 'c', '{}')"
    )
    before = settled(warehouse)
    for statement in CHANGES[change]:
        warehouse.execute(statement)
    # PostgreSQL counts when a connection has ended
    until = time.monotonic() + 20
    while version(warehouse) == before and time.monotonic() < until:
        time.sleep(0.1)
    assert version(warehouse) != before


def settled(warehouse: Warehouse) -> TableVersion:
    """The version that a table keeps when nobody writes it, and others are written."""
    warehouse.execute("create table raw.others (id bigint)")
    before, now = None, version(warehouse)
    while before != now:
        time.sleep(0.5)
        warehouse.execute("insert into raw.others values (1)")
        warehouse.query(f"select * from {TABLE}")
        before, now = now, version(warehouse)
    return now


@pytest.mark.parametrize("warehouse", ["postgres"], indirect=True)
def test_of_what_is_no_plain_table_postgres_tells_nothing(warehouse: Warehouse) -> None:
    warehouse.execute("create schema raw")
    warehouse.execute("create view raw.a_view as select 1 as id")
    warehouse.execute("create materialized view raw.stored as select 1 as id")
    warehouse.execute("create table raw.parted (id int) partition by range (id)")
    warehouse.execute("create table raw.parent (id int)")
    warehouse.execute("create table raw.child () inherits (raw.parent)")
    for name in ("a_view", "stored", "parted", "parent"):
        assert version(warehouse, name) == TableVersion("1 id integer", None)
    assert version(warehouse, "child").rows
    assert version(warehouse, "nothing") == TableVersion("", "missing")


@pytest.mark.parametrize("warehouse", ["duckdb"], indirect=True)
def test_duckdb_reads_through_views_and_knows_names_in_any_case(warehouse: Warehouse) -> None:
    warehouse.execute("create schema raw")
    warehouse.execute("create table raw.events as select 1 as id")
    warehouse.execute("create view raw.seen as select * from raw.events")
    before = version(warehouse, "SEEN")
    warehouse.execute("update raw.events set id = 2")
    assert before.rows
    assert version(warehouse, "SEEN") != before
    warehouse.execute("drop table raw.events")
    assert version(warehouse, "seen").rows is None


@pytest.fixture
def project(tmp_path: Path) -> Path:
    TinyProject.make(tmp_path)
    texts = {
        "dbt_project.yml": "name: tiny\nprofile: tiny\nseed-paths: [given]\n",
        "models/a.sql": "select '{{ env_var('COMPANY_WORD', '') }}' as word",
        "macros/b.sql": "{% macro b() %}1{% endmacro %}",
        "given/c.csv": "id\n1\n",
        "dbt_packages/other/dbt_project.yml": "name: other\n",
        "dbt_packages/other/models/d.sql": "select 1 as one",
        "README.md": "no SQL",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def project_of(folder: Path, variables: str | None = None) -> str:
    return project_version(read_target(None, folder, folder), variables)


def _profile(folder: Path, **options: str) -> None:
    path = folder / "profiles.yml"
    profile = yaml.safe_load(path.read_text())
    profile["tiny"]["outputs"]["dev"].update(options)
    path.write_text(yaml.safe_dump(profile))


SAME: dict[str, Callable[[Path], object]] = {
    "nothing": lambda folder: None,
    "what dbt does not read": lambda folder: (folder / "README.md").write_text("more"),
    "steps": lambda folder: (folder / "steps.yml").write_text("steps: []"),
    "results": lambda folder: (folder / "target").mkdir(),
}
OTHER: dict[str, Callable[[Path], object]] = {
    "a model": lambda folder: (folder / "models/a.sql").write_text("select 2 as word"),
    "a new model": lambda folder: (folder / "models/e.sql").write_text("select 1 as one"),
    "a name": lambda folder: (folder / "models/a.sql").rename(folder / "models/f.sql"),
    "a macro": lambda folder: (folder / "macros/b.sql").unlink(),
    "a seed": lambda folder: (folder / "given/c.csv").write_text("id\n2\n"),
    "a package": lambda folder: (folder / "dbt_packages/other/models/d.sql").write_text("select 2"),
    "the project's file": lambda folder: (folder / "dbt_project.yml").write_text(
        "name: tiny\nprofile: tiny\nseed-paths: [given]\nvars: {top_n: 3}\n"
    ),
    "another schema": lambda folder: _profile(folder, schema="elsewhere"),
}


@pytest.mark.parametrize("change", SAME)
def test_a_project_that_is_the_same(project: Path, change: str) -> None:
    before = project_of(project)
    SAME[change](project)
    assert project_of(project) == before


@pytest.mark.parametrize("change", OTHER)
def test_a_project_that_is_another(project: Path, change: str) -> None:
    before = project_of(project)
    OTHER[change](project)
    assert project_of(project) != before


def test_vars_and_the_environment_are_of_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = project_of(project)
    assert project_of(project, "{top_n: 3}") != before
    monkeypatch.setenv("ANOTHER_WORD", "hello")
    assert project_of(project) == before
    monkeypatch.setenv("COMPANY_WORD", "hello")
    assert project_of(project) != before


def test_folders_that_dbt_renders_are_never_the_same(project: Path) -> None:
    text = "name: tiny\nprofile: tiny\nmodel-paths: [\"{{ env_var('FOLDER') }}\"]\n"
    (project / "dbt_project.yml").write_text(text)
    assert project_of(project) != project_of(project)


def test_the_day_is_that_of_the_vars(project: Path) -> None:
    def day(variables: str | None = None) -> str:
        return reporting_day(read_target(None, project, project), variables)

    assert day("{as_of_date: 2026-03-31}") == "2026-03-31"
    # nowhere is it the same day in both
    far = [day(f"{{reporting_timezone: {zone}}}") for zone in ("Etc/GMT+12", "Pacific/Kiritimati")]
    assert far[0] != far[1]
    assert far[0] <= day() <= far[1]
    assert day("{reporting_timezone: Nowhere}") != day("{reporting_timezone: Nowhere}")
    text = "name: tiny\nprofile: tiny\nvars: {footfall: {as_of_date: '2026-01-01'}}\n"
    (project / "dbt_project.yml").write_text(text)
    assert day() == "2026-01-01"


class Tables:
    """A reader of a database that has these tables."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def table(self, sql: str) -> tuple[list[str], list[Row]]:
        """In place of a Reader's."""
        return [], [("marts", name) for name in self._names]


RAW: Relation = (None, "raw", "events")
MORE: Relation = (None, "raw", "more")
MADE: Relation = (None, "marts", "dim_users")
LAST = BuildRecord(
    "2026-04-01 05:00 UTC",
    "project",
    "2026-04-01",
    {RAW: TableVersion("id", "1"), MORE: TableVersion("id", "2")},
    (MADE,),
    (),
)


@pytest.mark.parametrize(
    ("day", "rows", "columns", "there", "work"),
    [
        ("2026-04-01", "1", "id", "dim_users", "nothing"),
        ("2026-04-02", "1", "id", "dim_users", "lean"),
        ("2026-04-01", "9", "id", "dim_users", "lean"),
        ("2026-04-01", None, "id", "dim_users", "lean"),
        # a later table's columns count more than the rows of this one
        ("2026-04-01", "9", "id, at", "dim_users", "whole"),
        ("2026-04-01", "1", "id", "others", "whole"),
    ],
)
def test_what_is_new_says_how_much_is_built(
    day: str, rows: str | None, columns: str, there: str, work: str
) -> None:
    read = {RAW: TableVersion("id", rows), MORE: TableVersion(columns, "2")}
    reader: Reader = Tables(there)  # type: ignore[assignment]
    assert news_since(LAST, day, read, reader).work == work


@pytest.mark.parametrize("record", ["", "{", '["2026", "project"]', '{"of": "another version"}'])
def test_a_record_that_nobody_can_read_is_none(
    new_warehouse: WarehouseFactory, record: str
) -> None:
    warehouse = new_warehouse("duckdb")
    warehouse.execute("create schema staging")
    warehouse.execute(
        "create table staging.footfall_builds as"
        f" select 'footfall build' as node, '{record}' as built_from"
    )
    target = read_target(None, warehouse.profiles_dir, REPOSITORY)
    assert read_record(target.open()) is None


@pytest.mark.parametrize(
    ("sql", "is_another"),
    [
        ("where at < '{{ run_started_at }}'", True),
        ("select current_timestamp", True),
        ("select now() as at", True),
        ("select known()", False),
        ("select current_role", False),
    ],
)
def test_sql_of_the_moment_is_found(sql: str, is_another: bool) -> None:
    assert bool(_MOMENT.search(sql)) == is_another
