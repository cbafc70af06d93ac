{# The submitted searches of a day, by the day on which a result was opened in time. #}
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

, first_opened as (

    select
        user_key
        , search_number
        , min(opened_at) as opened_at
    from numbered
    where not is_search
    group by user_key, search_number

)

, answered as (

    select
        numbered.activity_date
        , numbered.is_failed
        , case
            when first_opened.opened_at <= {{ footfall.add_time('minute', window, 'numbered.occurred_at') }}
                then {{ footfall.reporting_date('first_opened.opened_at') }}
        end as opened_on
    from numbered
    left join first_opened
        on
            numbered.user_key = first_opened.user_key
            and numbered.search_number = first_opened.search_number
    where
        numbered.is_search
        and {{ footfall.in_stale_days('numbered.activity_date') }}

)

, final as (

    select
        activity_date
        , opened_on
        , count(*) as submitted_searches
        , cast(sum(is_failed) as bigint) as failed_searches
    from answered
    group by activity_date, opened_on

)

select * from final
