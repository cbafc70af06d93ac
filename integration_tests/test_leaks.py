"""Nothing personal leaves the doors for administrators: canaries in every raw field, none in marts.

Searched are all texts of all relations in the schema marts, and all that dbt writes about a run:
compiled and run SQL, manifest, catalog, run results, the page of the documentation, the log. So is
the page of the dashboard.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from integration_tests.canaries import (
    KINDS,
    NOT_PLANTED,
    SHOWN,
    UNRECOGNISABLE,
    VARS,
    Canaries,
    fill,
)
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import SALT, Warehouse
from integration_tests.project_copies import REPOSITORY

DEBUG = ("--log-level-file", "debug")
# Relations of staging in which canaries are found.
BEHIND = "base_*"


@dataclass(frozen=True)
class Search:
    """What was planted, what was searched, and what was found where.

    ``artifacts`` has each file with what was found in it, the fields of canaries and ``salt``.
    """

    planted: list[str]
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
        found = Search(canaries.fields)
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
    for relation in fnmatch.filter(warehouse.relations(schema), pattern):
        name = f'{schema}."{relation}"'
        texts = [
            column
            for column, kind in warehouse.columns(f"{schema}.{relation}").items()
            if kind not in ("bigint", "integer", "boolean", "date", "double", "timestamp")
        ]
        found[name] = set()
        for column in texts:
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
