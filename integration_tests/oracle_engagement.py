"""The oracle's engagement marts: who is active, comes back, and how much they do."""

from __future__ import annotations

import polars as pl

from integration_tests.oracle_core import fct_sessions
from integration_tests.oracle_frames import (
    ONE_DAY,
    Log,
    count,
    distinct,
    percentile,
    ranked,
    ratio,
    user_label,
    with_all,
    with_counts,
)

_USER = ["system", "user_key"]
_DEPTH_DAYS = 28
_SEGMENT_DAYS = 90


def active_users_daily(log: Log) -> pl.DataFrame:
    """Every date from a system's first scoped activity to D."""
    keys = ["system", "activity_date"]
    days = log.calendar(log.user_days, ["system"], "1d").rename({"period": "activity_date"})
    firsts = log.user_days.group_by(_USER).agg(pl.col("activity_date").min())
    rows = with_counts(
        days,
        keys,
        log.user_days.group_by(keys).agg(dau=count(), activities=pl.col("activities").sum()),
        firsts.group_by(keys).agg(new_users=count()),
        _users_within(log, days, log.settings.wau_days, "wau"),
        _users_within(log, days, log.settings.mau_days, "mau"),
    )
    return rows.with_columns(stickiness=ratio("dau", "mau"))


def _users_within(log: Log, days: pl.DataFrame, length: int, name: str) -> pl.DataFrame:
    """The users of each day and the ``length`` - 1 before it."""
    seen = log.user_days.select(*_USER, seen="activity_date")
    age = (pl.col("activity_date") - pl.col("seen")).dt.total_days()
    pairs = days.join(seen, on="system").filter(age.is_between(0, length - 1))
    return pairs.group_by("system", "activity_date").agg(distinct("user_key").alias(name))


def active_users_weekly(log: Log) -> pl.DataFrame:
    """Every week from a system's first scoped activity to that of D."""
    return _active_users_by(log, "1w").rename({"period": "week_start_date"})


def active_users_monthly(log: Log) -> pl.DataFrame:
    """Every month from a system's first scoped activity to that of D."""
    return _active_users_by(log, "1mo").rename({"period": "month_start_date"})


def _active_users_by(log: Log, every: str) -> pl.DataFrame:
    keys, mine = ["system", "period"], [*_USER, "period"]
    period = pl.col("activity_date").dt.truncate(every).alias("period")
    active = log.user_days.group_by(*_USER, period).agg(pl.col("activities").sum())
    is_first = pl.col("period") == pl.col("period").min().over(_USER)
    # Who was active in a period, under the period after it.
    before = active.select(*_USER, pl.col("period").dt.offset_by(every))
    returned = active.filter(~is_first)
    rows = with_counts(
        log.calendar(log.user_days, ["system"], every),
        keys,
        active.group_by(keys).agg(active_users=count(), activities=pl.col("activities").sum()),
        active.filter(is_first).group_by(keys).agg(new_users=count()),
        active.join(before, on=mine, how="semi").group_by(keys).agg(retained_users=count()),
        returned.join(before, on=mine, how="anti").group_by(keys).agg(resurrected_users=count()),
        before.join(active, on=mine, how="anti").group_by(keys).agg(churned_users=count()),
    )
    return rows.with_columns(is_complete=_ends_by(log, pl.col("period"), every))


def _ends_by(log: Log, start: pl.Expr, every: str) -> pl.Expr:
    """Whether a period ends on or before D."""
    return start.dt.offset_by(every) <= log.settings.as_of + ONE_DAY


