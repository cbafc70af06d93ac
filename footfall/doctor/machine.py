"""Checks of the machine: versions, packages, Java, disk, the lock and the last run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from footfall.doctor.findings import Finding, State
from footfall.run.locks import holder
from footfall.run.records import last_run
from footfall.run.steps import read_steps
from footfall.warehouse import DbtTarget, DuckDbWarehouse

OLDEST_PYTHON = (3, 10)
OLDEST_JAVA = 17
_GIB = 2**30
# A build sorts beside the file, and a log grows.
_LITTLE_DISK = 5 * _GIB
_NO_DISK = _GIB // 2
# Extras that are for working on footfall itself.
_NOT_FOR_USERS = {"dev"}


def java_version() -> int | None:
    """The major version of the Java on the path; None where there is none."""
    try:
        done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found.group(1)) if found else None


def check_python() -> Iterator[Finding]:
    """The version of Python."""
    found = sys.version.split()[0]
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("Python", "fail", found, "Install Python 3.10 or newer.")
    else:
        yield Finding("Python", "ok", found)


def check_packages() -> Iterator[Finding]:
    """What footfall needs of packages, and which of its extras are there."""
    try:
        wanted = [Requirement(text) for text in requires("footfall") or ()]
    except PackageNotFoundError:
        yield Finding(
            "packages", "warn", "footfall is not installed as a package", "pip install --editable ."
        )
        return
    needed = [each for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]
    faults = [fault for each in needed if (fault := _fault(each))]
    if faults:
        yield Finding("packages", "fail", "; ".join(faults), "pip install footfall, or make setup.")
    else:
        shown = f"footfall {version('footfall')}, dbt-core {version('dbt-core')}"
        yield Finding("packages", "ok", f"{shown}, and {len(needed) - 1} more")
    for extra in sorted(_extras(wanted) - _NOT_FOR_USERS):
        own = [
            each
            for each in wanted
            if each not in needed and each.marker and each.marker.evaluate({"extra": extra})
        ]
        # an extra that takes in another one names us
        yield _extra(extra, [each for each in own if each.name != "footfall"])


def _extras(wanted: list[Requirement]) -> set[str]:
    pattern = re.compile(r"""extra == ["']([\w-]+)["']""")
    return {name for each in wanted for name in pattern.findall(str(each.marker or ""))}


def _extra(name: str, wanted: list[Requirement]) -> Finding:
    faults = [fault for each in wanted if (fault := _fault(each))]
    missing = [fault for fault in faults if fault.endswith("is missing")]
    check = f"extra {name}"
    if not faults:
        return Finding(check, "ok", "installed")
    if len(missing) == len(wanted):
        return Finding(check, "ok", "not installed")
    return Finding(check, "warn", "; ".join(faults), f"pip install 'footfall[{name}]'")


def _fault(wanted: Requirement) -> str | None:
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is missing"
    if not wanted.specifier.contains(found, prereleases=True):
        return f"{wanted.name} is {found}, and must be {wanted.specifier}"
    return None


def check_adapter(target: DbtTarget) -> Iterator[Finding]:
    """The adapter of the target's engine, which dbt has loaded."""
    name = f"dbt-{target.engine}"
    yield Finding("profile", "ok", f"target {target.name}, {name} {version(name)}")


def check_java(target: DbtTarget) -> Iterator[Finding]:
    """Java, where Spark runs inside of dbt."""
    if target.engine != "spark" or target.credentials.method != "session":
        return
    found = java_version()
    if found is None or found < OLDEST_JAVA:
        install = f"Install Java {OLDEST_JAVA}: apt-get install openjdk-17-jre-headless."
        yield Finding("Java", "fail", f"{found or 'none'} on the path", install)
    else:
        yield Finding("Java", "ok", str(found))


def check_disk(target: DbtTarget) -> Iterator[Finding]:
    """Free space where the DuckDB file is; else where the project and its logs are."""
    folder, content = target.project, 0
    if target.engine == "duckdb":
        warehouse = target.open()
        if isinstance(warehouse, DuckDbWarehouse) and warehouse.path.is_file():
            folder, content = warehouse.path.parent, warehouse.path.stat().st_size
    free = shutil.disk_usage(folder).free
    found = f"{free / _GIB:.1f} GiB free in {folder}"
    state: State = "ok"
    if free < _NO_DISK:
        state = "fail"
    elif free < max(_LITTLE_DISK, content):
        state = "warn"
    mend = "A build may need as much as the warehouse has, beside it: make room."
    yield Finding("disk", state, found, "" if state == "ok" else mend)


def check_run(project: Path) -> Iterator[Finding]:
    """The steps of the run, its lock, and how the last one ended."""
    steps = read_steps(None, project)
    yield Finding("steps", "ok", ", ".join(step.name for step in steps))
    found = holder(project)
    if found is None:
        yield Finding("lock", "ok", "no run is at work")
    else:
        who = f"process {found.get('pid', '?')} on {found.get('host', '?')}"
        since = found.get("since", "a moment ago")
        yield Finding("lock", "warn", f"{who} is at work since {since}", "Wait for its end.")
    last = last_run(project)
    if last is None:
        yield Finding("last run", "ok", "none yet")
    elif last.get("state") == "ok" or found is not None:
        yield Finding("last run", "ok", f"{last.get('state')}, begun {last.get('started_at')}")
    else:
        state = "killed" if last.get("state") == "running" else last.get("state")
        told = f"{state}, begun {last.get('started_at')}: {last.get('reason') or 'no reason noted'}"
        yield Finding("last run", "warn", told, f"See {last.get('log')}.")
