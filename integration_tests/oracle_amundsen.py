"""The oracle's marts of Amundsen's catalogue: tables, searches, and edits of metadata."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import polars as pl

from integration_tests.oracle_contract import EDIT_KINDS
from integration_tests.oracle_frames import (
    Log,
    count,
    count_of,
    distinct,
    percentile,
    ranked,
    ratio,
    user_label,
    with_counts,
)

# As Amundsen itself takes a key apart: the cluster may hold dots.
_TABLE_KEY = re.compile(
    r"(?P<database>.*?)://(?P<cluster>.*)\.(?P<schema>.*?)/(?P<table_name>.*)", re.DOTALL
)
_KEY_PARTS = ("database", "cluster", "schema", "table_name")
_LISTS = ("search_results", "inline_search")


def _acts(log: Log, act: str) -> pl.DataFrame:
    """The acts of a kind that count, up to D."""
    return log.until_as_of(log.scoped_acts.filter(pl.col("act") == act))


def top_tables(log: Log) -> pl.DataFrame:
    """Tables that were opened, edited or bookmarked, by how often they were opened."""
    keys = ["window_days", "object_key"]
    is_table = (pl.col("resource_type") == "table") & pl.col("object_key").is_not_null()
    is_refetch = pl.col("is_scaffolding").fill_null(value=False)
    opened = _acts(log, "view").filter(is_table & (pl.col("outcome") == "succeeded") & ~is_refetch)
    views = log.by_window(opened).group_by(keys).agg(views=count(), viewers=distinct("user_key"))
    edits, bookmarks = (
        log.by_window(_acts(log, act).filter(is_table)).group_by(keys).agg(count().alias(name))
        for act, name in (("edit", "edits"), ("bookmark", "bookmarks"))
    )
    tables = pl.concat(counts.select(keys) for counts in (views, edits, bookmarks)).unique()
    rows = with_counts(tables, keys, views, edits, bookmarks).rename({"object_key": "table_key"})
    return ranked(
        rows.join(_key_parts(rows), on="table_key"),
        "table_rank",
        log.settings.top_n,
        within=["window_days"],
        most=["views", "viewers"],
        then=["table_key"],
    )


def _key_parts(rows: pl.DataFrame) -> pl.DataFrame:
    keys = rows["table_key"].unique().to_list()
    found = [_TABLE_KEY.fullmatch(key) for key in keys]
    parts = {name: [match[name] if match else None for match in found] for name in _KEY_PARTS}
    schema = dict.fromkeys(("table_key", *_KEY_PARTS), pl.String())
    return pl.DataFrame({"table_key": keys, **parts}, schema=schema)


def top_search_terms(log: Log) -> pl.DataFrame:
    """What was searched for; of the searches that were answered, how many found nothing."""
    term = pl.col("term").str.strip_chars(" ").str.to_lowercase()
    searches = _acts(log, "search").with_columns(term).filter(pl.col("term") != "")
    terms = (
        log.by_window(searches)
        .group_by("window_days", "term")
        .agg(
            searches=count(),
            searchers=distinct("user_key"),
            answered=count_of(pl.col("results").is_not_null()),
            zero_result_searches=count_of((pl.col("results") == 0).fill_null(value=False)),
        )
    )
    return ranked(
        terms.with_columns(zero_result_rate=ratio("zero_result_searches", "answered")),
        "term_rank",
        log.settings.top_n,
        within=["window_days"],
        most=["searches", "searchers"],
        then=["term"],
    )


def search_click_index_daily(log: Log) -> pl.DataFrame:
    """How far down the list, from 0, the opened pages stood."""
    is_number = pl.col("click_index").str.contains("^[0-9]{1,9}$")
    clicks = (
        _acts(log, "view")
        .filter(pl.col("source").is_in(_LISTS))
        .with_columns(place=pl.when(is_number).then("click_index").cast(pl.Int64()))
    )
    rows = clicks.group_by("activity_date", "source", "resource_type").agg(
        clicks=count_of(pl.col("place").is_not_null()),
        mean_click_index=pl.col("place").mean(),
        median_click_index=percentile("place", 0.5),
        top4_clicks=count_of((pl.col("place") < 4).fill_null(value=False)),
        mean_reciprocal_rank=(1 / (pl.col("place") + 1)).mean(),
        unparsed_clicks=count_of(pl.col("place").is_null()),
    )
    return rows.with_columns(top4_rate=ratio("top4_clicks", "clicks"))


def search_success_daily(log: Log) -> pl.DataFrame:
    """How many submitted searches led to a page, on the day of the search."""
    searches = log.scoped_acts.filter(pl.col("act") == "search")
    opened = log.scoped_acts.filter(
        (pl.col("act") == "view") & (pl.col("source") == "search_results")
    )
    window = dt.timedelta(minutes=log.settings.search_click_window_minutes)
    successful = [
        search["activity_id"]
        for search in searches.to_dicts()
        if any(
            click["occurred_at"] - search["occurred_at"] <= window
            for click in opened.to_dicts()
            if _searched_last(click, searches.to_dicts()) == search["activity_id"]
        )
    ]
    rows = (
        log.until_as_of(searches)
        .group_by("activity_date")
        .agg(
            submitted_searches=count(),
            successful=count_of(pl.col("activity_id").is_in(successful)),
            failed_searches=count_of(pl.col("outcome") == "failed"),
        )
    )
    return rows.with_columns(success_rate=ratio("successful", "submitted_searches"))


def _searched_last(click: dict[str, Any], searches: list[dict[str, Any]]) -> str | None:
    """The user's last search before a click; what happened at once is in order of its id."""
    before = [
        (search["occurred_at"], search["activity_id"])
        for search in searches
        if search["user_key"] == click["user_key"]
        and (search["occurred_at"], search["activity_id"])
        < (click["occurred_at"], click["activity_id"])
    ]
    return max(before)[1] if before else None


def metadata_edits_daily(log: Log) -> pl.DataFrame:
    """Edits of each kind on each day."""
    return (
        _acts(log, "edit")
        .group_by("activity_date", "edit_kind")
        .agg(
            edits=count(),
            editors=distinct("user_key"),
            objects=distinct("resource_type", "object_key"),
        )
    )


def metadata_edit_leaders(log: Log) -> pl.DataFrame:
    """Who edited most."""
    kinds = {kind: count_of(pl.col("edit_kind") == kind) for kind in EDIT_KINDS}
    editors = (
        log.by_window(_acts(log, "edit"))
        .group_by("window_days", "user_key")
        .agg(edits=count(), objects=distinct("resource_type", "object_key"), **kinds)
    )
    return ranked(
        editors,
        "leader_rank",
        log.settings.top_n,
        within=["window_days"],
        most=["edits", "objects"],
        then=["user_key"],
    ).with_columns(user_label=user_label())


MARTS = {
    mart.__name__: mart
    for mart in (
        top_tables,
        top_search_terms,
        search_click_index_daily,
        search_success_daily,
        metadata_edits_daily,
        metadata_edit_leaders,
    )
}
