"""The dashboards: their charts, by tab."""

from __future__ import annotations

from dataclasses import dataclass

from bi.charts import Chart

_LINE = "echarts_timeseries_line"
_BAR = "echarts_timeseries_bar"
_STACKED = {"stack": "Stack"}
_SHARE = {"y_axis_format": ".0%"}
_SHORT = {"columnWidth": 180, "truncateLongCells": True}
_CATEGORIES = {"xAxisForceCategorical": True}


@dataclass(frozen=True)
class Dashboard:
    """A dashboard: its tabs with their charts, in the order of reading."""

    name: str
    title: str
    description: str
    tabs: dict[str, tuple[Chart, ...]]

    @property
    def charts(self) -> list[Chart]:
        """Its charts in the order of reading."""
        return [chart for charts in self.tabs.values() for chart in charts]


def _headline(name: str, metric: str, **options: str) -> Chart:
    return Chart(
        name,
        "active_users_daily",
        "big_number",
        ("activity_date",),
        (metric,),
        order=("activity_date",),
        options={"subtitle": "on the last full day", **options},
        width=4,
        height=30,
    )


def _funnel(name: str, funnel: str, description: str) -> Chart:
    """Steps with their numbers: Superset sorts by users, and two steps may have as many."""
    return Chart(
        name,
        "funnel_conversion",
        "funnel",
        ("step_number", "step"),
        ("single_users",),
        order=("step_number", "step"),
        where={"funnel": f"= {funnel}", "department": "= all"},
        description=description,
    )


_PEOPLE = (
    _headline("Daily active users", "single_dau", y_axis_format=",d"),
    _headline("Monthly active users", "single_mau", y_axis_format=",d"),
    _headline("Stickiness", "single_stickiness", y_axis_format=".0%"),
    Chart(
        "Active users",
        "active_users_daily",
        _LINE,
        ("activity_date",),
        ("single_dau", "single_wau", "single_mau"),
        order=("activity_date",),
        description="Different users on the date, and in the 7 and 28 days that end on it "
        "(vars wau_days, mau_days).",
    ),
    Chart(
        "Growth by week",
        "active_users_weekly",
        _BAR,
        ("week_start_date",),
        (
            *("total_new_users", "single_retained_users", "single_resurrected_users"),
            "lost_users",
        ),
        order=("week_start_date",),
        where={"is_complete": True},
        options=_STACKED,
        description="Above 0 who was active, below 0 who had been in the week before and was not. "
        "Full weeks only.",
    ),
    Chart(
        "Retention by week",
        "user_retention",
        "heatmap_v2",
        ("weeks_since", "cohort_week"),
        ("overall_retention_rate",),
        order=("cohort_week", "weeks_since"),
        where={"is_complete": True},
        options={"y_axis_format": ".0%"},
        description="Of the users who were new in a week, the share active so many weeks later.",
    ),
    Chart(
        "Power users",
        "engagement_depth",
        _BAR,
        ("active_days",),
        ("total_users",),
        order=("active_days",),
        options={
            **_CATEGORIES,
            "x_axis_title": "active days of 28",
            "x_axis_title_margin": 30,
            "show_legend": False,
        },
        description="Users by the number of days of the trailing 28 on which they were active.",
    ),
    Chart(
        "Lifecycle",
        "user_engagement",
        "pie",
        ("lifecycle",),
        ("users",),
        order=("-users", "lifecycle"),
        description="New, active, at risk, dormant or churned, on the last full day.",
        width=4,
    ),
    Chart(
        "Segments",
        "user_segments",
        "pie",
        ("segment",),
        ("users",),
        order=("-users", "segment"),
        description="By recency, frequency and breadth within the system. They are relative: they "
        "show no growth.",
        width=4,
    ),
    Chart(
        "Sessions",
        "session_engagement_daily",
        _LINE,
        ("activity_date",),
        ("single_median_duration_seconds", "single_p90_duration_seconds"),
        order=("activity_date",),
        options={"y_axis_format": ",.0f"},
        description="Median and 90th percentile of how long sessions lasted, in seconds.",
        width=4,
    ),
    Chart(
        "Top users",
        "top_users",
        "table",
        ("user_rank", "user_label", "activities", "active_days", "last_active_at"),
        order=("user_rank",),
        description="Pseudonyms, unless the var user_labels is name.",
    ),
    Chart(
        "Usage by role",
        "active_users_by_role",
        "table",
        ("department", "role", "headcount", "active_users", "activities", "penetration"),
        order=("department", "role"),
        options={"column_config": {"penetration": {"d3NumberFormat": ".0%"}}},
        description="Who moved within the window is in two rows: do not add up users.",
    ),
)

