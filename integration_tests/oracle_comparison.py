"""Built marts held against the oracle's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from integration_tests.company import pseudonym
from integration_tests.oracle import Oracle
from integration_tests.oracle_frames import DIRECTORY, FACTS, OBJECTS, VOCABULARY, frame
from integration_tests.oracle_sources import SourceLog
from integration_tests.tables import Table, assert_same_rows


def facts_of(table: Table) -> pl.DataFrame:
    """A built fct_activities for the oracle, whatever systems its rows come from."""
    return frame(FACTS, (dict(zip(table.columns, row, strict=True)) for row in table.rows))


def objects_of(table: Table) -> pl.DataFrame:
    """A built fct_activity_objects for the oracle, in the order in which activities name them."""
    names = ("activity_id", "position", *OBJECTS.names()[1:])
    touched = sorted(table.select(*names), key=lambda row: row[:2])
    return frame(OBJECTS, (dict(zip(names, row, strict=True)) for row in touched))


def directory_of(history: Table) -> pl.DataFrame:
    """A built int_employee_history for the oracle."""
    states = (dict(zip(history.columns, row, strict=True)) for row in history.rows)
    return frame(DIRECTORY, (state | {"user_key": pseudonym(state["email"])} for state in states))


def vocabulary_of(table: Table) -> pl.DataFrame:
    """A built int_activity_vocabulary for the oracle."""
    return frame(VOCABULARY, (dict(zip(table.columns, row, strict=True)) for row in table.rows))


def oracle_of(log: SourceLog, table: Table) -> Oracle:
    """The oracle of a log, with the pseudonyms of its users and the ids of a built fct_activities.

    An activity that was not built keeps its readable id, so that it is counted all the same.
    """
    ids = {
        (system, event): activity_id
        for system, event, activity_id in table.select("system", "source_event_id", "activity_id")
    }
    return log.oracle(
        pseudonym, lambda system, event: ids.get((system, event), f"{system}:{event}")
    )


def assert_marts_match(
    built: Mapping[str, Table],
    oracle: Oracle,
    about: str,
    ignoring: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Compare every mart that was built with the oracle's, in the oracle's columns.

    Args:
        ignoring: columns by mart that the oracle cannot know.

    Raises:
        AssertionError: listing every mart that differs.
    """
    faults = []
    for name, expected in oracle.marts().items():
        if name not in built:
            continue
        table, unknown = built[name], (ignoring or {}).get(name, ())
        columns = [column for column in expected.columns if column not in unknown]
        missing = [column for column in columns if column not in table.columns]
        if missing:
            faults.append(f"{about}, {name} lacks {missing}")
            continue
        try:
            assert_same_rows(
                table.select(*columns), expected.select(columns).rows(), columns, f"{about}, {name}"
            )
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)
