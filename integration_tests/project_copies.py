"""Copies of the project, whole or without its data tests, which take dbt half of its parsing."""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
PARTS = ("analyses", "dbt_project.yml", "macros", "models", "packs", "seeds", "snapshots", "tests")


def copy_project(folder: Path, with_tests: bool = True) -> Path:
    """Copy what dbt needs of the project into a folder, and return the folder.

    Args:
        with_tests: whether data tests and unit tests come along.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        elif source.is_file():
            shutil.copy(source, folder / part)
    if not with_tests:
        shutil.rmtree(folder / "tests")
        for part in ("models", "seeds", "snapshots"):
            for path in (folder / part).rglob("*.yml"):
                _drop_tests(path)
    return folder


@functools.cache
def project_without_tests() -> Path:
    """One copy without tests for all builds of one run of the tests; removed when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="footfall_project_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_project(folder, with_tests=False)


@functools.cache
def _parsed_projects() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="footfall_parsed_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def parsed_before(
    project: Path, engine: str, database: str, vars: Mapping[str, Any] | None
) -> Path:
    """Where dbt finds what it parsed before, in this run of the tests, with all of that the same.

    The file is missing until ``keep_parsed`` has put it there.
    """
    known = json.dumps([str(project), engine, database, vars], default=str)
    return _parsed_projects() / f"{hashlib.sha256(known.encode()).hexdigest()}.msgpack"


def keep_parsed(target: Path, parsed: Path) -> None:
    """Keep what a command has parsed for others that parse the same."""
    written = target / "partial_parse.msgpack"
    if written.exists():
        mine = parsed.with_suffix(f".{os.getpid()}")
        shutil.copy(written, mine)
        mine.rename(parsed)


def _drop_tests(path: Path) -> None:
    properties = _without_tests(yaml.safe_load(path.read_text(encoding="utf-8")))
    path.write_text(yaml.safe_dump(properties, sort_keys=False), encoding="utf-8")


def _without_tests(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key not in ("data_tests", "unit_tests")}
        return {key: _without_tests(item) for key, item in kept.items()}
    if isinstance(value, list):
        return [_without_tests(item) for item in value]
    return value
