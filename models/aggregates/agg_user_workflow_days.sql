{# Who used which workflow on a day, in scope. #}
{{ config(
    materialized='rebuilt_by_day',
    outlives_retention=true,
    days_at_once=60,
    on_schema_change='append_new_columns',
) }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and {{ footfall.in_stale_days() }}

)

, final as (

    select
        activity_date
        , system
        , user_key
        , workflow
        , count(*) as activities
        , count(case when outcome = 'succeeded' then 1 end) as succeeded
        , count(case when outcome in ('failed', 'denied') then 1 end) as failed
    from activities
    group by activity_date, system, user_key, workflow

)

select * from final
