"""The oracle's active_users_by_role: activities by department and role of their day."""

from __future__ import annotations

import polars as pl

from integration_tests.oracle_frames import Log, count, distinct, ratio, with_counts

NONE = "(none)"
OUTSIDE = "(not in directory)"

_ROLE = ["department", "role"]


def active_users_by_role(log: Log) -> pl.DataFrame:
    """Every role with somebody employed on D or with an activity, in each window and system."""
    keys = ["window_days", "system", *_ROLE]
    headcount = _headcount(log)
    active = (
        log.by_window(_with_role(log, log.user_days))
        .group_by(keys)
        .agg(active_users=distinct("user_key"), activities=pl.col("activities").sum())
    )
    windows = pl.DataFrame({"window_days": log.settings.windows}).cast(active.schema["window_days"])
    groups = windows.join(log.systems, how="cross")
    employed = groups.join(headcount.select(_ROLE), how="cross")
    rows = with_counts(pl.concat([employed, active.select(keys)]).unique(), keys, active)
    is_outside = pl.col("department") == OUTSIDE
    return (
        with_counts(rows, _ROLE, headcount)
        .with_columns(headcount=pl.when(~is_outside).then("headcount"))
        .with_columns(penetration=ratio("active_users", "headcount"))
    )


def _headcount(log: Log) -> pl.DataFrame:
    """The employees of D by their department and role of D."""
    as_of = pl.lit(log.settings.as_of)
    today = log.directory.filter(_is_within(as_of, "valid_from", "valid_to"))
    employed = today.filter(_is_within(as_of, "employment_start", "employment_end"))
    roles = employed.with_columns(pl.col(_ROLE).fill_null(NONE))
    return roles.group_by(_ROLE).agg(headcount=distinct("user_key"))


def _with_role(log: Log, user_days: pl.DataFrame) -> pl.DataFrame:
    """The rows with the department and role that the directory knows of their user and day."""
    day = ["user_key", "activity_date"]
    states = (
        user_days.select(day)
        .unique()
        .join(log.directory, on="user_key")
        .filter(_is_within(pl.col("activity_date"), "valid_from", "valid_to"))
        .select(*day, pl.col(_ROLE).fill_null(NONE))
    )
    doubles = states.group_by(day).agg(states=count()).filter(pl.col("states") > 1)
    assert doubles.is_empty(), f"states of the directory overlap: {doubles}"
    return user_days.join(states, on=day, how="left").with_columns(pl.col(_ROLE).fill_null(OUTSIDE))


def _is_within(date: pl.Expr, first: str, last: str) -> pl.Expr:
    """Whether a date is between two bounds that belong to it; a missing bound is none."""
    begun = pl.col(first).is_null() | (pl.col(first) <= date)
    return begun & (pl.col(last).is_null() | (pl.col(last) >= date))


MARTS = {active_users_by_role.__name__: active_users_by_role}
