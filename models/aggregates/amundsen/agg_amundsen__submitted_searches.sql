{# The submitted searches of a day, and the result that was opened in time. #}
{% set window = var('search_click_window_minutes') %}
{# Where clocks are put forward a day is an hour short. #}
{% set days_of_window = 1 + (window | int + 60) // 1440 %}

{{ config(
    materialized='rebuilt_by_day',
    days_around=days_of_window,
    enabled=footfall.is_enabled('amundsen'),
) }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and system = 'amundsen'
        and {{ footfall.in_stale_days(around=days_of_window) }}

)

, searches as (

    select * from {{ ref('stg_amundsen__searches') }}
    where
        search_type = 'submit_search_term'
        and {{ footfall.in_stale_days(around=days_of_window) }}

)

, result_views as (

    select * from {{ ref('int_amundsen__result_views') }}
    where
        source = 'search_results'
        and {{ footfall.in_stale_days(around=days_of_window) }}

)

-- One row a submission: the first versions made a call for each type of resource.
, submissions as (

    select
        submission_id
        , max(case when outcome = 'failed' then 1 else 0 end) as is_failed
    from searches
    group by submission_id

)

, steps as (

    select
        activities.activity_id
        , activities.activity_date
        , activities.user_key
        , activities.occurred_at
        , submissions.is_failed
        , submissions.submission_id is not null as is_search
        , case when result_views.event_id is not null then activities.occurred_at end as opened_at
        , result_views.click_index
    from activities
    left join submissions on activities.source_event_id = submissions.submission_id
    left join result_views on activities.source_event_id = result_views.event_id
    where
        submissions.submission_id is not null
        or result_views.event_id is not null

)

-- The searches that a result came after are those with the same number.
, numbered as (

    select
        *
        , sum(case when is_search then 1 else 0 end) over (
            partition by user_key order by occurred_at, {{ footfall.byte_order('activity_id') }}
            rows between unbounded preceding and current row
        ) as search_number
    from steps

)

, openings as (

    select
        user_key
        , search_number
        , opened_at
        , click_index
        , row_number() over (
            partition by user_key, search_number order by opened_at, {{ footfall.byte_order('activity_id') }}
        ) as opening
    from numbered
    where not is_search

)

, final as (

    select
        numbered.activity_id
        , numbered.activity_date
        , numbered.is_failed = 1 as is_failed
        , case
            when openings.opened_at <= {{ footfall.add_time('minute', window, 'numbered.occurred_at') }}
                then openings.opened_at
        end as opened_at
        , case
            when openings.opened_at <= {{ footfall.add_time('minute', window, 'numbered.occurred_at') }}
                then openings.click_index
        end as click_index
    from numbered
    left join openings
        on
            numbered.user_key = openings.user_key
            and numbered.search_number = openings.search_number
            and openings.opening = 1
    where
        numbered.is_search
        and {{ footfall.in_stale_days('numbered.activity_date') }}

)

select * from final
