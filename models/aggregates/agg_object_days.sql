{# What became of an object on a day. #}
{{ config(materialized='rebuilt_by_day', outlives_retention=true, days_at_once=60) }}

with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where {{ footfall.in_stale_days() }}

)

, further_objects as (

    select * from {{ ref('int_further_objects') }}
    where {{ footfall.in_stale_days() }}

)

, touched as (

    {{ footfall.activities_by_object(
        ['activity_id', 'activity_date', 'system', 'occurred_at', 'action']
    ) | indent(4) }}

)

, final as (

    select
        activity_date
        , system
        , object_type
        , object_id
        , {{ footfall.last_by('object_name', footfall.in_time()) }} as object_name
        , min(occurred_at) as first_seen_at
        , max(occurred_at) as last_seen_at
        , {{ footfall.last_by('action', footfall.in_time()) }} as last_action
        , count(*) as activities
    from touched
    group by activity_date, system, object_type, object_id

)

select * from final
