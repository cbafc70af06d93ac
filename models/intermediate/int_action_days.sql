{# Every action on the days on which it happened. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    select * from {{ ref('int_activities') }}
    where {{ footfall.in_stale_days() }}

)

, final as (

    select distinct
        activity_date
        , system
        , action
    from activities

)

select * from final
