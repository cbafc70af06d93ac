"""The pages that are generated are what the project says now, and what pages name is there."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs import generate_architecture, generate_kpis, generate_licences
from docs.generate_kpis import marts
from integration_tests.conftest import WarehouseFactory
from integration_tests.project_copies import REPOSITORY

PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    REPOSITORY / "benchmarks" / "README.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
]
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def manifest(new_warehouse: WarehouseFactory) -> dict[str, Any]:
    """What ``dbt parse`` knows of the project; nothing is built."""
    warehouse = new_warehouse("duckdb")
    warehouse.dbt("parse", "--write-json")
    found: dict[str, Any] = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    return found


def test_kpis_are_what_the_models_say(manifest: dict[str, Any]) -> None:
    page = generate_kpis.PAGE.read_text(encoding="utf-8")
    is_current = page == generate_kpis.render(manifest)
    assert is_current, f"docs/kpis.md is not what the models say: run `{generate_kpis.COMMAND}`"


def test_drawing_is_the_graph(manifest: dict[str, Any]) -> None:
    page = generate_architecture.PAGE.read_text(encoding="utf-8")
    is_current = page == generate_architecture.render(page, manifest)
    command = generate_architecture.COMMAND
    assert is_current, f"docs/architecture.md does not draw dbt's graph: run `{command}`"
    drawing = generate_architecture.draw(manifest)
    assert "raw_tables --> staging__system_" in drawing
    assert "agg_user_days --> fct_user_days" in drawing
    # A longer way says the same.
    assert "fct_activities --> marts_engagement" not in drawing


def test_models_that_are_named_exist(manifest: dict[str, Any]) -> None:
    page = generate_architecture.PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:base|stg|int|agg|fct|dim)_\w+)`", page))
    assert len(named) > 8
    assert named <= {node["name"] for node in manifest["nodes"].values()}


def test_every_mart_says_what_it_counts(manifest: dict[str, Any]) -> None:
    found = marts(manifest)
    assert len(found) > 30
    for mart in found:
        # What the docs block of the same name says, and nothing else.
        block = manifest["docs"].get(f"doc.footfall.{mart['name']}")
        assert block, f"{mart['name']} has no docs block"
        assert mart["description"].strip() == block["block_contents"].strip(), mart["name"]
        assert "**Formula**" in block["block_contents"], mart["name"]


def test_readme_says_which_question_each_mart_answers(manifest: dict[str, Any]) -> None:
    """And so does its docs block, to begin with."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## What you get\n")[1].split("\n## ")[0]
    named: list[str] = []
    for row in re.findall(r"^\| (.*`.+)\|$", section, re.MULTILINE):
        names, answers = row.split("|")[:2]
        assert "?" in answers, names
        named += re.findall(r"`(\w+)`", names.replace("in schema `audit`", ""))
    assert sorted(named) == sorted(mart["name"] for mart in marts(manifest))
    for mart in marts(manifest):
        assert "?" in mart["description"].split("**Formula**")[0], mart["name"]


def anchors(page: Path) -> set[str]:
    """What a link may name after the #, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ +(.+)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.M)
    seen: Counter[str] = Counter()
    found = set()
    for heading in headings:
        text = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{text}-{seen[text]}" if seen[text] else text)
        seen[text] += 1
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        assert to.exists(), target
        assert not anchor or anchor in anchors(to), target


def test_readme_has_each_var_once_with_its_default() -> None:
    project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Vars\n")[1].split("\n## ")[0]
    documented: list[tuple[str, Any]] = []
    for row in re.findall(r"^\| (`.+)\|$", section, re.MULTILINE):
        names, defaults = (re.findall(r"`([^`]+)`", cell) for cell in row.split("|")[:2])
        documented += zip(names, map(yaml.safe_load, defaults), strict=True)
    assert sorted(name for name, _ in documented) == sorted(project["vars"]["footfall"])
    assert dict(documented) == project["vars"]["footfall"]


def test_every_var_has_a_comment() -> None:
    """Beside it or above it."""
    lines = (REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8").splitlines()
    of_vars = lines[lines.index("vars:") + 2 :]
    for before, line in zip(["", *of_vars], of_vars, strict=False):
        is_var = re.match(r" {4}\w", line)
        assert not is_var or "  # " in line or before.startswith("    # "), line


def test_make_targets_and_operations_that_are_named_exist(manifest: dict[str, Any]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    macros = {macro["name"] for macro in manifest["macros"].values()}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) <= targets, page
        assert set(re.findall(r"run-operation ([a-z_]+)", text)) <= macros, page


def test_licences_are_those_of_what_is_locked() -> None:
    page = generate_licences.PAGE.read_text(encoding="utf-8")
    names = generate_licences.locked_names(REPOSITORY / generate_licences.RUNTIME_LOCK)
    assert len(names) > 50
    table = generate_licences.table(generate_licences.licences_of(names))
    assert table in page, f"docs/licences.md is not of now: run `{generate_licences.COMMAND}`"
    for name in generate_licences.copyleft(generate_licences.listed_licences(page)):
        assert f"- **{name}**: " in page
