{# What became of an object on a day. #}
{{ config(materialized='rebuilt_by_day', outlives_retention=true, days_at_once=60) }}

{% set in_time = ['occurred_at', footfall.byte_order('activity_id')] %}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        object_type is not null
        and object_id is not null
        and {{ footfall.in_stale_days() }}

)

, final as (

    select
        activity_date
        , system
        , object_type
        , object_id
        , {{ footfall.last_by('object_name', in_time) }} as object_name
        , min(occurred_at) as first_seen_at
        , max(occurred_at) as last_seen_at
        , {{ footfall.last_by('action', in_time) }} as last_action
        , count(*) as activities
    from activities
    group by activity_date, system, object_type, object_id

)

select * from final
