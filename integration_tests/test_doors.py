"""Two roles of PostgreSQL: one reads the marts and nothing else, the other all of the project."""

from __future__ import annotations

import collections
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from footfall.alerts.outbox import Outbox
from footfall.warehouse import PostgresWarehouse as Connection
from integration_tests.conftest import WarehouseFactory
from integration_tests.doors import DOORS, Role, Watch, new_roles, watched
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import SALT_RELATION
from integration_tests.project_copies import copy_project
from integration_tests.raw_rows import clutch_row
from integration_tests.warm_dbt import warm_dbt

SYSTEMS = ("clutch", "amundsen", "liblab")
AS_OF = "2026-03-31"
VARS: dict[str, Any] = {"as_of_date": AS_OF, "enabled_systems": list(SYSTEMS)}
CHANGED_MART = "engagement_depth"
# Sees what it is asked about, and is asked first.
LEAK = """
create function pg_temp.seen(id text) returns boolean language plpgsql cost 0.0000001 as
$$ begin raise notice '%', id; return true; end $$
"""


@dataclass
class Steps:
    """What could be read after each step, by whom; what there was; and what a watcher met."""

    warehouse: PostgresWarehouse
    marts: set[str]
    relations: dict[str, set[str]] = field(default_factory=dict)
    admin: dict[str, set[str]] = field(default_factory=dict)
    reader: dict[str, set[str]] = field(default_factory=dict)
    stranger: dict[str, set[str]] = field(default_factory=dict)
    grants_of_nothing_new: set[Any] = field(default_factory=set)
    watch: Watch = field(default_factory=Watch)
    first_watch: Watch = field(default_factory=Watch)
    leaks: dict[str, set[str]] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    former_rights: int = -1


@pytest.fixture(scope="module")
def postgres(new_warehouse: WarehouseFactory) -> PostgresWarehouse:
    """A small log, with sessions that go on over midnight."""
    warehouse = new_warehouse("postgres")
    assert isinstance(warehouse, PostgresWarehouse)
    simulated = ("--end-date", AS_OF, "--days", "6", "--users", "3")
    warehouse.footfall("simulate", "--systems", ",".join(SYSTEMS), *simulated)
    midnight = dt.datetime(2026, 3, 29, tzinfo=dt.timezone.utc)
    for number in range(6):
        at = midnight + dt.timedelta(minutes=10 * number - 30)
        warehouse.load_clutch([clutch_row(900_000 + number, at, user_name="owl@example.org")])
    return warehouse


@pytest.fixture(scope="module")
def steps(postgres: PostgresWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steps]:
    with ExitStack() as roles:
        admin, reader, stranger, successor = roles.enter_context(
            new_roles(postgres, "Admin", "Reader", "stranger", "successor")
        )
        yield _build_in_steps(
            postgres, tmp_path_factory.mktemp("doors"), admin, reader, stranger, successor
        )


def _build_in_steps(
    warehouse: PostgresWarehouse,
    folder: Path,
    admin: Role,
    reader: Role,
    stranger: Role,
    successor: Role,
) -> Steps:
    variables = {**VARS, "admin_role": admin.name, "reader_role": reader.name}
    project = copy_project(folder / "project", with_tests=False)
    warehouse.dbt("parse", "--write-json", vars=variables, project=project)
    steps = Steps(warehouse, _marts(warehouse.folder / "target" / "manifest.json"))
    # Whatever dbt makes is everybody's at first, by the wish of some administrator.
    warehouse.execute("alter default privileges grant select on tables to public")

    def look(step: str, reading: Role = reader) -> None:
        steps.relations[step] = {
            f"{schema}.{name}"
            for schema in (*DOORS, *SYSTEMS)
            for name in warehouse.relations(schema)
        }
        steps.admin[step] = admin.readable()
        steps.reader[step] = reading.readable()
        steps.stranger[step] = stranger.readable()

    with warm_dbt(warehouse, project, variables) as dbt:
        with watched(reader, steps.first_watch):
            dbt.run("build")
        look("first build")
        with Connection(
            warehouse.server.host,
            warehouse.server.port,
            warehouse.server.user,
            warehouse.server.password,
            warehouse.database,
        ).session("alerts") as session:
            Outbox(session, "audit", "somewhere").create()
        _open_doors(warehouse, reader)
        dbt.run("build")
        look("nothing new, doors opened by hand")
        before = _acls(warehouse)
        with watched(reader, steps.watch):
            dbt.run("build")
            after = _acls(warehouse)
            # A view may have been made anew, and is then another object.
            kept = {row[0] for row in before} & {row[0] for row in after}
            steps.grants_of_nothing_new = {row for row in after ^ before if row[0] in kept}
            warehouse.execute("delete from clutch.audit_events where id % 5 = 0")
            dbt.run("build")
            look("days rebuilt")
            dbt.run("build", "--full-refresh")
            look("full refresh")
        steps.leaks = _leaks(warehouse, reader)
    _add_column(project)
    with warm_dbt(warehouse, project, variables) as dbt:
        with watched(reader, steps.watch):
            dbt.run("build", "--select", CHANGED_MART)
        look("schema change of one mart")
    with warm_dbt(warehouse, project, variables | {"reader_role": successor.name}) as dbt:
        dbt.run("build", "--select", CHANGED_MART)
        look("another role", successor)
    steps.former = reader.readable()
    [(steps.former_rights,)] = warehouse.query(
        "select count(*) from pg_shdepend where refobjid ="
        f" (select oid from pg_roles where rolname = '{reader.name}')"
    )
    return steps


