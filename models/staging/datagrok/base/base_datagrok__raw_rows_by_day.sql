{{ config(enabled=footfall.is_enabled('datagrok')) }}

{% set columns = footfall.raw_columns(
    source('datagrok', 'events'), ['event_time'], 'datagrok', 'datagrok_events_table'
) %}

{{ footfall.raw_rows_by_day(
    source('datagrok', 'events'),
    footfall.plausible_timestamp(footfall.raw_logged_at('datagrok', columns)),
    footfall.loaded_at('datagrok', source('datagrok', 'events'), columns)
) }}