_WORKFLOWS = (
    Chart(
        "Workflow usage",
        "workflow_usage",
        "table",
        ("workflow",),
        (
            "total_activities",
            "total_failed",
            "total_denied",
            "overall_success_rate",
            "overall_change_ratio",
        ),
        order=("-total_activities", "workflow"),
        description="In the window; change is against the window before.",
    ),
    Chart(
        "Activities by workflow",
        "workflow_usage_daily",
        _BAR,
        ("activity_date", "workflow"),
        ("total_activities",),
        order=("activity_date", "workflow"),
        series=10,
        series_by="total_activities",
        options=_STACKED,
        description="The ten workflows with most activities.",
    ),
    Chart(
        "Latency by action",
        "workflow_usage",
        "table",
        ("workflow", "action", "activities", "users", "p50_duration_ms", "p95_duration_ms"),
        order=("-p95_duration_ms", "workflow", "action"),
        where={"p95_duration_ms": "is not null"},
        limit=100,
        options={
            "column_config": {
                "p50_duration_ms": {"d3NumberFormat": ",.0f"},
                "p95_duration_ms": {"d3NumberFormat": ",.0f"},
            }
        },
        description="Milliseconds, over the activities whose log says how long they took.",
    ),
    Chart(
        "Latency by day",
        "workflow_usage_daily",
        _LINE,
        ("activity_date", "workflow", "action"),
        ("single_p95",),
        order=("activity_date", "workflow", "action"),
        where={"p95": "is not null"},
        series=8,
        series_by="total_activities",
        description="95th percentile in milliseconds, of the eight actions with most activities.",
    ),
    Chart(
        "Adoption",
        "workflow_adoption_weekly",
        _LINE,
        ("week_start_date", "workflow"),
        ("single_adopters",),
        order=("week_start_date", "workflow"),
        series=10,
        series_by="total_new_adopters",
        description="Users who ever used the workflow, of the ten with most. It never falls.",
    ),
    Chart(
        "Adoption by workflow",
        "workflow_adoption",
        "table",
        ("workflow", "first_used_on", "last_used_on", "users_ever", "users_90"),
        order=("-users_ever", "workflow"),
        description="Users ever, and in the trailing 90 days.",
    ),
    Chart(
        "Errors by action",
        "errors_daily",
        _BAR,
        ("activity_date", "action"),
        ("total_errors",),
        order=("activity_date", "action"),
        series=6,
        series_by="total_errors",
        options=_STACKED,
        description="Failed activities and logged errors, of the six actions with most.",
    ),
    Chart(
        "Error groups",
        "errors_daily",
        "table",
        ("action", "error_group"),
        ("total_errors", "last_seen_on"),
        order=("-total_errors", "action", "error_group"),
        limit=100,
        options={"column_config": {"action": _SHORT, "error_group": _SHORT}},
        description="A group is a fingerprint of the message or stack, without its ids.",
    ),
    Chart(
        "Unused actions",
        "unused_actions",
        "table",
        ("system", "workflow", "action", "last_used_on", "activities_ever"),
        order=("system", "workflow", "action"),
        options={"column_config": {"action": _SHORT}},
        description="Known actions that nobody used in 90 days. The filters do not apply.",
    ),
    Chart(
        "Reconciliation",
        "reconciliation",
        "table",
        ("system",),
        (
            *("total_raw_rows", "total_activities", "total_duplicates", "total_merged"),
            *("total_quarantined", "total_unexplained_rows"),
        ),
        order=("system",),
        description="What became of the raw rows; unexplained has to be 0. The filter of systems "
        "does not apply.",
    ),
)

_DEPARTMENTS = (
    Chart(
        "Active users by department",
        "active_users_daily_by_department",
        _LINE,
        ("activity_date", "department"),
        ("single_mau",),
        order=("activity_date", "department"),
        where={"department": "<> all"},
        description="Different users in the 28 days that end on the date (var mau_days), by the "
        "department of today. Departments with few people are (small groups).",
        width=12,
    ),
    Chart(
        "Workflows by department",
        "workflow_usage_by_department",
        "heatmap_v2",
        ("department", "workflow"),
        ("single_users",),
        order=("workflow", "department"),
        where={"department": "<> all"},
        # A large department is not darker for being large.
        options={"normalize_across": "x", "y_axis_format": ",d"},
        description="Users of a workflow in the window; shades compare within a department.",
        width=12,
        height=80,
    ),
)