def _marts(manifest: Path) -> set[str]:
    """The reader's relations: public models of the marts. Typed activities name people."""
    return {
        f"{node['schema']}.{node['alias']}"
        for node in json.loads(manifest.read_text())["nodes"].values()
        if node["resource_type"] == "model"
        and node["config"]["access"] == "public"
        and node["schema"] == "marts"
    }


def _open_doors(warehouse: PostgresWarehouse, reader: Role) -> None:
    """Give rights that nobody should have."""
    for schema in ("staging", "intermediate", "audit"):
        warehouse.execute(f"grant usage on schema {schema} to public")
    warehouse.execute("grant select on all tables in schema staging to public")
    warehouse.execute("grant select on all tables in schema marts to public")
    warehouse.execute(f'grant usage on schema audit to "{reader.name}"')
    warehouse.execute(f'grant select on audit.user_identities to "{reader.name}"')
    warehouse.execute(f'grant select (salt) on {SALT_RELATION} to "{reader.name}"')
    # What the reader had by name must stay when PUBLIC's right, which gave it the same, goes.
    warehouse.execute(f'revoke select on marts.top_users from "{reader.name}"')


def _acls(warehouse: PostgresWarehouse) -> set[Any]:
    """The rights on all that is in the project's schemas, and when they were last written."""
    return set(
        warehouse.query(
            "select c.oid, c.relacl::text, c.xmin::text from pg_class c join pg_namespace n"
            " on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname in %s union all"
            " select oid, nspacl::text, xmin::text from pg_namespace where nspname in %s",
            (DOORS, DOORS),
        )
    )


def _leaks(warehouse: PostgresWarehouse, reader: Role) -> dict[str, set[str]]:
    """Sessions that the view shows, that lie behind it, and that a function of the reader saw.

    And what it saw behind a view that is no barrier and shows half of them.
    """
    half = "select session_id from intermediate.agg_day_sessions where md5(session_id) < '8'"
    warehouse.execute(f"create view public.half as {half}")
    warehouse.execute(f'grant select on public.half to "{reader.name}"')
    found = {
        name: {row[0] for row in warehouse.query(f"select session_id from {relation}")}
        for name, relation in {
            "shown": "marts.fct_sessions",
            "behind": "intermediate.agg_day_sessions",
            "half": "public.half",
        }.items()
    }
    found["seen"] = _seen(reader, "marts.fct_sessions")
    found["seen behind half"] = _seen(reader, "public.half")
    warehouse.execute("drop view public.half")
    return found


def _seen(reader: Role, view: str) -> set[str]:
    connection = reader.connect()
    connection.notices = collections.deque()
    try:
        with connection.cursor() as cursor:
            cursor.execute(LEAK)
            cursor.execute(f"select count(*) from {view} where pg_temp.seen(session_id)")
        return {notice.split("NOTICE:")[1].strip() for notice in connection.notices}
    finally:
        connection.close()


def _add_column(project: Path) -> None:
    """Give a mart another column."""
    folder = project / "models" / "marts" / "engagement"
    sql = folder / f"{CHANGED_MART}.sql"
    sql.write_text(
        sql.read_text().replace("select * from final", "select *, 1 as another from final")
    )
    assert "another" in sql.read_text()
    for path in folder.glob("*.yml"):
        text = path.read_text()
        marker = f"- name: {CHANGED_MART}\n"
        if marker in text:
            column = "{name: another, data_type: integer, description: One.}"
            head, tail = text.split(marker)
            path.write_text(head + marker + tail.replace("columns:", f"columns:\n  - {column}", 1))


