"""The oracle's core marts: all facts, in scope or not, also those after D."""

from __future__ import annotations

import datetime as dt

import polars as pl

from integration_tests.oracle_frames import Log, count, count_of

_KNOWN_NAME = pl.col("object_name").is_not_null()


def fct_user_days(log: Log) -> pl.DataFrame:
    """A day of an identified user in a system who got in."""
    identified = log.activities.filter(pl.col("user_key").is_not_null() & ~pl.col("is_refused"))
    return identified.group_by("activity_date", "system", "user_key").agg(
        activities=count(),
        engaged_activities=count_of(pl.col("is_engaged")),
        first_at=pl.col("occurred_at").min(),
        last_at=pl.col("occurred_at").max(),
    )


def fct_sessions(log: Log) -> pl.DataFrame:
    """What a person did in one system without a pause of the timeout."""
    stream = ["system", "user_key"]
    timeout = dt.timedelta(minutes=log.settings.session_timeout_minutes)
    is_start = (pl.col("occurred_at").diff() >= timeout).fill_null(value=True)
    ordered = (
        log.activities.filter(pl.col("in_scope") & pl.col("is_person"))
        .sort(*stream, "occurred_at", "activity_id")
        .with_columns(session=is_start.cum_sum().over(stream))
    )
    sessions = ordered.group_by(*stream, "session", maintain_order=True).agg(
        activity_date=pl.col("activity_date").first(),
        started_at=pl.col("occurred_at").first(),
        ended_at=pl.col("occurred_at").last(),
        activities=count(),
        entry_action=pl.col("action").first(),
        exit_action=pl.col("action").last(),
    )
    length = (pl.col("ended_at") - pl.col("started_at")).dt.total_microseconds()
    return sessions.with_columns(duration_seconds=length / 1_000_000)


def dim_users(log: Log) -> pl.DataFrame:
    """Everybody who ever got in and did anything, with when and where."""
    identified = log.activities.filter(pl.col("user_key").is_not_null() & ~pl.col("is_refused"))
    return identified.group_by("user_key").agg(
        is_person=pl.col("is_person").any(),
        first_active_date=pl.col("activity_date").min(),
        last_active_date=pl.col("activity_date").max(),
        systems=pl.col("system").unique().sort().str.join(", "),
    )


def dim_objects(log: Log) -> pl.DataFrame:
    """Everything that was ever touched, by its last known name."""
    key = ["system", "object_type", "object_id"]
    in_order = log.touched.sort("occurred_at", "activity_id")
    return in_order.group_by(key, maintain_order=True).agg(
        object_name=pl.col("object_name").filter(_KNOWN_NAME).last(),
        first_seen_at=pl.col("occurred_at").min(),
        last_seen_at=pl.col("occurred_at").max(),
        last_action=pl.col("action").last(),
        activities=count(),
    )


def dim_dates(log: Log) -> pl.DataFrame:
    """Every date from the first activity to the last one or D, whichever is later."""
    days = log.activities.select("activity_date")
    span = days.filter(pl.len() > 0).select(
        first=pl.col("activity_date").min(),
        last=pl.max_horizontal(pl.col("activity_date").max(), pl.lit(log.settings.as_of)),
    )
    dates = span.drop_nulls().select(date_day=pl.date_ranges("first", "last")).explode("date_day")
    day = pl.col("date_day").dt
    return dates.with_columns(
        week_start_date=day.truncate("1w"),
        month_start_date=day.truncate("1mo"),
        year_number=day.year(),
        month_of_year=day.month(),
        day_of_week=day.weekday(),
        is_weekend=day.weekday() >= 6,
    )


MARTS = {
    mart.__name__: mart for mart in (fct_user_days, fct_sessions, dim_users, dim_objects, dim_dates)
}
