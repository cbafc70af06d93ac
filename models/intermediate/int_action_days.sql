{# Every action on the days on which it happened. #}
{{ config(materialized='rebuilt_by_day') }}

with

system_activities as (

    {{ footfall.system_activities() | indent(4) }}

)

, activities as (

    select * from system_activities
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
