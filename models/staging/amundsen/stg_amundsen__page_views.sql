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
        , location
        , {{ footfall.text_part('location', "'/'", 2) }} as page
    from user_actions
    where action = 'analytics/pageView'

)

select * from final
