"""What each chart has to show, as SQL on the marts that somebody wrote by hand.

``{system}`` and ``{window}`` are what the filters of the dashboard are set to. Columns are those of
the chart by place, dimensions first, then metrics; rows are in its order.
"""

EXPECTED = {
    "Daily active users": """
        select activity_date, dau from marts.active_users_daily
        where system = '{system}' order by 1""",
    "Monthly active users": """
        select activity_date, mau from marts.active_users_daily
        where system = '{system}' order by 1""",
    "Stickiness": """
        select activity_date, stickiness from marts.active_users_daily
        where system = '{system}' order by 1""",
    "Active users": """
        select activity_date, dau, wau, mau from marts.active_users_daily
        where system = '{system}' order by 1""",
    "Growth by week": """
        select week_start_date, new_users, retained_users, resurrected_users, -churned_users
        from marts.active_users_weekly where system = '{system}' and is_complete order by 1""",
    "Retention by week": """
        select weeks_since, cohort_week, retention_rate
        from marts.user_retention where system = '{system}' and is_complete order by 2, 1""",
    "Power users": """
        select active_days, users from marts.engagement_depth
        where system = '{system}' order by 1""",
    "Lifecycle": """
        select lifecycle, count(distinct user_key) from marts.user_engagement
        where system = '{system}' group by lifecycle order by 2 desc, 1""",
    "Segments": """
        select segment, count(distinct user_key) from marts.user_segments
        where system = '{system}' group by segment order by 2 desc, 1""",
    "Sessions": """
        select activity_date, median_duration_seconds, p90_duration_seconds
        from marts.session_engagement_daily where system = '{system}' order by 1""",
    "Top users": """
        select user_rank, user_label, activities, active_days, last_active_at
        from marts.top_users where system = '{system}' and window_days = {window} order by 1""",
    "Usage by role": """
        select department, role, headcount, active_users, activities, penetration
        from marts.active_users_by_role
        where system = '{system}' and window_days = {window} order by 1, 2""",
    "Active users by department": """
        select activity_date, department, mau from marts.active_users_daily_by_department
        where system = '{system}' and department <> 'all' order by 1, 2""",
    "Workflows by department": """
        select department, workflow, users from marts.workflow_usage_by_department
        where system = '{system}' and department <> 'all' and window_days = {window}
        order by 2, 1""",
    "Onboarding": """
        select step_number, step, users from marts.funnel_conversion
        where funnel = 'onboarding' and department = 'all' and window_days = {window}
        order by 1""",
    "Infrastructure change": """
        select step_number, step, users from marts.funnel_conversion
        where funnel = 'infrastructure_change' and department = 'all' and window_days = {window}
        order by 1""",
    "Funnels": """
        select funnel, step_number, step, users, rate_of_first, rate_of_previous
            , median_seconds_from_previous
        from marts.funnel_conversion
        where department = 'all' and window_days = {window} order by 1, 2""",
    "What comes next": """
        select from_action, to_action, transitions, users, share from marts.activity_flows
        where system = '{system}' and window_days = {window} order by 3 desc, 1, 2 limit 200""",
    "Workflow usage": """
        select workflow, sum(activities), sum(failed), sum(denied)
            , cast(sum(succeeded) as double precision)
                / nullif(sum(succeeded) + sum(failed) + sum(denied), 0)
            , cast(sum(activities) as double precision)
                / nullif(sum(previous_activities), 0) - 1
        from marts.workflow_usage where system = '{system}' and window_days = {window}
        group by workflow order by 2 desc, 1""",
    "Activities by workflow": """
        select activity_date, workflow, sum(activities) from marts.workflow_usage_daily
        where system = '{system}' and workflow in (
            select workflow from marts.workflow_usage_daily where system = '{system}'
            group by workflow order by sum(activities) desc limit 10)
        group by activity_date, workflow order by 1, 2""",
    "Latency by action": """
        select workflow, action, activities, users, p50_duration_ms, p95_duration_ms
        from marts.workflow_usage
        where system = '{system}' and window_days = {window} and p95_duration_ms is not null
        order by 6 desc, 1, 2 limit 100""",
    "Latency by day": """
        select activity_date, workflow, action, p95 from marts.workflow_usage_daily
        where system = '{system}' and p95 is not null and (workflow, action) in (
            select workflow, action from marts.workflow_usage_daily
            where system = '{system}' and p95 is not null
            group by workflow, action order by sum(activities) desc limit 8)
        order by 1, 2, 3""",
    "Adoption": """
        select week_start_date, workflow, adopters from marts.workflow_adoption_weekly
        where system = '{system}' and workflow in (
            select workflow from marts.workflow_adoption_weekly where system = '{system}'
            group by workflow order by sum(new_adopters) desc, workflow limit 10)
        order by 1, 2""",
    "Adoption by workflow": """
        select workflow, first_used_on, last_used_on, users_ever, users_90
        from marts.workflow_adoption where system = '{system}' order by 4 desc, 1""",
    "Errors by action": """
        select activity_date, action, sum(errors) from marts.errors_daily
        where system = '{system}' and action in (
            select action from marts.errors_daily where system = '{system}'
            group by action order by sum(errors) desc limit 6)
        group by activity_date, action order by 1, 2""",
    "Error groups": """
        select action, error_group, sum(errors), max(activity_date) from marts.errors_daily
        where system = '{system}' group by action, error_group order by 3 desc, 1, 2 limit 100""",
    "Unused actions": """
        select system, workflow, action, last_used_on, activities_ever
        from marts.unused_actions order by 1, 2, 3""",
    "Reconciliation": """
        select system, sum(raw_rows), sum(activities), sum(duplicates), sum(merged)
            , sum(quarantined), sum(unexplained_rows)
        from marts.reconciliation group by system order by 1""",
    "Search, open, edit": """
        select step_number, step, users from marts.funnel_conversion
        where funnel = 'catalogue_search' and department = 'all' and window_days = {window}
        order by 1""",
    "Searches": """
        select activity_date, count(case when is_result_opened then 1 end)
            , count(case when not is_result_opened then 1 end)
        from marts.fct_searches where is_result_opened is not null
        group by activity_date order by 1""",
    "Searches without an opened result": """
        select search_term, count(case when not is_result_opened then 1 end)
            , count(case when total_results = 0 then 1 end), count(*), count(distinct user_key)
        from marts.fct_searches where is_result_opened is not null
        group by search_term order by 2 desc, 1 limit 100""",
    "Top tables": """
        select table_rank, database, schema, table_name, views, viewers, edits, bookmarks
        from marts.top_tables where window_days = {window} order by 1""",
    "Search terms": """
        select term_rank, term, searches, searchers, zero_result_searches, zero_result_rate
        from marts.top_search_terms where window_days = {window} order by 1""",
    "Search click index": """
        select activity_date, source
            , sum(mean_click_index * clicks) / nullif(sum(clicks), 0)
        from marts.search_click_index_daily group by activity_date, source order by 1, 2""",
    "Search success": """
        select activity_date, success_rate from marts.search_success_daily order by 1""",
    "Metadata edits": """
        select activity_date, edit_kind, edits from marts.metadata_edits_daily order by 1, 2""",
    "Metadata leaders": """
        select leader_rank, user_label, edits, objects
        from marts.metadata_edit_leaders where window_days = {window} order by 1""",
}