def user_retention(log: Log) -> pl.DataFrame:
    """Of those who came first in a week, who is active in each of the weeks until that of D."""
    keys = ["system", "cohort_week", "weeks_since"]
    week = pl.col("activity_date").dt.truncate("1w").alias("week")
    since = ((pl.col("week") - pl.col("cohort_week")).dt.total_days() // 7).alias("weeks_since")
    active = (
        log.user_days.select(*_USER, week)
        .unique()
        .with_columns(cohort_week=pl.col("week").min().over(_USER))
        .with_columns(since)
    )
    cohorts = active.group_by("system", "cohort_week").agg(cohort_users=distinct("user_key"))
    last = pl.lit(log.settings.as_of).dt.truncate("1w")
    weeks = pl.date_ranges("cohort_week", last, "1w").alias("week")
    rows = with_counts(
        cohorts.with_columns(weeks).explode("week").with_columns(since),
        keys,
        active.group_by(keys).agg(active_users=count()),
    )
    return rows.with_columns(
        retention_rate=ratio("active_users", "cohort_users"),
        is_complete=_ends_by(log, pl.col("week"), "1w"),
    )


def user_engagement(log: Log) -> pl.DataFrame:
    """Where everybody stands on D who ever did anything that counts."""
    date = pl.col("activity_date")
    last_7, last_28 = (
        log.trailing(log.user_days, days).group_by(_USER) for days in (7, _DEPTH_DAYS)
    )
    rows = with_counts(
        log.user_days.group_by(_USER).agg(
            first_active_date=date.min(),
            last_active_date=date.max(),
        ),
        _USER,
        last_7.agg(active_days_7=count()),
        last_28.agg(active_days_28=count(), activities_28=pl.col("activities").sum()),
    )
    as_of = pl.lit(log.settings.as_of)
    since_first = (as_of - pl.col("first_active_date")).dt.total_days()
    since_last = (as_of - pl.col("last_active_date")).dt.total_days()
    lifecycle = (
        pl.when(since_first < 7)
        .then(pl.lit("new"))
        .when(since_last < 7)
        .then(pl.lit("active"))
        .when(since_last < 28)
        .then(pl.lit("at_risk"))
        .when(since_last < 90)
        .then(pl.lit("dormant"))
        .otherwise(pl.lit("churned"))
    )
    return rows.with_columns(days_since_last_active=since_last, lifecycle=lifecycle)


def engagement_depth(log: Log) -> pl.DataFrame:
    """How many users had exactly so many active days in the trailing four weeks."""
    keys = ["system", "active_days"]
    recent = log.trailing(log.user_days, _DEPTH_DAYS)
    depths = recent.group_by(_USER).agg(active_days=count())
    grid = pl.DataFrame(
        {"active_days": range(1, _DEPTH_DAYS + 1)}, schema={"active_days": pl.Int64}
    )
    return with_counts(
        log.systems.join(grid, how="cross"), keys, depths.group_by(keys).agg(users=count())
    )


def top_users(log: Log) -> pl.DataFrame:
    """The busiest users of each window."""
    users = (
        log.by_window(log.user_days)
        .group_by("window_days", *_USER)
        .agg(
            activities=pl.col("activities").sum(),
            active_days=count(),
            last_active_at=pl.col("last_at").max(),
        )
    )
    return ranked(
        users,
        "user_rank",
        log.settings.top_n,
        within=["window_days", "system"],
        most=["activities", "active_days"],
        then=["user_key"],
    ).with_columns(user_label=user_label())


def user_segments(log: Log) -> pl.DataFrame:
    """How those who were active in the trailing 90 days compare: lately, often, broadly."""
    recent = log.trailing(log.scoped, _SEGMENT_DAYS)
    users = recent.group_by(_USER).agg(
        last=pl.col("activity_date").max(),
        days=distinct("activity_date"),
        workflows=distinct("workflow"),
    )
    rows = users.with_columns(
        recency_quintile=_quintile("last"),
        frequency_quintile=_quintile("days"),
        breadth_quintile=_quintile("workflows"),
    )
    recency = pl.col("recency_quintile")
    is_frequent, is_broad = pl.col("frequency_quintile") >= 4, pl.col("breadth_quintile") >= 4
    segment = (
        pl.when((recency >= 4) & is_frequent & is_broad)
        .then(pl.lit("champion"))
        .when((recency >= 4) & is_frequent)
        .then(pl.lit("specialist"))
        .when((recency >= 4) & is_broad)
        .then(pl.lit("explorer"))
        .when(recency >= 4)
        .then(pl.lit("casual"))
        .when(is_frequent)
        .then(pl.lit("slipping"))
        .when(recency >= 2)
        .then(pl.lit("occasional"))
        .otherwise(pl.lit("hibernating"))
    )
    return rows.with_columns(segment=segment)


def _quintile(column: str) -> pl.Expr:
    """Five times the share of the system's users with no greater value, rounded up."""
    no_greater = pl.col(column).rank("max").cast(pl.Int64())
    users = count()
    return ((5 * no_greater + users - 1) // users).over("system")


def session_engagement_daily(log: Log) -> pl.DataFrame:
    """The sessions that began on each day that has any, up to D."""
    sessions = with_all(log.until_as_of(fct_sessions(log)))
    rows = sessions.group_by("system", "activity_date").agg(
        sessions=count(),
        activities=pl.col("activities").sum(),
        median_duration_seconds=percentile("duration_seconds", 0.5),
        p90_duration_seconds=percentile("duration_seconds", 0.9),
    )
    return rows.with_columns(activities_per_session=ratio("activities", "sessions"))


MARTS = {
    mart.__name__: mart
    for mart in (
        active_users_daily,
        active_users_weekly,
        active_users_monthly,
        user_retention,
        user_engagement,
        engagement_depth,
        top_users,
        user_segments,
        session_engagement_daily,
    )
}
