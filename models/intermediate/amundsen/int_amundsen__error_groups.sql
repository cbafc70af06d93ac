{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, final as (

    select
        'amundsen' as system
        , event_id as source_event_id
        , activity_date
        , {{ footfall.error_fingerprint('error_message') }} as error_group
    from user_actions
    where error_message is not null

)

select * from final
