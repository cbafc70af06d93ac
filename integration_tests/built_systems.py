"""What a build made of the raw rows of one system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from integration_tests.harness import Warehouse
from integration_tests.tables import Table, read_table, snapshot


@dataclass(frozen=True)
class Built:
    """Marts and staging relations by name, and what the system has in the common shape."""

    marts: dict[str, Table]
    staging: dict[str, Table]
    activities: Table
    accounts: Table

    @classmethod
    def read(cls, warehouse: Warehouse, system: str, staging: Iterable[str]) -> Built:
        """Read all marts, some staging relations, and the activities and accounts."""
        return cls(
            snapshot(warehouse),
            {name: read_table(warehouse, name, "staging") for name in staging},
            read_table(warehouse, f"int_{system}__activities", "intermediate"),
            read_table(warehouse, f"int_{system}__accounts", "intermediate"),
        )
