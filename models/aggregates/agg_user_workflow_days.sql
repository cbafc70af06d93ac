{# Who used which workflow on a day, in scope. #}
{{ config(materialized='rebuilt_by_day', outlives_retention=true, days_at_once=60) }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and {{ footfall.in_stale_days() }}

)

, final as (

    select distinct
        activity_date
        , system
        , user_key
        , workflow
    from activities

)

select * from final
