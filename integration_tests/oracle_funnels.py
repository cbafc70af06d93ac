"""The oracle's funnels and flows: every chain of activities that there is, one by one."""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from integration_tests.oracle_departments import departments_of
from integration_tests.oracle_frames import (
    ALL,
    ONE_DAY,
    Log,
    count,
    distinct,
    percentile,
    ranked,
    ratio,
    with_all,
)

Activity = dict[str, Any]
_CONDITIONS = ("system", "action", "activity_type", "workflow", "object_type", "outcome")
_LOOKED_AT_DAYS = 182
_MOST_STEPS = 5


@dataclass(frozen=True)
class Reach:
    """An activity that reaches a step, from which entries, and so long after the step before."""

    entered_at: list[dt.datetime]
    place: int
    seconds: float | None


def funnels_of(rows: Sequence[Mapping[str, str]]) -> dict[str, dict[int, list[Mapping[str, str]]]]:
    """The alternatives of each step of each funnel, out of the rows of the seed."""
    funnels: dict[str, dict[int, list[Mapping[str, str]]]] = {}
    for row in rows:
        funnels.setdefault(row["funnel"], {}).setdefault(int(row["step_number"]), []).append(row)
    return funnels


def _fits(activity: Activity, row: Mapping[str, str]) -> bool:
    patterns = [(row[name], activity[name]) for name in _CONDITIONS if row[name] not in ("", "*")]
    is_alike = all(
        value is not None and fnmatch.fnmatchcase(value, pattern.replace("%", "*"))
        for pattern, value in patterns
    )
    return is_alike and (activity["in_scope"] or row["is_any_scope"] == "true")


def _reaches(
    activities: Sequence[Activity], steps: Mapping[int, list[Mapping[str, str]]]
) -> dict[int, list[Reach]]:
    """What a user's activities in order reach, and from which entries."""
    fits = {
        number: [any(_fits(each, row) for row in rows) for each in activities]
        for number, rows in steps.items()
    }
    entries = [place for place, is_one in enumerate(fits[1]) if is_one]
    if steps[1][0]["is_first"] == "true":
        entries = entries[:1]
    # step -> place -> entries
    led: dict[int, dict[int, set[int]]] = {number: defaultdict(set) for number in steps}
    for entry in entries:
        led[1][entry].add(entry)
        begun = activities[entry]["occurred_at"]
        for number in sorted(steps)[1:]:
            row = steps[number][0]
            before = [place for place, found in led[number - 1].items() if entry in found]
            for place, is_one in enumerate(fits[number]):
                at = activities[place]["occurred_at"]
                is_same = row["is_same_activity"] == "true"
                if not is_one or not any(
                    _may_follow(activities, previous, place, row, is_same) for previous in before
                ):
                    continue
                since = (at - begun).total_seconds()
                limit, least = row["within_minutes"], row["after_minutes"]
                if limit and row["within_from"] != "previous" and since > 60 * int(limit):
                    continue
                if least and since < 60 * int(least):
                    continue
                led[number][place].add(entry)
    reached: dict[int, list[Reach]] = {}
    for number, places in led.items():
        is_same = steps[number][0]["is_same_activity"] == "true"
        for place in sorted(places):
            earlier = [
                each
                for each in led.get(number - 1, {})
                if each < place or (is_same and each == place)
            ]
            at = activities[place]["occurred_at"]
            seconds = None
            if number > 1:
                previous = place if is_same else max(earlier)
                seconds = (at - activities[previous]["occurred_at"]).total_seconds()
            entered_at = [activities[entry]["occurred_at"] for entry in sorted(places[place])]
            reached.setdefault(number, []).append(Reach(entered_at, place, seconds))
    return reached


def _may_follow(
    activities: Sequence[Activity], previous: int, place: int, row: Mapping[str, str], is_same: bool
) -> bool:
    if is_same:
        return previous == place
    gap = (activities[place]["occurred_at"] - activities[previous]["occurred_at"]).total_seconds()
    limit = row["within_minutes"]
    is_late = row["within_from"] == "previous" and limit and gap > 60 * int(limit)
    return previous < place and not is_late


def _reached(log: Log) -> pl.DataFrame:
    """Who reached what: funnel, step_number, step, user_key, entered_on, place, seconds."""
    first = log.settings.as_of - (max(_LOOKED_AT_DAYS, *log.settings.windows) - 1) * ONE_DAY
    persons = log.until_as_of(log.activities).filter(
        pl.col("user_key").is_not_null() & pl.col("is_person") & ~pl.col("is_refused")
    )
    by_user: dict[str, list[Activity]] = defaultdict(list)
    for activity in persons.sort("occurred_at", "activity_id").iter_rows(named=True):
        by_user[activity["user_key"]].append(activity)
    rows = []
    for funnel, steps in funnels_of(log.settings.funnels).items():
        for user_key, activities in by_user.items():
            is_first = steps[1][0]["is_first"] == "true"
            recent = [each for each in activities if each["activity_date"] >= first]
            if is_first:
                ever = next(
                    (each for each in activities if any(_fits(each, row) for row in steps[1])), None
                )
                if ever is None or ever["activity_date"] < first:
                    continue
            for number, reaches in _reaches(recent, steps).items():
                for reach in reaches:
                    step = min(row["step"] for row in steps[number])
                    # Of the entries of a week the last.
                    dates = [log.date_of(at) for at in reach.entered_at]
                    last = {date - date.weekday() * ONE_DAY: date for date in sorted(dates)}
                    for date in last.values():
                        rows.append(
                            (funnel, number, step, user_key, date, reach.place, reach.seconds)
                        )
    schema = pl.Schema(
        {
            "funnel": pl.String(),
            "step_number": pl.Int64(),
            "step": pl.String(),
            "user_key": pl.String(),
            "activity_date": pl.Date(),
            "place": pl.Int64(),
            "seconds": pl.Float64(),
        }
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def _steps(log: Log) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (funnel, number, min(row["step"] for row in rows))
            for funnel, steps in funnels_of(log.settings.funnels).items()
            for number, rows in steps.items()
        ],
        schema=pl.Schema({"funnel": pl.String(), "step_number": pl.Int64(), "step": pl.String()}),
        orient="row",
    )


