"""Copies of the project, whole or without its data tests, which take dbt half of its parsing."""

from __future__ import annotations

import atexit
import fcntl
import functools
import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
PARTS = ("analyses", "dbt_project.yml", "macros", "models", "packs", "seeds", "snapshots", "tests")
_SHARED = "FOOTFALL_TESTS_SHARE"


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
    folder = shared_folder() / "project"
    with (shared_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return folder if folder.exists() else copy_project(folder, with_tests=False)


@functools.cache
def shared_folder() -> Path:
    """A folder of all processes of one run of the tests; the first that asks removes it."""
    if (made := os.environ.get(_SHARED)) is not None:
        return Path(made)
    folder = tempfile.mkdtemp(prefix="footfall_shared_")
    os.environ[_SHARED] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def parsed_before(
    project: Path, engine: str, database: str, vars: Mapping[str, Any] | None
) -> Path:
    """Where dbt finds what it parsed before, in this run of the tests, with all of that the same.

    Of another database only the name is another. The file is missing until ``keep_parsed`` has put
    it there.
    """
    known = json.dumps([str(project), engine, vars], default=str)
    folder = shared_folder() / "parsed" / hashlib.sha256(known.encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    parsed = folder / f"{database}.msgpack"
    if not parsed.exists():
        for other in folder.glob("*.msgpack"):
            # A name of the same length takes its place byte by byte.
            if len(other.stem) == len(database):
                there = other.read_bytes().replace(other.stem.encode(), database.encode())
                _put(parsed, there)
                break
    return parsed


def keep_parsed(target: Path, parsed: Path) -> None:
    """Keep what a command has parsed for others that parse the same."""
    written = target / "partial_parse.msgpack"
    if written.exists():
        _put(parsed, written.read_bytes())


def _put(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}_{threading.get_ident()}")
    unfinished.write_bytes(content)
    unfinished.rename(path)


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
