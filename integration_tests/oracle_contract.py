"""The columns of the marts that the oracle counts, in order, with their types."""

from __future__ import annotations

import polars as pl

EDIT_KINDS = (
    "table_description",
    "column_description",
    "type_description",
    "tag_added",
    "tag_removed",
    "owner_added",
    "owner_removed",
)

_PERIOD = (
    "system active_users new_users retained_users resurrected_users churned_users activities"
    " is_complete"
)
_COLUMNS = {
    # Core. No session_id: it is a hash of the project's own.
    "fct_user_days": (
        "activity_date system user_key activities engaged_activities first_at last_at"
    ),
    "fct_sessions": (
        "system user_key activity_date started_at ended_at duration_seconds activities"
        " entry_action exit_action"
    ),
    "dim_users": "user_key is_person first_active_date last_active_date systems",
    "dim_objects": (
        "system object_type object_id object_name first_seen_at last_seen_at last_action activities"
    ),
    "dim_dates": (
        "date_day week_start_date month_start_date year_number month_of_year day_of_week is_weekend"
    ),
    # Engagement.
    "active_users_daily": "activity_date system dau wau mau stickiness new_users activities",
    "active_users_weekly": f"week_start_date {_PERIOD}",
    "active_users_monthly": f"month_start_date {_PERIOD}",
    "user_retention": (
        "cohort_week system weeks_since cohort_users active_users retention_rate is_complete"
    ),
    "user_engagement": (
        "system user_key first_active_date last_active_date active_days_7 active_days_28"
        " activities_28 days_since_last_active lifecycle"
    ),
    "engagement_depth": "system active_days users",
    "top_users": (
        "window_days system user_rank user_key user_label activities active_days last_active_at"
    ),
    "active_users_by_role": (
        "window_days system department role headcount active_users activities penetration"
    ),
    "user_segments": (
        "system user_key recency_quintile frequency_quintile breadth_quintile segment"
    ),
    "session_engagement_daily": (
        "activity_date system sessions median_duration_seconds p90_duration_seconds"
        " activities_per_session"
    ),
    "active_users_daily_by_department": (
        "activity_date system department dau wau mau stickiness new_users activities"
    ),
    "active_users_weekly_by_department": f"week_start_date department {_PERIOD}",
    "active_users_monthly_by_department": f"month_start_date department {_PERIOD}",
    "user_retention_by_department": (
        "cohort_week system department weeks_since cohort_users active_users retention_rate"
        " is_complete"
    ),
    "session_engagement_daily_by_department": (
        "activity_date system department sessions median_duration_seconds p90_duration_seconds"
        " activities_per_session"
    ),
    "funnel_conversion": (
        "window_days funnel step_number department step users rate_of_first rate_of_previous"
        " median_seconds_from_previous p90_seconds_from_previous"
    ),
    "funnel_conversion_weekly": (
        "week_start_date funnel step_number step users rate_of_first rate_of_previous is_complete"
    ),
    "activity_flows": "window_days system from_action to_action transitions users share",
    "top_paths": "window_days system path_rank path sessions users",
    # Workflows.
    "workflow_usage_by_department": (
        "window_days system department workflow activities users succeeded failed success_rate"
    ),
    "workflow_usage": (
        "window_days system workflow action activities users succeeded failed denied unknown"
        " success_rate p50_duration_ms p95_duration_ms previous_activities change_ratio"
    ),
    "workflow_usage_daily": (
        "activity_date system workflow action activities users failed p50 p95 p99"
    ),
    "workflow_adoption": "system workflow first_used_on last_used_on users_ever users_90",
    "workflow_adoption_weekly": "system workflow week_start_date new_adopters adopters",
    "unused_actions": "system action last_used_on activities_ever",
    "errors_daily": "activity_date system action error_group errors users",
    # Catalogue.
    "top_objects": (
        "window_days system object_type object_rank object_system object_id object_name activities"
        " users views edits"
    ),
    "top_tables": (
        "window_days table_rank table_key database cluster schema table_name views viewers edits"
        " bookmarks"
    ),
    "top_search_terms": (
        "window_days term_rank term searches searchers zero_result_searches zero_result_rate"
    ),
    "search_click_index_daily": (
        "activity_date source resource_type clicks mean_click_index median_click_index top4_clicks"
        " top4_rate mean_reciprocal_rank unparsed_clicks"
    ),
    "search_success_daily": (
        "activity_date submitted_searches successful success_rate failed_searches"
    ),
    "metadata_edits_daily": "activity_date edit_kind edits editors objects",
    "metadata_edit_leaders": (
        f"window_days leader_rank user_key user_label edits {' '.join(EDIT_KINDS)} objects"
    ),
}

_DATES = (
    "activity_date first_active_date last_active_date date_day week_start_date month_start_date"
    " cohort_week first_used_on last_used_on"
)
_TIMES = "first_at last_at started_at ended_at first_seen_at last_seen_at last_active_at"
_FLAGS = "is_person is_weekend is_complete"
_TEXTS = (
    "system user_key user_label systems entry_action exit_action object_type object_id object_name"
    " object_system last_action lifecycle department role segment workflow action error_group"
    " funnel step from_action to_action path table_key database cluster schema table_name term"
    " source resource_type edit_kind"
)
_DOUBLES = (
    "duration_seconds stickiness retention_rate penetration median_duration_seconds"
    " p90_duration_seconds activities_per_session success_rate p50_duration_ms p95_duration_ms"
    " change_ratio p50 p95 p99 zero_result_rate mean_click_index median_click_index top4_rate"
    " mean_reciprocal_rank rate_of_first rate_of_previous median_seconds_from_previous"
    " p90_seconds_from_previous share"
)
# Whatever is not named here is a whole number.
_TYPES: dict[str, pl.DataType] = {
    **dict.fromkeys(_DATES.split(), pl.Date()),
    **dict.fromkeys(_TIMES.split(), pl.Datetime("us")),
    **dict.fromkeys(_FLAGS.split(), pl.Boolean()),
    **dict.fromkeys(_TEXTS.split(), pl.String()),
    **dict.fromkeys(_DOUBLES.split(), pl.Float64()),
}

CONTRACT = {
    mart: pl.Schema({name: _TYPES.get(name, pl.Int64()) for name in columns.split()})
    for mart, columns in _COLUMNS.items()
}


def as_contracted(mart: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the columns of the mart and no others, in its order and of its types."""
    schema = CONTRACT[mart]
    return rows.select(pl.col(name).cast(kind) for name, kind in schema.items())
