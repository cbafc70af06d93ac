"""Nothing personal leaves the doors for administrators: canaries in every raw field, none in marts.

Searched are all texts of all relations in the schema marts, and all that dbt writes about a run:
compiled and run SQL, manifest, catalog, run results, the page of the documentation, the log. So are
the page of the dashboard, and all that `footfall check` prints and writes where canaries break what
it expects.
"""

from __future__ import annotations

import fnmatch
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from footfall.checks.checking import Broken
from footfall.checks.command import as_document
from integration_tests.canaries import (
    KINDS,
    NOT_PLANTED,
    SHOWN,
    UNRECOGNISABLE,
    VARS,
    Canaries,
)
from integration_tests.canary_rows import fill
from integration_tests.check_runs import ask, broken, folders, written
from integration_tests.check_runs import run as run_checks
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import SALT, Warehouse
from integration_tests.project_copies import REPOSITORY

A_LIST = '["qxmail00001@qxdomain00001.example"]'
# What breaks expectations of raw tables, in rows that are full of canaries.
BREAKS = (
    "insert into clutch.audit_events select * from clutch.audit_events where id < 9",
    "insert into clutch.audit_events (id, occurred_at, details)"
    f" select 10000 + id, occurred_at, cast('{A_LIST}' as json) from clutch.audit_events",
    "update amundsen.user_actions set start_epoch_ms = 7 where start_epoch_ms % 7 = 0",
    "insert into amundsen.user_actions select * from amundsen.user_actions",
    "update zoomdata.activity_log set record = null where line_number % 9 = 0",
    'insert into liblab.audit_trail (name, event, "time", details)'
    f" select name, event, \"time\", '{A_LIST}' from liblab.audit_trail",
    "insert into datagrok.events (id, event_type_id, event_time)"
    " select '00000000-0000-4000-8000-00000000dead', '00000000-0000-4000-8000-00000000beef',"
    " max(event_time) from datagrok.events",
    "insert into datagrok.events (event_time) select max(event_time) from datagrok.events",
    "insert into hr.employees (email) values ('Zorblatt Qxname00001'), ('Zorblatt Qxname00001')",
    "insert into wiki.events (event) values ('qxmail00001@qxdomain00001.example'),"
    " ('qxmail00001@qxdomain00001.example')",
    "update wiki.events set actor = '' where event <> 'e1'",
)
DEBUG = ("--log-level-file", "debug")
# Relations of staging in which canaries are found.
BEHIND = "base_*"


@dataclass(frozen=True)
class Search:
    """What was planted, what was searched, and what was found where.

    ``artifacts`` has each file with what was found in it, the fields of canaries and ``salt``.
    """

    planted: list[str]
    warehouse: Warehouse
    canaries: Canaries
    marts: dict[str, set[str]] = field(default_factory=dict)
    behind: dict[str, set[str]] = field(default_factory=dict)
    artifacts: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def search_on(on_engines: OnEngines, progress: Callable[[str], None]) -> Callable[[str], Search]:
    def job(warehouse: Warehouse) -> Search:
        canaries = fill(warehouse)
        warehouse.dbt(*DEBUG, "build", "--write-json", vars=VARS)
        warehouse.dbt(*DEBUG, "docs", "generate", "--static", "--write-json", vars=VARS)
        page = warehouse.folder / "target" / "dashboard" / "index.html"
        warehouse.report(page, VARS)
        found = Search(canaries.fields, warehouse, canaries)
        found.behind.update(_search_relations(warehouse, "staging", canaries, BEHIND))
        found.marts.update(_search_relations(warehouse, "marts", canaries))
        found.artifacts.update(_search_files(warehouse.folder, canaries))
        planted = Counter(name.split(".")[0] for name in canaries.fields)
        progress(
            f"{warehouse.engine}: canaries in {len(canaries.fields)} fields ({dict(planted)}); "
            f"searched {len(found.marts)} relations, {len(found.artifacts)} artifacts"
        )
        return found

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def search(request: pytest.FixtureRequest, search_on: Callable[[str], Search]) -> Search:
    return search_on(str(request.param))


def test_no_canary_is_in_the_marts(search: Search) -> None:
    assert len(search.marts) > 30
    assert {name: fields for name, fields in search.marts.items() if fields} == {}


def test_no_canary_and_no_salt_is_in_an_artifact(search: Search) -> None:
    assert {name: fields for name, fields in search.artifacts.items() if fields} == {}


def test_every_artifact_is_there(search: Search) -> None:
    names = {Path(name).name for name in search.artifacts}
    assert {
        *("manifest.json", "catalog.json", "run_results.json", "static_index.html", "dbt.log"),
        "index.html",
        *("fct_activities.sql", "int_user_identities.sql"),
    } <= names
    folders = {part for name in search.artifacts for part in Path(name).parts}
    assert {"compiled", "run"} <= folders


def test_search_finds_what_stands_there(search: Search) -> None:
    """Behind the doors canaries of every system are found: what is searched for can be found."""
    seen = {name.split(".")[0] for fields in search.behind.values() for name in fields}
    assert seen == {"clutch", "amundsen", "datagrok", "zoomdata", "liblab", "custom"}


