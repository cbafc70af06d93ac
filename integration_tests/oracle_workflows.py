"""The oracle's workflow marts: what is done, by how many, how well, and what no longer is."""

from __future__ import annotations

import polars as pl

from integration_tests.oracle_frames import (
    Log,
    count,
    count_of,
    distinct,
    percentile,
    ranked,
    ratio,
    with_all,
    with_counts,
)

_ACTION = ["system", "workflow", "action"]
_OUTCOMES = ("succeeded", "failed", "denied", "unknown")
_LONG_AGO_DAYS = 90


def workflow_usage(log: Log) -> pl.DataFrame:
    """What was done in each window, with outcomes, durations, and the window before."""
    keys = ["window_days", *_ACTION]
    outcomes = {name: count_of(pl.col("outcome") == name) for name in _OUTCOMES}
    done = (
        log.by_window(log.scoped)
        .group_by(keys)
        .agg(
            activities=count(),
            users=distinct("user_key"),
            p50_duration_ms=percentile("duration_ms", 0.5),
            p95_duration_ms=percentile("duration_ms", 0.95),
            **outcomes,
        )
    )
    before = log.by_window(log.scoped, back=1).group_by(keys).agg(previous_activities=count())
    known = pl.sum_horizontal("succeeded", "failed", "denied")
    return (
        with_counts(done, keys, before)
        .with_columns(known=known)
        .with_columns(
            success_rate=ratio("succeeded", "known"),
            change_ratio=ratio("activities", "previous_activities") - 1,
        )
    )


def workflow_usage_daily(log: Log) -> pl.DataFrame:
    """What was done on each day."""
    return log.scoped.group_by("activity_date", *_ACTION).agg(
        activities=count(),
        users=distinct("user_key"),
        failed=count_of(pl.col("outcome") == "failed"),
        p50=percentile("duration_ms", 0.5),
        p95=percentile("duration_ms", 0.95),
        p99=percentile("duration_ms", 0.99),
    )


def workflow_adoption(log: Log) -> pl.DataFrame:
    """Since when a workflow is used, and by how many."""
    keys = ["system", "workflow"]
    ever = log.scoped.group_by(keys).agg(
        first_used_on=pl.col("activity_date").min(),
        last_used_on=pl.col("activity_date").max(),
        users_ever=distinct("user_key"),
    )
    lately = log.trailing(log.scoped, _LONG_AGO_DAYS).group_by(keys)
    return with_counts(ever, keys, lately.agg(users_90=distinct("user_key")))


def workflow_adoption_weekly(log: Log) -> pl.DataFrame:
    """Week by week, who used a workflow for the first time."""
    keys = ["system", "workflow"]
    week = pl.col("activity_date").dt.truncate("1w")
    firsts = log.scoped.group_by(*keys, "user_key").agg(period=week.min())
    rows = with_counts(
        log.calendar(log.scoped, keys, "1w"),
        [*keys, "period"],
        firsts.group_by(*keys, "period").agg(new_adopters=count()),
    )
    return (
        rows.sort("period")
        .with_columns(adopters=pl.col("new_adopters").cum_sum().over(keys))
        .rename({"period": "week_start_date"})
    )


def unused_actions(log: Log) -> pl.DataFrame:
    """What the vocabulary knows and nobody does any more."""
    keys = ["system", "action"]
    known = log.vocabulary.filter(pl.col("system").is_in(log.settings.enabled_systems))
    if log.settings.scope == "engagement":
        known = known.filter("is_engagement")
    lately = log.trailing(log.scoped, _LONG_AGO_DAYS)
    unused = known.select(keys).unique().join(lately, on=keys, how="anti")
    ever = log.scoped.group_by(keys)
    last_used = ever.agg(last_used_on=pl.col("activity_date").max())
    counted = with_counts(unused, keys, ever.agg(activities_ever=count()))
    return counted.join(last_used, on=keys, how="left")


def errors_daily(log: Log) -> pl.DataFrame:
    """What went wrong for those who count, whether or not they set out to do it."""
    is_error = (pl.col("outcome") == "failed") | (pl.col("activity_type") == "error")
    is_counted = pl.col("user_key").is_not_null()
    if log.settings.scope == "engagement":
        is_counted &= pl.col("is_person")
    errors = with_all(log.until_as_of(log.activities.filter(is_error & is_counted)))
    user = pl.when(~pl.col("is_refused")).then("user_key")
    return (
        errors.with_columns(user_key=user)
        .group_by("activity_date", "system", "action", "error_group")
        .agg(errors=count(), users=distinct("user_key"))
    )


def top_objects(log: Log) -> pl.DataFrame:
    """The objects of each type that most was done with."""
    # Under `all` an object keeps its own system: equal ids of two systems are two objects.
    counted = log.until_as_of(log.touched.filter("in_scope")).with_columns(object_system="system")
    object_key = ["object_system", "object_type", "object_id"]
    objects = (
        log.by_window(with_all(counted))
        .group_by("window_days", "system", *object_key)
        .agg(
            activities=count(),
            users=distinct("user_key"),
            views=count_of(pl.col("activity_type") == "view"),
            edits=count_of(pl.col("activity_type") == "edit"),
        )
    )
    return ranked(
        objects,
        "object_rank",
        log.settings.top_n,
        within=["window_days", "system", "object_type"],
        most=["activities", "users"],
        then=["object_id", "object_system"],
    ).join(_names(log), on=object_key, how="left")


def _names(log: Log) -> pl.DataFrame:
    """The last known name of every object, whoever gave it."""
    named = log.touched.filter(pl.col("object_name").is_not_null())
    in_order = named.sort("occurred_at", "activity_id")
    return in_order.group_by(
        pl.col("system").alias("object_system"), "object_type", "object_id", maintain_order=True
    ).agg(pl.col("object_name").last())


MARTS = {
    mart.__name__: mart
    for mart in (
        workflow_usage,
        workflow_usage_daily,
        workflow_adoption,
        workflow_adoption_weekly,
        unused_actions,
        errors_daily,
        top_objects,
    )
}
