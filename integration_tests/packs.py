"""A pack's sample log, what is expected of it, and what the warehouse makes of it.

``python -m integration_tests.packs NAME`` tests a pack on DuckDB; with ``--generate`` it writes
what the warehouse makes of the sample as a proposal for ``expected.json``, for a person to correct
by what was really done.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from integration_tests.company import load_table
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

PACKS = REPOSITORY / "packs"
NAMES = tuple(sorted(path.parent.name for path in PACKS.glob("*/mapping.sql")))
# As `footfall load log` makes it.
RECORD_COLUMNS = {
    "record": "text",
    "file_name": "text",
    "line_number": "bigint",
    "record_hash": "text",
    "loaded_at": "timestamp",
}


def variables(names: tuple[str, ...] = NAMES) -> dict[str, Any]:
    """The vars of a project that has packs and no other log."""
    return {
        "enabled_systems": [],
        "hr_employees_required": False,
        "as_of_date": "2026-11-30",
        "custom_sources": [{"use": name} for name in names],
    }


def load_samples(warehouse: Warehouse, names: tuple[str, ...] = NAMES) -> None:
    """Load the samples of packs, a table a file, record by record."""
    for name in names:
        for path in sorted((PACKS / name / "sample").glob("*.jsonl")):
            lines = path.read_text(encoding="utf-8").splitlines()
            rows = [
                (line, path.name, number, str(number), "2026-11-30 00:00:00")
                for number, line in enumerate(lines, start=1)
            ]
            load_table(warehouse, f"{name}.{path.stem}", RECORD_COLUMNS, rows)


def expected(name: str) -> dict[str, Any]:
    """What is expected of a pack's sample, made from what was really done."""
    document: dict[str, Any] = json.loads((PACKS / name / "expected.json").read_text())
    return {key: value for key, value in document.items() if key != "note"}


def found(warehouse: Warehouse, name: str) -> dict[str, Any]:
    """The same of a warehouse that was built: who did what how often, by `action outcome`."""
    who = f"""
        select u.user_key, u.is_person
            , coalesce(u.email, a.login, u.native_user) as known_as
        from intermediate.int_user_identities as u
        left join intermediate.int_custom_sources__accounts as a
            on u.system = a.system and u.native_user = a.native_user
        where u.system = '{name}'
    """
    people: dict[bool, dict[str, Counter[str]]] = {
        True: defaultdict(Counter),
        False: defaultdict(Counter),
    }
    for known_as, is_person, action, outcome, count in warehouse.query(
        f"""
        select w.known_as, w.is_person, f.action, f.outcome, count(*)
        from marts.fct_activities as f
        left join (
            select user_key, is_person, min(known_as) as known_as
            from ({who}) as w
            group by user_key, is_person
        ) as w on f.user_key = w.user_key
        where f.system = '{name}'
        group by 1, 2, 3, 4
        """
    ):
        people[bool(is_person)][known_as or "nobody"][f"{action} {outcome}"] += int(count)
    ((excluded, quarantined, unexplained),) = warehouse.query(
        f"""
        select sum(excluded), sum(quarantined), sum(abs(unexplained_rows))
        from marts.reconciliation where system = '{name}'
        """
    )
    assert unexplained == 0
    days = warehouse.query(
        f"""
        select activity_date, dau from marts.active_users_daily
        where system = '{name}' and dau > 0 order by 1
        """
    )
    return {
        "daily_active_users": {str(day): users for day, users in days},
        "excluded_rows": int(excluded),
        "quarantined_rows": int(quarantined),
        "people": {user: dict(sorted(done.items())) for user, done in sorted(people[True].items())},
        "not_people": {
            user: dict(sorted(done.items())) for user, done in sorted(people[False].items())
        },
    }


def main() -> int:
    """Test one pack, or propose what to expect of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("pack", choices=NAMES)
    parser.add_argument("--generate", action="store_true", help="write a proposal")
    given = parser.parse_args()
    if not given.generate:
        return pytest.main(
            [str(Path(__file__).with_name("test_packs.py")), "-k", f"duckdb and {given.pack}"]
        )
    from tempfile import TemporaryDirectory

    from integration_tests.engines import DuckDbWarehouse

    with TemporaryDirectory() as folder:
        warehouse = DuckDbWarehouse(Path(folder))
        load_samples(warehouse, (given.pack,))
        warehouse.build(variables((given.pack,)), tests=False)
        proposal = {"note": "Generated: correct it by what was really done."}
        path = PACKS / given.pack / "expected.json"
        path.write_text(json.dumps(proposal | found(warehouse, given.pack), indent=2) + "\n")
    print(f"Written: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
