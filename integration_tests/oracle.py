"""An independent count of every mart, in Polars, from activities and the written definitions.

    Oracle(facts, Settings(as_of=date(2026, 3, 31)), directory, vocabulary).marts()

gives a frame by the name of each mart, in the columns of ``oracle_contract``. Users are whatever
the facts have as ``user_key``: give them the pseudonyms of the marts that are compared, for lists
break their ties by these, and sessions theirs by ``activity_id``.
"""

from __future__ import annotations

import polars as pl

from integration_tests import (
    oracle_amundsen,
    oracle_core,
    oracle_departments,
    oracle_engagement,
    oracle_funnels,
    oracle_roles,
    oracle_workflows,
)
from integration_tests.oracle_contract import as_contracted
from integration_tests.oracle_frames import (
    ACTS,
    DIRECTORY,
    OBJECTS,
    VOCABULARY,
    Log,
    Settings,
    frame,
)

_OF_ALL_SYSTEMS = (
    oracle_core.MARTS
    | oracle_engagement.MARTS
    | oracle_roles.MARTS
    | oracle_workflows.MARTS
    | oracle_departments.MARTS
    | oracle_funnels.MARTS
)


class Oracle:
    """Counts the marts of a log.

    Args:
        facts: activities, in the columns of ``oracle_frames.FACTS``; others are ignored.
        directory: employees' states, as ``oracle_frames.DIRECTORY``.
        vocabulary: the actions that are known of any system, as ``oracle_frames.VOCABULARY``.
        acts: what Amundsen's activities were about, as ``oracle_frames.ACTS``. Without it the
            marts of its catalogue are left out.
        objects: what activities touched besides their main object, as ``oracle_frames.OBJECTS``.
    """

    def __init__(
        self,
        facts: pl.DataFrame,
        settings: Settings,
        directory: pl.DataFrame | None = None,
        vocabulary: pl.DataFrame | None = None,
        acts: pl.DataFrame | None = None,
        objects: pl.DataFrame | None = None,
    ) -> None:
        self._makers = _OF_ALL_SYSTEMS if acts is None else _OF_ALL_SYSTEMS | oracle_amundsen.MARTS
        self._log = Log(
            facts,
            settings,
            frame(DIRECTORY) if directory is None else directory,
            frame(VOCABULARY) if vocabulary is None else vocabulary,
            frame(ACTS) if acts is None else acts,
            frame(OBJECTS) if objects is None else objects,
        )

    def mart(self, name: str) -> pl.DataFrame:
        """The rows of one mart, in no order."""
        return as_contracted(name, self._makers[name](self._log))

    def marts(self) -> dict[str, pl.DataFrame]:
        """The rows of every mart, by its name."""
        return {name: self.mart(name) for name in self._makers}