def _with_rates(log: Log, users: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Every step of what anybody entered, with its users and their share."""
    entered = users.filter(pl.col("step_number") == 1).select(*keys, first_users="users")
    rows = (
        entered.join(_steps(log), on="funnel")
        .join(users.drop("step"), on=[*keys, "step_number"], how="left")
        .with_columns(pl.col("users").fill_null(0))
        .sort(*keys, "step_number")
        .with_columns(previous=pl.col("users").shift(1).over(keys))
    )
    return rows.with_columns(
        rate_of_first=ratio("users", "first_users"), rate_of_previous=ratio("users", "previous")
    )


def funnel_conversion(log: Log) -> pl.DataFrame:
    """How far the entries of each window lead, by department."""
    keys = ["window_days", "funnel", "department"]
    firsts = (
        log.by_window(_reached(log))
        .sort("place")
        .group_by("window_days", "funnel", "step_number", "step", "user_key", maintain_order=True)
        .agg(pl.col("seconds").first())
    )
    departments = departments_of(log)
    placed = firsts.join(departments, on="user_key")
    both = pl.concat([placed, placed.with_columns(department=pl.lit(ALL))])
    users = both.group_by(*keys, "step_number", "step").agg(
        users=count(),
        median_seconds_from_previous=percentile("seconds", 0.5),
        p90_seconds_from_previous=percentile("seconds", 0.9),
    )
    return _with_rates(log, users, keys)


def funnel_conversion_weekly(log: Log) -> pl.DataFrame:
    """How far the entries of each week lead."""
    keys = ["week_start_date", "funnel"]
    week = pl.col("activity_date").dt.truncate("1w").alias("week_start_date")
    users = (
        _reached(log)
        .group_by(week, "funnel", "step_number", "step")
        .agg(users=distinct("user_key"))
    )
    first = log.settings.as_of - max(_LOOKED_AT_DAYS, *log.settings.windows) * ONE_DAY
    rows = _with_rates(log, users, keys).filter(pl.col("week_start_date") > first)
    ends = pl.col("week_start_date").dt.offset_by("6d")
    return rows.with_columns(is_complete=ends <= log.settings.as_of)


def _sessions(log: Log) -> list[tuple[str, str, list[Activity]]]:
    """System, user and activities of each session of a person, up to D."""
    timeout = dt.timedelta(minutes=log.settings.session_timeout_minutes)
    scoped = log.until_as_of(log.activities).filter(pl.col("in_scope") & pl.col("is_person"))
    sessions: list[tuple[str, str, list[Activity]]] = []
    stream = ["system", "user_key"]
    for row in scoped.sort(*stream, "occurred_at", "activity_id").iter_rows(named=True):
        last = sessions[-1] if sessions else None
        is_on = (
            last is not None
            and last[:2] == (row["system"], row["user_key"])
            and row["occurred_at"] - last[2][-1]["occurred_at"] < timeout
        )
        if is_on:
            cast(Any, last)[2].append(row)
        else:
            sessions.append((row["system"], row["user_key"], [row]))
    return sessions


def activity_flows(log: Log) -> pl.DataFrame:
    """Which action follows which, by the date of the later one."""
    found = []
    for system, user_key, activities in _sessions(log):
        previous = "(start)"
        for activity in activities:
            if activity["action"] != previous:
                found.append(
                    (system, user_key, activity["activity_date"], previous, activity["action"])
                )
            previous = activity["action"]
        found.append((system, user_key, activities[-1]["activity_date"], previous, "(end)"))
    names = ("system", "user_key", "activity_date", "from_action", "to_action")
    schema = pl.Schema(
        {name: pl.Date() if name == "activity_date" else pl.String() for name in names}
    )
    transitions = with_all(pl.DataFrame(found, schema=schema, orient="row"))
    counted = (
        log.by_window(transitions)
        .group_by("window_days", "system", "from_action", "to_action")
        .agg(transitions=count(), users=distinct("user_key"))
    )
    total = pl.col("transitions").sum().over("window_days", "system", "from_action")
    return counted.with_columns(total=total).with_columns(share=ratio("transitions", "total"))


def top_paths(log: Log) -> pl.DataFrame:
    """How sessions begin, most frequent first."""
    found = []
    for system, user_key, activities in _sessions(log):
        steps: list[str] = []
        for activity in activities:
            if not steps or steps[-1] != activity["action"]:
                steps.append(activity["action"])
        path = " > ".join(steps[:_MOST_STEPS])
        found.append((system, user_key, activities[0]["activity_date"], path))
    schema = pl.Schema(
        {
            "system": pl.String(),
            "user_key": pl.String(),
            "activity_date": pl.Date(),
            "path": pl.String(),
        }
    )
    paths = with_all(pl.DataFrame(found, schema=schema, orient="row"))
    return ranked(
        log.by_window(paths)
        .group_by("window_days", "system", "path")
        .agg(sessions=count(), users=distinct("user_key")),
        "path_rank",
        log.settings.top_n,
        within=["window_days", "system"],
        most=["sessions", "users"],
        then=["path"],
    )


MARTS = {
    mart.__name__: mart
    for mart in (funnel_conversion, funnel_conversion_weekly, activity_flows, top_paths)
}
