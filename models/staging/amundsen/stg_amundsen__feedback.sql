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
        , feedback_type
        , rating
        , comment
        , outcome
    from user_actions
    where action = '_feedback'

)

select * from final
