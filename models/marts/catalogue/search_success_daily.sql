{{ config(enabled=footfall.is_enabled('amundsen'), keeps_retired='activity_date') }}

with

activities as (

    select * from {{ ref('int_scoped_activities') }}
    where
        system = 'amundsen'
        and activity_date <= {{ footfall.as_of_date() }}

)

, searches as (

    select * from {{ ref('stg_amundsen__searches') }}
    where search_type = 'submit_search_term'

)

, result_views as (

    select * from {{ ref('int_amundsen__result_views') }}
    where source = 'search_results'

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

, usage as (

    select
        numbered.activity_date
        , count(*) as submitted_searches
        , count(
            case
                when
                    first_opened.opened_at <= {{ footfall.add_time(
                        'minute', var('search_click_window_minutes'), 'numbered.occurred_at'
                    ) }}
                    then 1
            end
        ) as successful
        , sum(numbered.is_failed) as failed_searches
    from numbered
    left join first_opened
        on
            numbered.user_key = first_opened.user_key
            and numbered.search_number = first_opened.search_number
    where numbered.is_search
    group by numbered.activity_date

)

, final as (

    select
        activity_date
        , submitted_searches
        , successful
        , {{ footfall.ratio('successful', 'submitted_searches') }} as success_rate
        , cast(failed_searches as bigint) as failed_searches
    from usage

)

select * from final
