{{ config(enabled=footfall.is_enabled('clutch')) }}

{% set columns = footfall.raw_columns(
    source('clutch', 'audit_events'), ['occurred_at'], 'clutch', 'clutch_audit_events_table'
) %}

with

audit_events as (

    select * from {{ source('clutch', 'audit_events') }}

)

, timed as (

    select {{ footfall.utc_timestamp('occurred_at', columns['occurred_at']) }} as logged_at
    from audit_events

)

, dated as (

    select {{ footfall.reporting_date(footfall.plausible_timestamp('logged_at')) }} as activity_date
    from timed

)

, final as (

    select
        activity_date
        , count(*) as raw_rows
    from dated
    group by activity_date

)

select * from final
