{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , action
        , submission_id
        , search_type
        , search_term
        , lower(trim(both ' ' from search_term)) as normalized_term
        , page_index
        , outcome
        , status_code
        , total_results
        , duration_ms
        , coalesce(scaffolding_reason = 'companion_search', false) as is_companion
    from user_actions
    where submission_id is not null

)

select * from final
