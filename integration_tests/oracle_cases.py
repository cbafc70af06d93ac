"""Small logs for the tests of the oracle, written by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from integration_tests.oracle import Oracle
from integration_tests.oracle_frames import ACTS, FACTS, Settings, frame

Row = tuple[Any, ...]


def day(text: str) -> dt.date:
    """A date in ISO 8601."""
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    """A date at nine, or a time, in ISO 8601."""
    moment = dt.datetime.fromisoformat(text)
    return moment if " " in text else moment.replace(hour=9)


def done(when: str, user: str | None = "ann", **others: Any) -> dict[str, Any]:
    """An activity that a person set out to do in system x, unless it is said otherwise."""
    usual = {
        "system": "x",
        "occurred_at": at(when),
        "user_key": user,
        "is_person": user is not None,
        "is_engagement": True,
        "is_scaffolding": False,
        "action": "look",
        "activity_type": "view",
        "workflow": "Desk",
        "outcome": "unknown",
    }
    return usual | others


def facts(*activities: dict[str, Any]) -> pl.DataFrame:
    """Facts; those without an id are numbered in their order."""
    numbered = [{"activity_id": f"{number:03}"} | it for number, it in enumerate(activities)]
    return frame(FACTS, numbered)


def acts(*given: dict[str, Any]) -> pl.DataFrame:
    """Acts in Amundsen; those without an id are numbered in their order."""
    numbered = [{"activity_id": f"{number:03}"} | it for number, it in enumerate(given)]
    return frame(ACTS, numbered)


def count(
    mart: str, activities: Sequence[dict[str, Any]], as_of: str, **settings: Any
) -> pl.DataFrame:
    """A mart of activities, where neither directory nor vocabulary matters."""
    return Oracle(facts(*activities), Settings(day(as_of), **settings)).mart(mart)


def rows(mart: pl.DataFrame, *columns: str, **equal: Any) -> list[Row]:
    """The named columns, else all, of the rows with these values; sorted, nulls first."""
    wanted = mart.filter(**equal).select(columns or mart.columns)
    return wanted.sort(pl.all(), nulls_last=False).rows()


def on_engines(settings: Mapping[str, Sequence[Settings]]) -> pytest.MarkDecorator:
    """Runs a test with the settings that are tried on each engine."""
    return pytest.mark.parametrize(
        ("engine", "settings"),
        [
            pytest.param(engine, setting, id=f"{engine}-{setting.as_of}")
            for engine, tried in settings.items()
            for setting in tried
        ],
    )
