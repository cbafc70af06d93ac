"""KPIs of Amundsen's catalogue, counted in plain Python from the activities read from its log."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from integration_tests.amundsen_reading import (
    RESOURCES,
    Activity,
    edit_of,
    search_type,
    whole_number,
)
from integration_tests.engagement_reading import EngagementKpis, Row, ratio
from integration_tests.oracle_contract import EDIT_KINDS

_TABLE_KEY = re.compile(
    r"^(?P<database>.*?)://(?P<cluster>.*)\.(?P<schema>.*?)/(?P<table_name>.*?)$", re.DOTALL
)
_PLACES = {
    "_get_table_metadata": "table",
    "_get_dashboard_metadata": "dashboard",
    "_log_get_user": "user",
    "_get_feature_metadata": "feature",
}


class AmundsenKpis(EngagementKpis):
    """All KPIs of the log: engagement, workflows and catalogue."""

    def top_tables(self) -> list[Row]:
        """Tables by page views; those only edited or bookmarked come last."""
        rows = []
        for days in self.windows:
            views: dict[str, list[Activity]] = defaultdict(list)
            edits: Counter[str] = Counter()
            bookmarks: Counter[str] = Counter()
            for activity in self.within(days):
                arguments = activity.arguments
                edit = edit_of(activity)
                if edit is not None and edit[1] == "table" and edit[2]:
                    edits[edit[2]] += 1
                elif (
                    activity.action == "_log_update_bookmark"
                    and arguments.get("resource_type") == "table"
                    and arguments.get("method") == "PUT"
                    and arguments.get("resource_key")
                ):
                    bookmarks[arguments["resource_key"]] += 1
                elif (
                    activity.action == "_get_table_metadata"
                    and activity.outcome == "succeeded"
                    and not activity.scaffolding
                    and arguments.get("table_key")
                ):
                    views[arguments["table_key"]].append(activity)
            ranked: list[Row] = [
                {
                    "table_key": key,
                    **_parts(key),
                    "views": len(views.get(key, [])),
                    "viewers": len({activity.identity for activity in views.get(key, [])}),
                    "edits": edits[key],
                    "bookmarks": bookmarks[key],
                }
                for key in {*views, *edits, *bookmarks}
            ]
            ranked.sort(key=lambda r: (-r["views"], -r["viewers"], r["table_key"].encode()))
            rows += self.ranks(days, "table_rank", ranked)
        return rows

    def top_search_terms(self) -> list[Row]:
        """Submitted search terms."""
        rows = []
        for days in self.windows:
            searches: dict[str, list[Activity]] = defaultdict(list)
            for activity in self.within(days):
                if search_type(activity) == "submit_search_term" and not activity.scaffolding:
                    term = str(activity.arguments.get("search_term") or "").strip(" ").lower()
                    if term:
                        searches[term].append(activity)
            ranked: list[Row] = []
            for term, done in searches.items():
                answered = [activity for activity in done if _is_answered(activity)]
                empty = sum(_results(activity) == 0 for activity in answered)
                ranked.append(
                    {
                        "term": term,
                        "searches": len(done),
                        "searchers": len({activity.identity for activity in done}),
                        "answered_searches": len(answered),
                        "zero_result_searches": empty,
                        "zero_result_rate": ratio(empty, len(answered)),
                    }
                )
            ranked.sort(key=lambda r: (-r["searches"], -r["searchers"], r["term"].encode()))
            rows += self.ranks(days, "term_rank", ranked)
        return rows

    def search_click_index_daily(self) -> list[Row]:
        """How far down the list the opened search results stood."""
        groups: dict[tuple[Any, ...], list[int | None]] = defaultdict(list)
        for activity in self.scoped:
            source = activity.arguments.get("source")
            if activity.action in _PLACES and source in ("search_results", "inline_search"):
                group = (activity.date, source, _PLACES[activity.action])
                groups[group].append(_index(activity.arguments.get("index")))
        rows = []
        for (date, source, resource), given in groups.items():
            indexes = [index for index in given if index is not None]
            top4 = sum(index <= 3 for index in indexes)
            some = bool(indexes)
            rows.append(
                {
                    "activity_date": date,
                    "source": source,
                    "resource_type": resource,
                    "clicks": len(indexes),
                    "mean_click_index": statistics.fmean(indexes) if some else None,
                    "median_click_index": float(statistics.median(indexes)) if some else None,
                    "top4_clicks": top4,
                    "top4_rate": ratio(top4, len(indexes)),
                    "mean_reciprocal_rank": (
                        statistics.fmean(1 / (index + 1) for index in indexes) if some else None
                    ),
                    "unparsed_clicks": len(given) - len(indexes),
                }
            )
        return rows

    def search_success_daily(self) -> list[Row]:
        """How many submitted searches led to a result, on the day of the search."""
        window = dt.timedelta(minutes=30)
        steps: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.scoped:
            if _is_submitted(activity) or _is_opened_result(activity):
                steps[self.user_key(activity)].append(activity)
        groups: dict[dt.date, list[tuple[bool, bool]]] = defaultdict(list)
        for done in steps.values():
            places = [place for place, step in enumerate(done) if _is_submitted(step)]
            for place, end in itertools.zip_longest(places, places[1:], fillvalue=len(done)):
                search = done[place]
                opened = [step.occurred_at - search.occurred_at for step in done[place + 1 : end]]
                rows = (search, *search.companions)
                has_failed = any(row.outcome == "failed" for row in rows)
                groups[search.date].append((min(opened, default=window * 2) <= window, has_failed))
        return [
            {
                "activity_date": date,
                "submitted_searches": len(searches),
                "successful": sum(is_successful for is_successful, _ in searches),
                "success_rate": ratio(
                    sum(is_successful for is_successful, _ in searches), len(searches)
                ),
                "failed_searches": sum(has_failed for _, has_failed in searches),
            }
            for date, searches in groups.items()
        ]

    def metadata_edits_daily(self) -> list[Row]:
        """Edits of each kind on each day that saw any."""
        groups: dict[tuple[dt.date, str], list[Activity]] = defaultdict(list)
        for activity in self.scoped:
            edit = edit_of(activity)
            if edit is not None:
                groups[activity.date, edit[0]].append(activity)
        return [
            {
                "activity_date": date,
                "edit_kind": kind,
                "edits": len(done),
                "editors": len({activity.identity for activity in done}),
                "objects": _objects(done),
            }
            for (date, kind), done in groups.items()
        ]

    def metadata_edit_leaders(self) -> list[Row]:
        """Who edited most."""
        rows = []
        for days in self.windows:
            mine: dict[str, list[Activity]] = defaultdict(list)
            for activity in self.within(days):
                if edit_of(activity) is not None:
                    mine[self.user_key(activity)].append(activity)
            ranked: list[Row] = []
            for key, done in mine.items():
                kinds = Counter(edit[0] for edit in map(edit_of, done) if edit)
                ranked.append(
                    {
                        "user_key": key,
                        "user_label": f"user-{key[:6]}",
                        "edits": len(done),
                        **{kind: kinds[kind] for kind in EDIT_KINDS},
                        "objects": _objects(done),
                    }
                )
            ranked.sort(key=lambda r: (-r["edits"], -r["objects"], r["user_key"]))
            rows += self.ranks(days, "leader_rank", ranked)
        return rows


def _is_submitted(activity: Activity) -> bool:
    return search_type(activity) == "submit_search_term" and not activity.scaffolding


def _is_opened_result(activity: Activity) -> bool:
    return activity.action in _PLACES and activity.arguments.get("source") == "search_results"


def _is_answered(activity: Activity) -> bool:
    """Whether every row of the submission was: else nothing is known of its results."""
    return all(row.status_code == 200 for row in (activity, *activity.companions))


def _results(activity: Activity) -> int:
    """Results of all resource types, of all rows of one submission."""
    total = 0
    for row in (activity, *activity.companions):
        for resource in RESOURCES:
            for name in (resource, f"{resource}s"):
                part = (row.output or {}).get(name)
                if isinstance(part, dict):
                    total += whole_number(part.get("total_results")) or 0
    return total


def _index(value: Any) -> int | None:
    return int(value) if re.fullmatch("[0-9]{1,9}", str(value)) else None


def _objects(activities: Iterable[Activity]) -> int:
    edits = [edit for edit in map(edit_of, activities) if edit]
    return len({edit[1:] for edit in edits if edit[2] is not None})


def _parts(key: str) -> Row:
    found = _TABLE_KEY.match(key)
    names = ("database", "cluster", "schema", "table_name")
    return {name: found.group(name) if found else None for name in names}
