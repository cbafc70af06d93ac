"""What commands that ask dbt leave for the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall.dbt_project import parsed_project
from footfall.warehouse import read_target
from integration_tests.tiny_runs import TinyProject


def test_the_first_parse_is_kept_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "artifacts"))
    project = TinyProject.make(tmp_path).folder
    (project / "models").mkdir()
    (project / "models" / "one.sql").write_text("select 1 as one")
    target = read_target(None, project, project)
    kept = tmp_path / "artifacts" / "partial_parse.msgpack"
    with parsed_project(target) as parsed:
        assert parsed.relations("model") != set()
    assert list(kept.parent.iterdir()) == [kept]
    first = kept.read_bytes()

    (project / "models" / "two.sql").write_text("select 2 as two")
    with parsed_project(target) as parsed:
        assert {name for _, name in parsed.relations("model")} == {"one", "two"}
    assert kept.read_bytes() == first


def test_a_folder_that_takes_nothing_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = TinyProject.make(tmp_path).folder
    (tmp_path / "file").touch()
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "file" / "artifacts"))
    with parsed_project(read_target(None, project, project)) as parsed:
        assert parsed.nodes == []
