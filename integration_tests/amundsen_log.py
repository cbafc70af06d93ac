"""The real Amundsen log of the test data, loaded and built: what several test modules share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from integration_tests.harness import DATA, Warehouse
from integration_tests.tables import Table, snapshot

AMUNDSEN_LOG = DATA / "amundsen_user_actions.jsonl"
# The same activities with a row before and a row after each call.
AMUNDSEN_PREPOST_LOG = DATA / "amundsen_user_actions_prepost.jsonl"
AS_OF = dt.date(2020, 10, 12)
VARS: dict[str, Any] = {"enabled_systems": ["amundsen"], "as_of_date": AS_OF.isoformat()}
SCOPES = ("engagement", "all")


@dataclass(frozen=True)
class BuiltLog:
    """A warehouse and its marts in each activity scope; the last scope stays in the warehouse."""

    warehouse: Warehouse
    marts: dict[str, dict[str, Table]]

    @classmethod
    def build(cls, warehouse: Warehouse, variables: dict[str, Any] | None = None) -> BuiltLog:
        """Build in one scope, then in the other.

        Args:
            variables: dbt vars; default those of the real log.
        """
        chosen = VARS if variables is None else variables
        marts = {}
        for scope in SCOPES:
            warehouse.build(chosen | {"activity_scope": scope})
            marts[scope] = snapshot(warehouse)
        return cls(warehouse, marts)
