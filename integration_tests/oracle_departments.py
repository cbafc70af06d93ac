"""The oracle's marts by department: each mart of all people, counted for the people of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from integration_tests import oracle_engagement
from integration_tests.oracle_core import dim_users
from integration_tests.oracle_frames import ALL, ONE_DAY, Log, count, count_of, distinct, ratio
from integration_tests.oracle_roles import NONE, OUTSIDE

SMALL = "(small groups)"


def departments_of(log: Log) -> pl.DataFrame:
    """The department under which each user counts: user_key, department."""
    as_of = log.settings.as_of
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= as_of)
    current = (
        log.directory.filter(begun)
        .sort("valid_from", nulls_last=False)
        .unique("user_key", keep="last", maintain_order=True)
        .select("user_key", department=pl.col("department").fill_null(NONE))
    )
    users = dim_users(log).select("user_key", "is_person", "last_active_date")
    first = as_of - max(log.settings.windows) * ONE_DAY
    placed = users.join(current, on="user_key", how="left").with_columns(
        pl.col("department").fill_null(OUTSIDE)
    )
    sizes: dict[str, int] = dict.fromkeys(placed["department"].to_list(), 0)
    columns = ("department", "is_person", "last_active_date")
    for name, is_person, last in placed.select(columns).iter_rows():
        sizes[name] += is_person and last > first
    smallest = log.settings.smallest_group
    small = {name for name, size in sizes.items() if size < smallest}
    together = sum(sizes[name] for name in small)
    large = sorted(
        (name for name in sizes if name not in small),
        key=lambda name: (sizes[name], name.encode()),
    )
    if 0 < together < smallest and large:
        small.add(large[0])
    shown = pl.when(pl.col("department").is_in(sorted(small))).then(pl.lit(SMALL))
    return placed.select("user_key", department=shown.otherwise("department"))


def _by_department(log: Log, mart: Callable[[Log], pl.DataFrame]) -> pl.DataFrame:
    """A mart for the people of each department, and for everybody."""
    departments = departments_of(log)
    parts = [mart(log).with_columns(department=pl.lit(ALL))]
    for name in sorted(set(departments["department"].to_list())):
        people = departments.filter(pl.col("department") == name)
        own = replace(log, facts=log.facts.join(people, on="user_key", how="semi"))
        parts.append(mart(own).with_columns(department=pl.lit(name)))
    return (
        pl.concat(part for part in parts if part.height)
        if any(part.height for part in parts)
        else parts[0]
    )


def active_users_daily_by_department(log: Log) -> pl.DataFrame:
    """DAU, WAU and MAU of each department."""
    return _by_department(log, oracle_engagement.active_users_daily)


def active_users_weekly_by_department(log: Log) -> pl.DataFrame:
    """Every week of each department."""
    return _by_department(log, oracle_engagement.active_users_weekly)


def active_users_monthly_by_department(log: Log) -> pl.DataFrame:
    """Every month of each department."""
    return _by_department(log, oracle_engagement.active_users_monthly)


def user_retention_by_department(log: Log) -> pl.DataFrame:
    """The weekly cohorts of each department."""
    return _by_department(log, oracle_engagement.user_retention)


def session_engagement_daily_by_department(log: Log) -> pl.DataFrame:
    """The sessions of each department."""
    return _by_department(log, oracle_engagement.session_engagement_daily)


def workflow_usage_by_department(log: Log) -> pl.DataFrame:
    """What each department uses in each window."""
    return _by_department(log, _workflow_usage)


def _workflow_usage(log: Log) -> pl.DataFrame:
    done = (
        log.by_window(log.scoped)
        .group_by("window_days", "system", "workflow")
        .agg(
            activities=count(),
            users=distinct("user_key"),
            succeeded=count_of(pl.col("outcome") == "succeeded"),
            failed=count_of(pl.col("outcome").is_in(["failed", "denied"])),
        )
    )
    return done.with_columns(known=pl.col("succeeded") + pl.col("failed")).with_columns(
        success_rate=ratio("succeeded", "known")
    )


MARTS = {
    mart.__name__: mart
    for mart in (
        active_users_daily_by_department,
        active_users_weekly_by_department,
        active_users_monthly_by_department,
        user_retention_by_department,
        session_engagement_daily_by_department,
        workflow_usage_by_department,
    )
}