@pytest.fixture(scope="module")
def checked(search: Search) -> dict[str, dict[str, Broken]]:
    """What checks find broken, before and after the build, with canaries in what breaks it."""
    warehouse = search.warehouse
    for sql in BREAKS:
        warehouse.execute(sql)
    raw = run_checks(warehouse, ask(warehouse, "raw", VARS), "raw")
    sound = run_checks(warehouse, ask(warehouse, "marts", VARS), "marts")
    warehouse.execute("update marts.active_users_daily set stickiness = 2")
    marts = run_checks(warehouse, ask(warehouse, "marts", VARS), "marts")
    documents = [
        as_document("raw", list(raw.values()), folders(warehouse), 1),
        as_document("marts", list(marts.values()), folders(warehouse), 1),
    ]
    printed = json.dumps(documents)
    (folders(warehouse).results / "printed.json").write_text(printed, encoding="utf-8")
    assert {
        (suite, measure)
        for suite, found in broken(sound).items()
        for measure, each in found.items()
        # The canaries are of March.
        if each.severity == "critical" and not measure.startswith("hours_past")
    } == set()
    return broken(raw) | broken(marts)


def test_checks_find_what_canaries_break(checked: dict[str, dict[str, Broken]]) -> None:
    seen = {(suite, measure) for suite, found in checked.items() for measure in found}
    assert {
        *(("clutch.audit_events", name) for name in ("duplicates", "is_unreadable_share")),
        ("amundsen.user_actions", "has_no_time_share"),
        ("amundsen.user_actions", "unknown_action"),
        ("zoomdata.activity_log", "is_unreadable_share"),
        *(("liblab.audit_trail", name) for name in ("is_unreadable_share", "unknown_action")),
        ("datagrok.users", "has_unknown_word"),
        *(("datagrok.events", name) for name in ("lacks_id", "has_unknown_type")),
        *(("hr.employees", name) for name in ("has_wrong_email", "duplicates")),
        *(("wiki", name) for name in ("duplicates", "lacks_user_share")),
        ("active_users_daily", "is_no_ratio"),
    } <= seen
    for suite, measure in seen - {("fct_activities", "hours_past_error")}:
        each = checked[suite][measure]
        is_of_rows = not measure.startswith(("hours_", "last_day_", "rows", "column "))
        assert bool(each.rows) == is_of_rows, (suite, measure)


def test_checks_name_nobody(search: Search, checked: dict[str, dict[str, Broken]]) -> None:
    files = written(search.warehouse)
    assert {"printed.json", "index.html"} <= {path.name for path in files}
    assert sum(path.suffix == ".html" for path in files) > 40
    assert sum(path.suffix == ".json" for path in files) > 30
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert search.canaries.found_in(text) == set(), path
        assert SALT not in text


def test_every_kind_of_canary_is_told_from_others() -> None:
    planted = Canaries()
    planted.fields.extend(f"a.field {number}" for number in range(600))
    for number in (0, 7, 249, 250, 599):
        for kind, make in KINDS.items():
            text = f"see {make(number)}, lower {make(number).lower()}"
            assert planted.found_in(text) == {f"a.field {number}"}, kind
    assert planted.found_in("9c1f0a172b16c7d213" * 3) == set()


def test_docs_name_what_is_shown() -> None:
    """What a mart shows as it was logged is said to whoever decides about personal data."""
    page = (REPOSITORY / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert UNRECOGNISABLE == ("name", "literal")
    for name in NOT_PLANTED:
        assert f"`{name}`" in page, name
    for system in SHOWN:
        assert f"| {system} |" in page, system


def _search_relations(
    warehouse: Warehouse, schema: str, canaries: Canaries, pattern: str = "*"
) -> dict[str, set[str]]:
    """Relation -> the fields whose canaries stand in any of its columns."""
    found: dict[str, set[str]] = {}
    with warehouse.session():
        relations = warehouse.columns_by_relation(schema)
        for relation in fnmatch.filter(relations, pattern):
            name = f'{schema}."{relation}"'
            found[name] = set()
            for column, kind in relations[relation].items():
                if kind in ("bigint", "integer", "boolean", "date", "double", "timestamp"):
                    continue
                rows = warehouse.query(f'select distinct cast("{column}" as text) from {name}')
                for (text,) in rows:
                    found[name] |= canaries.found_in(text or "")
    return found


def _search_files(folder: Path, canaries: Canaries) -> dict[str, set[str]]:
    """File -> the fields whose canaries stand in it, and ``salt``."""
    found: dict[str, set[str]] = {}
    for path in _artifacts(folder):
        text = path.read_text(encoding="utf-8", errors="replace")
        name = str(path.relative_to(folder))
        found[name] = canaries.found_in(text) | ({"salt"} if SALT in text else set())
    return found


def _artifacts(folder: Path) -> Iterator[Path]:
    """What dbt wrote, but for the parse that it keeps for itself in a form of its own."""
    for part in ("target", "logs"):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and path.suffix != ".msgpack":
                yield path
