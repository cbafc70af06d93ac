{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

activities as (

    select * from {{ ref('int_scoped_activities') }}
    where system = 'amundsen'

)

, searches as (

    select * from {{ ref('stg_amundsen__searches') }}
    where
        search_type = 'submit_search_term'
        and normalized_term <> ''

)

, windows as (

    {{ footfall.usage_windows() }}

)

-- One row a submission: the first versions made a call for each type of resource.
, submissions as (

    select
        submission_id
        , normalized_term as term
        , min(case when status_code = 200 then 1 else 0 end) = 1 as is_answered
        , sum(total_results) as total_results
    from searches
    group by submission_id, normalized_term

)

, usage as (

    select
        windows.window_days
        , submissions.term
        , count(*) as searches
        , count(distinct activities.user_key) as searchers
        , count(case when submissions.is_answered then 1 end) as answered_searches
        , count(
            case when submissions.is_answered and submissions.total_results = 0 then 1 end
        ) as zero_result_searches
    from submissions
    inner join activities on submissions.submission_id = activities.source_event_id
    inner join windows on activities.activity_date between windows.first_date and windows.last_date
    group by windows.window_days, submissions.term

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days
            order by searches desc, searchers desc, {{ footfall.byte_order('term') }}
        ) as term_rank
    from usage

)

, final as (

    select
        window_days
        , cast(term_rank as integer) as term_rank
        , term
        , searches
        , searchers
        , answered_searches
        , zero_result_searches
        , {{ footfall.ratio('zero_result_searches', 'answered_searches') }} as zero_result_rate
    from ranked
    where term_rank <= {{ var('top_n') }}

)

select * from final
