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
        , object_id as feature_key
        , source
        , result_index
        , outcome
        , status_code
        , duration_ms
    from user_actions
    where action = '_get_feature_metadata'

)

select * from final
