{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and system = 'amundsen'

)

, searches as (

    select * from {{ ref('stg_amundsen__searches') }}
    where
        search_type = 'submit_search_term'
        and normalized_term <> ''

)

, marts_policy as (

    {{ footfall.redaction_policy_of('marts') | indent(4) }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

-- Redacted before it is counted: terms that are shown alike are one term.
, shown_searches as (

    select
        searches.submission_id
        , searches.status_code
        , searches.total_results
        -- As typed: what some secrets are told by is lost in lower case.
        , lower(trim(both ' ' from {{ footfall.redact('searches.search_term', 'query_text', 'marts') }})) as term
    from searches
    cross join marts_policy

)

-- One row a submission: the first versions made a call for each type of resource.
, submissions as (

    select
        submission_id
        , term
        , min(case when status_code = 200 then 1 else 0 end) = 1 as is_answered
        , sum(total_results) as total_results
    from shown_searches
    where term <> ''
    group by submission_id, term

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
