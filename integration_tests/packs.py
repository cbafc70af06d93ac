"""A pack's sample logs, what is expected of them, and what the warehouse makes of them.

A pack has a folder ``sample`` and may have more, such as ``sample_4_1`` of another version; each
has the tables of a log and ``expected.json``. ``python -m integration_tests.packs NAME`` tests a
pack on DuckDB; with ``--generate`` it writes what the warehouse makes of the samples as proposals
for ``expected.json``, for a person to correct by what was really done.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Sample:
    """A log that a tool wrote, as a system of its own."""

    pack: str
    folder: Path

    @property
    def system(self) -> str:
        """The name of the system: that of the pack for its first sample."""
        return self.pack + self.folder.name.removeprefix("sample")

    @property
    def expected(self) -> dict[str, Any]:
        """What is expected of it, made from what was really done."""
        document: dict[str, Any] = json.loads((self.folder / "expected.json").read_text())
        return {key: value for key, value in document.items() if key != "note"}


def samples(names: tuple[str, ...] = NAMES) -> list[Sample]:
    """The samples of packs."""
    return [
        Sample(name, folder) for name in names for folder in sorted((PACKS / name).glob("sample*"))
    ]


def variables(names: tuple[str, ...] = NAMES) -> dict[str, Any]:
    """The vars of a project that has packs, a source a sample, and no other log."""
    return {
        "enabled_systems": [],
        "hr_employees_required": False,
        "as_of_date": "2026-11-30",
        "custom_sources": [
            {"use": sample.pack}
            if sample.system == sample.pack
            else {"use": sample.pack, "name": sample.system}
            for sample in samples(names)
        ],
    }


def load_samples(warehouse: Warehouse, names: tuple[str, ...] = NAMES) -> None:
    """Load the samples of packs, a table a file, record by record."""
    for sample in samples(names):
        for path in sorted(sample.folder.glob("*.jsonl")):
            lines = path.read_text(encoding="utf-8").splitlines()
            rows = [
                (line, path.name, number, str(number), "2026-11-30 00:00:00")
                for number, line in enumerate(lines, start=1)
            ]
            load_table(warehouse, f"{sample.system}.{path.stem}", RECORD_COLUMNS, rows)


def found(warehouse: Warehouse, system: str) -> dict[str, Any]:
    """The same of a warehouse that was built: who did what how often, by `action outcome`."""
    who = f"""
        select u.user_key, u.is_person
            , coalesce(u.email, a.login, u.native_user) as known_as
        from intermediate.int_user_identities as u
        left join intermediate.int_custom_sources__accounts as a
            on u.system = a.system and u.native_user = a.native_user
        where u.system = '{system}'
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
        where f.system = '{system}'
        group by 1, 2, 3, 4
        """
    ):
        people[bool(is_person)][known_as or "nobody"][f"{action} {outcome}"] += int(count)
    ((excluded, quarantined, unexplained),) = warehouse.query(
        f"""
        select sum(excluded), sum(quarantined), sum(abs(unexplained_rows))
        from marts.reconciliation where system = '{system}'
        """
    )
    assert unexplained == 0
    days = warehouse.query(
        f"""
        select activity_date, dau from marts.active_users_daily
        where system = '{system}' and dau > 0 order by 1
        """
    )
    types, objects = (
        dict(
            warehouse.query(
                f"""
                select coalesce({column}, 'none'), count(*)
                from marts.fct_activities where system = '{system}' group by 1 order by 1
                """
            )
        )
        for column in ("activity_type", "object_type")
    )
    return {
        "daily_active_users": {str(day): users for day, users in days},
        "excluded_rows": int(excluded),
        "quarantined_rows": int(quarantined),
        "activity_types": types,
        "object_types": objects,
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
        for sample in samples((given.pack,)):
            proposal = {"note": "Generated: correct it by what was really done."}
            path = sample.folder / "expected.json"
            path.write_text(json.dumps(proposal | found(warehouse, sample.system), indent=2) + "\n")
            print(f"Written: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