def test_reader_reads_the_marts_and_nothing_else(
    steps: Steps, progress: Callable[[str], None]
) -> None:
    assert len(steps.marts) > 30
    for step, readable in steps.reader.items():
        refused = steps.relations[step] - readable
        progress(f"{step}: reader reads {len(readable)} relations, is refused {len(refused)}")
        assert readable == steps.marts, step
        assert {name.split(".")[0] for name in refused} == {*DOORS, *SYSTEMS} - {"marts"}


def test_admin_reads_all_of_the_project(steps: Steps, progress: Callable[[str], None]) -> None:
    for step, readable in steps.admin.items():
        ours = {name for name in steps.relations[step] if name.split(".")[0] in DOORS}
        progress(f"{step}: admin reads {len(readable)} relations of {len(steps.relations[step])}")
        assert readable == ours, step
    assert "audit.alert_deliveries" in steps.admin["full refresh"]
    assert "staging.footfall_builds" in steps.admin["full refresh"]


def test_strangers_read_nothing_behind_the_doors(steps: Steps) -> None:
    """PUBLIC's own rights on the marts, given by hand, are left alone; the schema was not."""
    assert {step: found for step, found in steps.stranger.items() if found} == {}


def test_rights_are_right_at_every_moment_of_a_build(
    steps: Steps, progress: Callable[[str], None]
) -> None:
    progress(f"a reader looked {steps.first_watch.looks} and {steps.watch.looks} times")
    assert steps.first_watch.looks > 50
    assert steps.watch.looks > 50
    assert steps.first_watch.open_others | steps.watch.open_others == set()
    assert steps.watch.refused_marts == set()


def test_nothing_new_writes_no_rights(steps: Steps) -> None:
    assert steps.grants_of_nothing_new == set()


def test_former_reader_has_nothing_left(steps: Steps) -> None:
    assert steps.former == set()
    assert steps.former_rights == 0


def test_view_shows_a_leaky_function_no_row_that_it_leaves_out(steps: Steps) -> None:
    hidden = steps.leaks["behind"] - steps.leaks["shown"]
    assert hidden
    assert steps.leaks["seen"] == steps.leaks["shown"]
    # Where there is no barrier it is: the test can tell.
    assert steps.leaks["seen behind half"] - steps.leaks["half"]


def _words(output: str) -> str:
    """What a command printed, wherever it broke its lines."""
    return " ".join(output.split())


@pytest.mark.parametrize("var", ["admin_role", "reader_role"])
def test_missing_role_is_named(postgres: PostgresWarehouse, var: str) -> None:
    result = postgres.dbt("seed", vars={**VARS, var: "nobody-of-this-name"}, check=False)
    assert result.returncode != 0
    expected = f"var '{var}' is \"nobody-of-this-name\"; allowed is a role"
    assert expected in _words(result.output)


def test_one_role_for_both_doors_is_refused(postgres: PostgresWarehouse) -> None:
    variables = {**VARS, "admin_role": "everybody", "reader_role": "everybody"}
    result = postgres.dbt("parse", vars=variables, check=False)
    assert result.returncode != 0
    assert "var 'reader_role' is \"everybody\"; allowed is another role" in _words(result.output)


def test_engine_without_roles_says_so(new_warehouse: WarehouseFactory) -> None:
    seed = ("seed", "--select", "scope_rules")
    output = new_warehouse("duckdb").dbt(*seed, vars={**VARS, "reader_role": "bi"}).output
    assert "'reader_role' do nothing on duckdb" in _words(output)


def test_reader_with_stronger_rights_is_refused(postgres: PostgresWarehouse) -> None:
    with new_roles(postgres, "almighty", "boss") as (role, boss):
        postgres.execute(f'grant "{boss.name}" to "{role.name}"')
        variables = {**VARS, "reader_role": role.name, "admin_role": boss.name}
        result = postgres.dbt("seed", vars=variables, check=False)
        assert result.returncode != 0
        assert f"no member of {boss.name}" in _words(result.output)


def test_reader_of_raw_tables_is_told(postgres: PostgresWarehouse) -> None:
    with new_roles(postgres, "curious") as (role,):
        postgres.execute(f'grant usage on schema clutch to "{role.name}"')
        postgres.execute(f'grant select on clutch.audit_events to "{role.name}"')
        variables = {**VARS, "reader_role": role.name}
        result = postgres.dbt("seed", "--select", "scope_rules", vars=variables)
        output = _words(result.output)
        assert "may read raw tables" in output
        assert '"clutch"."audit_events"' in output
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), role.connect() as connection:
            connection.cursor().execute(f"select * from {SALT_RELATION}")
