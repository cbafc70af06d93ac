"""What a build depends on beside tables: the project's files, vars, versions, the day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from footfall.credentials import without_secrets
from footfall.warehouse import PROFILES_FILE, PROJECT_FILE, DbtTarget

_FOLDERS = {"models", "macros", "seeds", "snapshots", "tests", "analyses", "functions"}
# Not read by dbt, or as credentials.
_OTHER_FILES = {"steps.yml", PROFILES_FILE}
_ENVIRONMENT = re.compile(rb"""env_var\(\s*['"](\w+)""")
# Where things are, of which the target says what counts, and what dbt tells of its work.
_OF_PLACES = re.compile(
    r"DBT_(ENGINE_)?(PROJECT_DIR|PROFILES_DIR|TARGET(_PATH)?|LOG_\w+|SEND_\w+|VERSION_CHECK)"
)


def project_version(target: DbtTarget, variables: str | None) -> str:
    """A text that changes with all that dbt reads but tables.

    That are files of the project and its packages, the target but its secrets, vars, variables of
    the environment and versions. Where dbt alone knows which files it reads, it is another one each
    time.
    """
    found = hashlib.sha256(b"" if _has_known_folders(target.project) else os.urandom(16))
    names = {
        name for name in os.environ if name.startswith("DBT_") and not _OF_PLACES.fullmatch(name)
    }
    for path in sorted(_files(target.project)):
        content = path.read_bytes()
        names |= {name.decode() for name in _ENVIRONMENT.findall(content)}
        found.update(f"{os.path.relpath(path, target.project)} {len(content)}\n".encode())
        found.update(content)
    packages = ["dbt-core", "dbt-adapters", f"dbt-{target.engine}", "footfall"]
    if target.engine == "duckdb":
        packages.append("duckdb")
    rest = [
        target.name,
        without_secrets(target.credentials.to_dict()),
        yaml.safe_load(variables or "{}"),
        without_secrets({name: os.environ.get(name) for name in sorted(names)}),
        {package: version(package) for package in packages},
    ]
    found.update(json.dumps(rest, sort_keys=True, default=str).encode())
    return found.hexdigest()


def _folders(project: Path) -> set[str]:
    """The folders that a dbt_project.yml names, as it has them."""
    document = yaml.safe_load((project / PROJECT_FILE).read_text(encoding="utf-8"))
    lists = [folders or [] for key, folders in document.items() if key.endswith("-paths")]
    return {str(folder) for folders in lists for folder in folders}


def _packages(project: Path) -> str:
    document = yaml.safe_load((project / PROJECT_FILE).read_text(encoding="utf-8"))
    return str(document.get("packages-install-path") or "dbt_packages")


def _has_known_folders(project: Path) -> bool:
    """Whether dbt takes the names of folders as they are, and renders none of them."""
    return not any("{" in name for name in {*_folders(project), _packages(project)})


def _files(project: Path) -> Iterator[Path]:
    """The files of a project and of its packages that dbt reads."""
    yield from (
        path
        for path in [*project.glob("*.yml"), *project.glob("*.yaml"), *project.glob(".dbtignore")]
        if path.name not in _OTHER_FILES
    )
    for folder in _FOLDERS | _folders(project):
        for place, folders, names in os.walk(project / folder, followlinks=True):
            folders[:] = [name for name in folders if name[0] != "." and name != "__pycache__"]
            yield from (Path(place, name) for name in names)
    packages = project / _packages(project)
    for path in packages.iterdir() if packages.is_dir() else ():
        if (path / PROJECT_FILE).is_file():
            yield from _files(path)


def given_vars(target: DbtTarget, variables: str | None) -> dict[str, Any]:
    """The vars of footfall that the project and the command line give."""
    return target.variables() | (yaml.safe_load(variables or "{}") or {})


def reporting_day(target: DbtTarget, variables: str | None) -> str:
    """A text that changes when the last date of the trailing windows does.

    Where dbt alone knows which date that is, it is another one each time.
    """
    now = dt.datetime.now(dt.timezone.utc)
    given = given_vars(target, variables)
    day, zone = given.get("as_of_date"), str(given.get("reporting_timezone") or "UTC")
    if day:
        return now.isoformat() if "{" in str(day) else str(day)
    try:
        return now.astimezone(ZoneInfo(zone)).date().isoformat()
    except (KeyError, ValueError, OSError):
        return now.isoformat()