_PATHS = (
    _funnel(
        "Onboarding",
        "onboarding",
        "Who logs in for the first time, begins to work, and is there in the second week.",
    ),
    _funnel(
        "Infrastructure change",
        "infrastructure_change",
        "Who looks a resource up in Clutch, changes something within an hour, and succeeds.",
    ),
    Chart(
        "Funnels",
        "funnel_conversion",
        "table",
        (
            *("funnel", "step_number", "step", "users", "rate_of_first", "rate_of_previous"),
            "median_seconds_from_previous",
        ),
        order=("funnel", "step_number"),
        where={"department": "= all"},
        options={
            "column_config": {
                "rate_of_first": {"d3NumberFormat": ".0%"},
                "rate_of_previous": {"d3NumberFormat": ".0%"},
                "median_seconds_from_previous": {"d3NumberFormat": ",.0f"},
            }
        },
        description="All funnels of the seed funnels, by the entries in the window. The filter of "
        "systems does not apply.",
        width=12,
    ),
    # A table, as people go back and forth: a Sankey diagram can have no circles.
    Chart(
        "What comes next",
        "activity_flows",
        "table",
        ("from_action", "to_action", "transitions", "users", "share"),
        order=("-transitions", "from_action", "to_action"),
        limit=200,
        options={
            "column_config": {
                "from_action": _SHORT,
                "to_action": _SHORT,
                "share": {"d3NumberFormat": ".0%"},
            }
        },
        description="How often an action follows another in a session; share is of all that "
        "follows the first. Search for (end) to see what people do last.",
        width=12,
    ),
)

_SEARCH = (
    _funnel(
        "Search, open, edit",
        "catalogue_search",
        "Who searches, opens something within a day, and edits something within a week.",
    ),
    Chart(
        "Searches",
        "fct_searches",
        _BAR,
        ("activity_date",),
        ("opened", "unopened"),
        order=("activity_date",),
        where={"is_result_opened": "is not null"},
        options=_STACKED,
        description="Submitted searches, up to now.",
    ),
    Chart(
        "Searches without an opened result",
        "fct_searches",
        "table",
        ("search_term",),
        ("unopened", "without_result", "searches", "searchers"),
        order=("-unopened", "search_term"),
        where={"is_result_opened": "is not null"},
        limit=100,
        description="What people searched for, and opened nothing. Where there is no result, it "
        "is missing or named otherwise.",
    ),
    Chart(
        "Top tables",
        "top_tables",
        "table",
        (
            *("table_rank", "database", "schema", "table_name", "views", "viewers"),
            *("edits", "bookmarks"),
        ),
        order=("table_rank",),
    ),
    Chart(
        "Search terms",
        "top_search_terms",
        "table",
        ("term_rank", "term", "searches", "searchers", "zero_result_searches", "zero_result_rate"),
        order=("term_rank",),
        options={"column_config": {"zero_result_rate": {"d3NumberFormat": ".0%"}}},
        description="Of the searches that were answered, the share without a result.",
    ),
    Chart(
        "Search click index",
        "search_click_index_daily",
        _LINE,
        ("activity_date", "source"),
        ("overall_click_index",),
        order=("activity_date", "source"),
        options={"y_axis_format": ".1f"},
        description="The mean place of the results that were opened, from 0, weighed by clicks.",
    ),
    Chart(
        "Search success",
        "search_success_daily",
        _LINE,
        ("activity_date",),
        ("overall_success_rate",),
        order=("activity_date",),
        options=_SHARE,
        description="Searches after which a result was opened.",
    ),
)

_METADATA = (
    Chart(
        "Metadata edits",
        "metadata_edits_daily",
        _BAR,
        ("activity_date", "edit_kind"),
        ("total_edits",),
        order=("activity_date", "edit_kind"),
        options=_STACKED,
        description="Attempts: Amundsen logs an edit before it is done.",
    ),
    Chart(
        "Metadata leaders",
        "metadata_edit_leaders",
        "table",
        ("leader_rank", "user_label", "edits", "objects"),
        order=("leader_rank",),
    ),
)

DASHBOARDS = (
    Dashboard(
        "engagement",
        "Engagement",
        "Who uses our platforms, for what, and how well it goes.",
        {
            "People": _PEOPLE,
            "Departments": _DEPARTMENTS,
            "Workflows": _WORKFLOWS,
            "Paths": _PATHS,
        },
    ),
    Dashboard(
        "catalogue",
        "Catalogue",
        "What people look for in Amundsen, whether they find it, and who keeps the metadata.",
        {"Search": _SEARCH, "Metadata": _METADATA},
    ),
)
