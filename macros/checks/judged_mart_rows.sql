{#-
    judged__<name>(marts): like the judged raw rows, for marts: row_key, system, activity_date, occurred_at, and what may
    be wrong with a row, a boolean each. marts: name -> relation. Keys are pseudonyms, dates and systems.
-#}

{% macro judged__fct_activities(marts) %}
    select
        activity_id as row_key,
        system,
        activity_date,
        occurred_at,
        occurred_at is null or activity_date is null as has_no_time,
        coalesce(occurred_at > {{ footfall.started_at() }} + interval '1 day', false) as is_in_future,
        coalesce(outcome, '') not in ('succeeded', 'failed', 'denied', 'unknown') as has_unknown_outcome,
        coalesce(duration_ms < 0, false) as has_negative_duration
    from {{ marts.fct_activities }}
{% endmacro %}


{% macro judged__activity_shares(marts) %}
    {#- Of each system the last seven days up to D, against the four weeks before. A few activities say nothing. -#}
    {%- set last_week = 'activity_date > ' ~ footfall.add_days(footfall.as_of_date(), -7) -%}
    {%- set fewest = 50 -%}
    select
        system as row_key,
        system,
        {{ footfall.as_of_date() }} as activity_date,
        cast(null as timestamp) as occurred_at,
        is_enough and new_failed > new_activities * (0.1 + 2.0 * old_failed / old_activities) as has_more_failures,
        is_enough and new_unknown > new_activities * (0.2 + 1.0 * old_unknown / old_activities)
            as has_more_unknown_outcomes,
        is_enough and new_nobody > new_activities * (0.2 + 1.0 * old_nobody / old_activities) as has_more_of_nobody
    from (
        select
            *,
            new_activities >= {{ fewest }} and old_activities >= {{ fewest }} as is_enough
        from (
            select
                system,
                {%- for name, condition in {
                    'failed': "outcome in ('failed', 'denied')",
                    'unknown': "outcome = 'unknown'",
                    'nobody': 'user_key is null',
                }.items() %}
                sum(case when {{ last_week }} and {{ condition }} then 1 else 0 end) as new_{{ name }},
                sum(case when not {{ last_week }} and {{ condition }} then 1 else 0 end) as old_{{ name }},
                {%- endfor %}
                sum(case when {{ last_week }} then 1 else 0 end) as new_activities,
                nullif(sum(case when {{ last_week }} then 0 else 1 end), 0) as old_activities
            from {{ marts.fct_activities }}
            where
                activity_date > {{ footfall.add_days(footfall.as_of_date(), -35) }}
                and activity_date <= {{ footfall.as_of_date() }}
            group by system
        ) as counted
    ) as weighed
{% endmacro %}


{% macro judged__active_users_daily(marts) %}
    select
        cast(activity_date as {{ dbt.type_string() }}) || '/' || system as row_key,
        system,
        activity_date,
        cast(activity_date as timestamp) as occurred_at,
        not (
            dau between 0 and wau
            and dau <= mau
            and (wau <= mau or {{ var('wau_days') }} > {{ var('mau_days') }})
        ) as is_out_of_order,
        coalesce(stickiness not between 0 and 1, false) as is_no_ratio,
        dau > activities or new_users > dau as counts_more_than_there_is,
        coalesce(
            {{ footfall.add_days('lag(activity_date) over (partition by system order by activity_date)', 1) }}
            < activity_date, false
        ) as follows_a_gap
    from {{ marts.active_users_daily }}
{% endmacro %}


{% macro judged__daily_sums(marts) %}
    {#- What the marts count of a day and a system, against the facts themselves, up to D. -#}
    {%- set upto = 'activity_date <= ' ~ footfall.as_of_date() -%}
    select
        cast(activity_date as {{ dbt.type_string() }}) || '/' || system as row_key,
        system,
        activity_date,
        cast(null as timestamp) as occurred_at,
        sum(workflow_activities) <> sum(fact_activities) as workflows_differ,
        sum(user_activities) <> sum(fact_activities) as active_users_differ,
        sum(day_activities) <> sum(identified_activities) as user_days_differ
    from (
        select
            activity_date,
            system,
            sum(case when in_scope then 1 else 0 end) as fact_activities,
            sum(case when user_key is not null and not {{ footfall.is_refused_login() }} then 1 else 0 end)
                as identified_activities,
            0 as workflow_activities,
            0 as user_activities,
            0 as day_activities
        from {{ marts.fct_activities }}
        where {{ upto }}
        group by activity_date, system

        union all

        select activity_date, system, 0, 0, sum(activities), 0, 0
        from {{ marts.workflow_usage_daily }}
        where {{ upto }} and system <> 'all'
        group by activity_date, system

        union all

        select activity_date, system, 0, 0, 0, sum(activities), 0
        from {{ marts.active_users_daily }}
        where {{ upto }} and system <> 'all'
        group by activity_date, system

        union all

        select activity_date, system, 0, 0, 0, 0, sum(activities)
        from {{ marts.fct_user_days }}
        where {{ upto }}
        group by activity_date, system
    ) as counted
    group by activity_date, system
{% endmacro %}


{% macro judged__workflow_usage(marts) %}
    select
        cast(activity_date as {{ dbt.type_string() }}) || '/' || system as row_key,
        system,
        activity_date,
        cast(null as timestamp) as occurred_at,
        failed not between 0 and activities or users not between 1 and activities as counts_more_than_there_is,
        coalesce(p50 > p95, false) or coalesce(p95 > p99, false) as is_out_of_order,
        false as is_no_ratio
    from {{ marts.workflow_usage_daily }}

    union all

    select
        'window of ' || cast(window_days as {{ dbt.type_string() }}) || ' days/' || system as row_key,
        system,
        cast(null as date) as activity_date,
        cast(null as timestamp) as occurred_at,
        activities <> succeeded + failed + denied + unknown as counts_more_than_there_is,
        coalesce(p50_duration_ms > p95_duration_ms, false) as is_out_of_order,
        coalesce(success_rate not between 0 and 1, false) as is_no_ratio
    from {{ marts.workflow_usage }}
{% endmacro %}


{% macro judged__user_retention(marts) %}
    select
        cast(cohort_week as {{ dbt.type_string() }}) || '/' || system || '/week '
        || cast(weeks_since as {{ dbt.type_string() }}) as row_key,
        system,
        cast(null as date) as activity_date,
        cast(null as timestamp) as occurred_at,
        coalesce(retention_rate not between 0 and 1, false) as is_no_ratio,
        active_users > cohort_users as counts_more_than_there_is
    from {{ marts.user_retention }}
{% endmacro %}


{% macro judged__search(marts) %}
    select
        cast(activity_date as {{ dbt.type_string() }}) || '/searches' as row_key,
        'amundsen' as system,
        activity_date,
        cast(null as timestamp) as occurred_at,
        coalesce(success_rate not between 0 and 1, false) as is_no_ratio,
        successful > submitted_searches or failed_searches > submitted_searches as counts_more_than_there_is
    from {{ marts.search_success_daily }}

    union all

    select
        cast(activity_date as {{ dbt.type_string() }}) || '/clicks' as row_key,
        'amundsen' as system,
        activity_date,
        cast(null as timestamp) as occurred_at,
        coalesce(top4_rate not between 0 and 1, false) or coalesce(mean_reciprocal_rank not between 0 and 1, false),
        top4_clicks > clicks
    from {{ marts.search_click_index_daily }}
{% endmacro %}


{% macro judged__reconciliation(marts) %}
    {#- A row for each raw row would be as much as the logs: a row for each day of a system, and its raw rows. -#}
    select
        coalesce(cast(activity_date as {{ dbt.type_string() }}), 'no date') || '/' || system as row_key,
        system,
        activity_date,
        cast(null as timestamp) as occurred_at,
        unexplained_rows <> 0 as is_unexplained,
        raw_rows >= 20 and quarantined > 0.2 * raw_rows as is_mostly_quarantined
    from {{ marts.reconciliation }}
{% endmacro %}
