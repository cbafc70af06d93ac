"""The datasets: which marts, and metrics that cannot be added up wrongly.

A mart with rows of the system `all` holds each activity twice, one with `window_days` once a
window. So a metric is of one window, and of one system: of `all` where several are chosen and it is
among them. Else it is empty. The same holds for departments where a mart has rows of all of them. A
number that cannot be added up at all, such as different users or a percentile, is that of a single
row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

# Marts with a system, and without rows of `all`.
WITHOUT_ALL = frozenset(
    {
        *("dim_objects", "fct_activities", "fct_searches", "fct_sessions", "fct_user_days"),
        *("reconciliation", "unused_actions"),
    }
)
# Marts with rows of the department `all`.
WITH_ALL_DEPARTMENTS = frozenset(
    {
        *("active_users_daily_by_department", "workflow_usage_by_department"),
        "funnel_conversion",
    }
)


@dataclass(frozen=True)
class Rows:
    """How the rows of a mart repeat each other.

    Args:
        of_all: columns of which `all` is one value, such as the system.
        has_windows: whether there are rows for each window.
    """

    of_all: tuple[str, ...]
    has_windows: bool

    @property
    def has_all(self) -> bool:
        """Whether it has rows of the system `all`."""
        return "system" in self.of_all

    @property
    def choices(self) -> list[tuple[str, ...]]:
        """The columns that may have to be `all`, fewest first: none of them, each, both."""
        return [
            chosen
            for number in range(len(self.of_all) + 1)
            for chosen in combinations(self.of_all, number)
        ]


Expression = Callable[[Rows], str]


@dataclass(frozen=True)
class Metric:
    """A metric of a dataset; ``format`` is one of D3, as Superset takes them."""

    label: str
    expression: Expression
    format: str = ",d"


def total(column: str) -> Expression:
    """What may be added up over everything but systems and windows."""
    return lambda rows: _of_one_window(_sum(column, rows), rows)


def count() -> Expression:
    """The number of rows, of one system and window."""
    return total("1")


def single(column: str) -> Expression:
    """What may not be added up: the value of the only row, else of the only one of `all`."""

    def expression(rows: Rows) -> str:
        of_all = "".join(
            f" when count(case when {_are_all(chosen)} then 1 end) = 1"
            f" then max(case when {_are_all(chosen)} then {column} end)"
            for chosen in rows.choices
            if chosen
        )
        return f"case when count(*) = 1 then max({column}){of_all} end"

    return expression


def ratio(numerator: str, denominator: str) -> Expression:
    """A ratio of sums, so that it is right over dates and actions too."""
    return lambda rows: _of_one_window(
        f"{_sum(numerator, rows)} * 1.0 / nullif({_sum(denominator, rows)}, 0)", rows
    )


def plain(expression: str) -> Expression:
    """SQL over rows that do not repeat each other, or of which that does not matter."""
    return lambda rows: expression


def _sum(column: str, rows: Rows) -> str:
    if not rows.of_all:
        return f"sum({column})"
    *cases, (*_, last) = [
        (
            " and ".join(
                f"min({each}) = max({each})" for each in rows.of_all if each not in chosen
            ),
            f"sum(case when {_are_all(chosen)} then {column} end)" if chosen else f"sum({column})",
        )
        for chosen in rows.choices
    ]
    whens = "".join(f" when {one_of_each} then {value}" for one_of_each, value in cases)
    return f"case{whens} else {last} end"


def _are_all(columns: Iterable[str]) -> str:
    return " and ".join(f"{column} = 'all'" for column in columns)


def _of_one_window(expression: str, rows: Rows) -> str:
    if not rows.has_windows:
        return expression
    return f"case when min(window_days) = max(window_days) then {expression} end"


def _totals(**labels: str) -> dict[str, Metric]:
    return {f"total_{column}": Metric(label, total(column)) for column, label in labels.items()}


def _singles(format: str = ",d", **labels: str) -> dict[str, Metric]:
    return {
        f"single_{column}": Metric(label, single(column), format)
        for column, label in labels.items()
    }


_PERIODS = {
    **_totals(
        new_users="New users",
        activities="Activities",
    ),
    **_singles(
        active_users="Active users",
        retained_users="Retained users",
        resurrected_users="Resurrected users",
    ),
    "lost_users": Metric("Churned users", single("-churned_users")),
}
_MILLISECONDS = ",.0f"
_SHARE = ".1%"

# By mart; a metric is named after its column and how it is put together.
DATASETS: dict[str, dict[str, Metric]] = {
    "fct_activities": {
        "activities": Metric("Activities", plain("count(*)")),
        "users": Metric("Users", plain("count(distinct user_key)")),
    },
    "fct_user_days": {
        "users": Metric("Users", plain("count(distinct user_key)")),
        "scoped_users": Metric(
            "Users in scope",
            plain("count(distinct case when scoped_activities > 0 then user_key end)"),
        ),
        **_totals(scoped_activities="Activities in scope", activities="Activities"),
    },
    "fct_sessions": {
        "sessions": Metric("Sessions", plain("count(*)")),
        "users": Metric("Users", plain("count(distinct user_key)")),
        "mean_duration_seconds": Metric(
            "Mean duration (s)", plain("avg(duration_seconds)"), ",.0f"
        ),
    },
    "dim_users": {"users": Metric("Users", plain("count(*)"))},
    "dim_objects": {"objects": Metric("Objects", plain("count(*)"))},
    "dim_dates": {"dates": Metric("Dates", plain("count(*)"))},
    "fct_searches": {
        "searches": Metric("Searches", plain("count(*)")),
        "searchers": Metric("Searchers", plain("count(distinct user_key)")),
        "opened": Metric(
            "Result opened", plain("count(case when is_result_opened then activity_id end)")
        ),
        "unopened": Metric(
            "No result opened", plain("count(case when not is_result_opened then activity_id end)")
        ),
        "without_result": Metric(
            "No result", plain("count(case when total_results = 0 then activity_id end)")
        ),
    },
    "active_users_daily": {
        **_singles(dau="DAU", wau="WAU", mau="MAU"),
        **_singles(_SHARE, stickiness="Stickiness"),
        **_totals(new_users="New users", activities="Activities"),
    },
    "active_users_weekly": _PERIODS,
    "active_users_monthly": _PERIODS,
    "user_retention": {
        "overall_retention_rate": Metric("Retention", ratio("active_users", "cohort_users"), ".0%"),
        **_singles(active_users="Active users", cohort_users="Users of the cohort"),
    },
    "user_engagement": {"users": Metric("Users", count())},
    "user_segments": {"users": Metric("Users", count())},
    "engagement_depth": _totals(users="Users"),
    "session_engagement_daily": {
        **_totals(sessions="Sessions"),
        **_singles(
            _MILLISECONDS,
            median_duration_seconds="Median (s)",
            p90_duration_seconds="90th percentile (s)",
        ),
        "overall_activities_per_session": Metric(
            "Activities a session", ratio("activities_per_session * sessions", "sessions"), ",.1f"
        ),
    },
    "top_users": _totals(activities="Activities"),
    "top_objects": _totals(activities="Activities", views="Views", edits="Edits"),
    "active_users_by_role": {
        **_totals(headcount="Headcount", activities="Activities"),
        **_singles(active_users="Active users"),
        **_singles(_SHARE, penetration="Penetration"),
    },
    "active_users_daily_by_department": {
        **_singles(dau="DAU", wau="WAU", mau="MAU"),
        **_singles(_SHARE, stickiness="Stickiness"),
        **_totals(new_users="New users", activities="Activities"),
    },
    "funnel_conversion": {
        **_singles(users="Users"),
        **_singles(
            _SHARE, rate_of_first="Of the first step", rate_of_previous="Of the step before"
        ),
        **_singles(
            _MILLISECONDS,
            median_seconds_from_previous="Median (s)",
            p90_seconds_from_previous="90th percentile (s)",
        ),
    },
    "activity_flows": {
        **_totals(transitions="Transitions"),
        **_singles(users="Users"),
        **_singles(_SHARE, share="Share"),
    },
    "workflow_usage_by_department": {
        **_totals(activities="Activities", failed="Failed or denied"),
        **_singles(users="Users"),
        "overall_success_rate": Metric(
            "Success rate", ratio("succeeded", "succeeded + failed"), _SHARE
        ),
    },
    "workflow_usage": {
        **_totals(activities="Activities", failed="Failed", denied="Denied"),
        **_singles(users="Users"),
        **_singles(_MILLISECONDS, p50_duration_ms="Median (ms)", p95_duration_ms="p95 (ms)"),
        "overall_success_rate": Metric(
            "Success rate", ratio("succeeded", "succeeded + failed + denied"), _SHARE
        ),
        "overall_change_ratio": Metric(
            "Change", ratio("activities - previous_activities", "previous_activities"), "+.0%"
        ),
    },
    "workflow_usage_daily": {
        **_totals(activities="Activities", failed="Failed"),
        **_singles(users="Users"),
        **_singles(_MILLISECONDS, p50="Median (ms)", p95="p95 (ms)", p99="p99 (ms)"),
    },
    "workflow_adoption": _singles(users_ever="Users ever", users_90="Users of 90 days"),
    "workflow_adoption_weekly": {
        **_totals(new_adopters="New adopters"),
        **_singles(adopters="Adopters"),
    },
    "errors_daily": {
        **_totals(errors="Errors"),
        **_singles(users="Users"),
        "last_seen_on": Metric("Last seen", plain("max(activity_date)"), ""),
    },
    "unused_actions": {"actions": Metric("Actions", plain("count(*)"))},
    "reconciliation": _totals(
        raw_rows="Raw rows",
        activities="Activities",
        duplicates="Duplicates",
        merged="Merged",
        quarantined="Quarantined",
        unexplained_rows="Unexplained",
    ),
    "top_tables": _totals(views="Views", edits="Edits", bookmarks="Bookmarks"),
    "top_search_terms": {
        **_totals(searches="Searches", zero_result_searches="Without result"),
        "overall_zero_result_rate": Metric(
            "Share without result", ratio("zero_result_searches", "answered_searches"), _SHARE
        ),
    },
    "search_click_index_daily": {
        **_totals(clicks="Clicks", top4_clicks="Clicks on the first four"),
        "overall_click_index": Metric(
            "Mean click index", ratio("mean_click_index * clicks", "clicks"), ".2f"
        ),
        "overall_top4_rate": Metric(
            "Share of the first four", ratio("top4_clicks", "clicks"), _SHARE
        ),
    },
    "search_success_daily": {
        **_totals(submitted_searches="Searches", successful="Successful"),
        "overall_success_rate": Metric(
            "Success rate", ratio("successful", "submitted_searches"), _SHARE
        ),
    },
    "metadata_edits_daily": {**_totals(edits="Edits"), **_singles(editors="Editors")},
    "metadata_edit_leaders": _totals(edits="Edits"),
}
