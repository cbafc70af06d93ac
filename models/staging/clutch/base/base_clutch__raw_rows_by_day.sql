{{ config(enabled=footfall.is_enabled('clutch')) }}

{% set columns = footfall.raw_columns(
    source('clutch', 'audit_events'), ['occurred_at'], 'clutch', 'clutch_audit_events_table'
) %}

{{ footfall.raw_rows_by_day(
    source('clutch', 'audit_events'),
    footfall.plausible_timestamp(footfall.raw_logged_at('clutch', columns)),
    footfall.loaded_at('clutch', source('clutch', 'audit_events'), columns)
) }}
