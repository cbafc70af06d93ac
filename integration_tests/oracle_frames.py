"""What the oracle of the marts reads, and the words that its KPIs share: scope, dates, windows.

The oracle follows the written definitions alone and shares no code with the models. It is meant
to be plainly right, not fast: a trailing count joins every date with every day of every user.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

import polars as pl

from integration_tests.project_copies import REPOSITORY

# The row group of all systems.
ALL = "all"

# Activities, as in fct_activities. The oracle itself gives them their date and their scope.
FACTS = pl.Schema(
    {
        "activity_id": pl.String(),
        "system": pl.String(),
        "occurred_at": pl.Datetime("us"),
        "user_key": pl.String(),
        "is_person": pl.Boolean(),
        "is_engagement": pl.Boolean(),
        "is_scaffolding": pl.Boolean(),
        "action": pl.String(),
        "activity_type": pl.String(),
        "workflow": pl.String(),
        "object_type": pl.String(),
        "object_id": pl.String(),
        "object_name": pl.String(),
        "outcome": pl.String(),
        "duration_ms": pl.Int64(),
        "error_group": pl.String(),
    }
)
# What activities touched besides their main object, in the order in which the log names it.
OBJECTS = pl.Schema(
    {
        "activity_id": pl.String(),
        "object_type": pl.String(),
        "object_id": pl.String(),
        "object_name": pl.String(),
    }
)
# The employees' states, which of one employee do not overlap. A bound belongs to the state; a
# missing one is none.
DIRECTORY = pl.Schema(
    {
        "user_key": pl.String(),
        "department": pl.String(),
        "role": pl.String(),
        "employment_start": pl.Date(),
        "employment_end": pl.Date(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
    }
)
VOCABULARY = pl.Schema(
    {"system": pl.String(), "action": pl.String(), "is_engagement": pl.Boolean()}
)
# What Amundsen's activities are about. `act` is one of: view (a page opened), search (submitted),
# edit (of metadata), bookmark (added). `object_key` is the page's, the edited or the bookmarked
# object's; `results` of a search is null where it was not answered.
ACTS = pl.Schema(
    {
        "activity_id": pl.String(),
        "occurred_at": pl.Datetime("us"),
        "user_key": pl.String(),
        "is_person": pl.Boolean(),
        "is_engagement": pl.Boolean(),
        "is_scaffolding": pl.Boolean(),
        "act": pl.String(),
        "outcome": pl.String(),
        "resource_type": pl.String(),
        "object_key": pl.String(),
        "source": pl.String(),
        "click_index": pl.String(),
        "term": pl.String(),
        "results": pl.Int64(),
        "edit_kind": pl.String(),
    }
)

ONE_DAY = dt.timedelta(days=1)
_COUNT = pl.Int64()


def shipped_funnels() -> tuple[Mapping[str, str], ...]:
    """The rows of the project's seed of funnels."""
    with (REPOSITORY / "seeds" / "funnels.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@dataclass(frozen=True)
class Settings:
    """The vars that the KPIs depend on.

    Args:
        as_of: D, the last date of every window.
        enabled_systems: the systems, custom sources among them, whose actions may be unused.
    """

    as_of: dt.date
    scope: Literal["engagement", "all"] = "engagement"
    timezone: str = "UTC"
    windows: tuple[int, ...] = (7, 14, 28, 90)
    wau_days: int = 7
    mau_days: int = 28
    top_n: int = 50
    session_timeout_minutes: int = 30
    search_click_window_minutes: int = 30
    enabled_systems: tuple[str, ...] = ()
    smallest_group: int = 5
    funnels: tuple[Mapping[str, str], ...] = field(default_factory=shipped_funnels, hash=False)


def frame(schema: pl.Schema, rows: Iterable[Mapping[str, Any]] = ()) -> pl.DataFrame:
    """A frame of rows by column; a missing key is null."""
    rows = list(rows)
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema)


@dataclass(frozen=True)
class Log:
    """All that the marts are counted from."""

    facts: pl.DataFrame
    settings: Settings
    directory: pl.DataFrame = field(default_factory=lambda: frame(DIRECTORY))
    vocabulary: pl.DataFrame = field(default_factory=lambda: frame(VOCABULARY))
    acts: pl.DataFrame = field(default_factory=lambda: frame(ACTS))
    objects: pl.DataFrame = field(default_factory=lambda: frame(OBJECTS))

    @cached_property
    def activities(self) -> pl.DataFrame:
        """Every activity, with its date and whether it counts."""
        return self._judged(self.facts)

    @cached_property
    def scoped(self) -> pl.DataFrame:
        """What counts, up to D: under its system, and again under ``all``."""
        return with_all(self.until_as_of(self.activities.filter("in_scope")))

    @cached_property
    def touched(self) -> pl.DataFrame:
        """Every activity, once for each object of a type and an id that it touched."""
        key = ["activity_id", "object_type", "object_id"]
        main = self.activities.select(OBJECTS.names())
        every = pl.concat([main, self.objects.select(OBJECTS.names())])
        known = every.filter(pl.all_horizontal(pl.col(key).is_not_null()))
        objects = known.unique(key, keep="first", maintain_order=True)
        return self.activities.drop(*OBJECTS.names()[1:]).join(objects, on="activity_id")

    @cached_property
    def user_days(self) -> pl.DataFrame:
        """The days on which a user did something that counts, up to D, those of ``all`` too."""
        return self.scoped.group_by("system", "user_key", "activity_date").agg(
            activities=count(), last_at=pl.col("occurred_at").max()
        )

    @cached_property
    def scoped_acts(self) -> pl.DataFrame:
        """The acts in Amundsen that count, those after D too."""
        return self._judged(self.acts).filter("in_scope")

    @property
    def systems(self) -> pl.DataFrame:
        """The systems with anything that counts up to D, ``all`` among them."""
        return self.scoped.select("system").unique()

    def until_as_of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows up to D."""
        return rows.filter(pl.col("activity_date") <= self.settings.as_of)

    def trailing(self, rows: pl.DataFrame, days: int, shift: int = 0) -> pl.DataFrame:
        """The rows of the ``days`` days that end ``shift`` days before D."""
        last = self.settings.as_of - shift * ONE_DAY
        first = last - (days - 1) * ONE_DAY
        return rows.filter(pl.col("activity_date").is_between(first, last))

    def by_window(self, rows: pl.DataFrame, back: int = 0) -> pl.DataFrame:
        """Each row once for every window that it is in, or in the one ``back`` windows before."""
        return pl.concat(
            self.trailing(rows, days, back * days).with_columns(window_days=pl.lit(days))
            for days in self.settings.windows
        )

    def calendar(self, rows: pl.DataFrame, keys: Sequence[str], every: str) -> pl.DataFrame:
        """For each group all its periods, from that of its first row to that of D."""
        period = pl.col("activity_date").dt.truncate(every)
        last = pl.lit(self.settings.as_of).dt.truncate(every)
        return (
            rows.group_by(keys)
            .agg(first=period.min())
            .select(*keys, period=pl.date_ranges("first", last, every))
            .explode("period")
        )

    def date_of(self, at: dt.datetime) -> dt.date:
        """The date of a time in UTC, in the reporting time zone."""
        zone = ZoneInfo(self.settings.timezone)
        return at.replace(tzinfo=dt.timezone.utc).astimezone(zone).date()

    def _judged(self, rows: pl.DataFrame) -> pl.DataFrame:
        dates = [self.date_of(at) for at in rows["occurred_at"]]
        is_engaged = pl.col("is_engagement") & ~pl.col("is_scaffolding").fill_null(value=False)
        is_identified = pl.col("user_key").is_not_null()
        is_wanted = pl.col("is_person") & is_engaged
        # Who failed to get in was not active. The acts in Amundsen are no logins.
        is_refused = pl.lit(value=False)
        if "activity_type" in rows.columns:
            was_refused = pl.col("outcome").is_in(["failed", "denied"])
            is_refused = (pl.col("activity_type") == "login") & was_refused
        in_scope = is_identified if self.settings.scope == "all" else is_identified & is_wanted
        return rows.with_columns(
            pl.Series("activity_date", dates, dtype=pl.Date()),
            is_engaged=is_engaged,
            is_refused=is_refused,
            in_scope=in_scope & ~is_refused,
        )


def with_all(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows under their systems, and once more under ``all``."""
    return pl.concat([rows, rows.with_columns(system=pl.lit(ALL))])


def count() -> pl.Expr:
    """The number of rows."""
    return pl.len().cast(_COUNT)


def count_of(condition: pl.Expr) -> pl.Expr:
    """The number of rows for which something is true."""
    return condition.sum().cast(_COUNT)


def distinct(*columns: str) -> pl.Expr:
    """The number of different values, nulls left out."""
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
    return pl.struct(columns).filter(known).n_unique().cast(_COUNT)


def ratio(part: str, whole: str) -> pl.Expr:
    """A share; null of nothing."""
    return pl.when(pl.col(whole) != 0).then(pl.col(part) / pl.col(whole))


def percentile(column: str, share: float) -> pl.Expr:
    """The continuous percentile of the known values: linear between neighbours."""
    return pl.col(column).cast(pl.Float64()).quantile(share, interpolation="linear")


def with_counts(rows: pl.DataFrame, keys: Sequence[str], *counts: pl.DataFrame) -> pl.DataFrame:
    """The rows with the other columns of the counts of the same keys, 0 where there are none."""
    for counted in counts:
        names = [name for name in counted.columns if name not in keys]
        joined = rows.join(counted, on=list(keys), how="left", nulls_equal=True)
        rows = joined.with_columns(pl.col(names).fill_null(0))
    return rows


def ranked(
    rows: pl.DataFrame,
    rank: str,
    top_n: int,
    *,
    within: Sequence[str],
    most: Sequence[str],
    then: Sequence[str],
) -> pl.DataFrame:
    """The first of each group, numbered from 1: by ``most`` descending, then ``then`` ascending.

    Polars sorts texts by their bytes.
    """
    descending = [True] * len(most) + [False] * len(then)
    return (
        rows.sort(*most, *then, descending=descending)
        .with_columns((pl.int_range(pl.len()).over(within) + 1).alias(rank))
        .filter(pl.col(rank) <= top_n)
    )


def user_label() -> pl.Expr:
    """The short name of a user whose key is a pseudonym."""
    return pl.lit("user-") + pl.col("user_key").str.slice(0, 6)
