{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set fields = {'event_date': ['eventDate']} %}

{% set columns = footfall.raw_columns(
    source('zoomdata', 'activity_log'), ['record'], 'zoomdata', 'zoomdata_activity_log_table'
) %}

{% set logged = footfall.zoomdata_logged(
    source('zoomdata', 'activity_log'),
    fields,
    {'loaded_at': footfall.loaded_at('zoomdata', source('zoomdata', 'activity_log'), columns)}
) %}

{{ footfall.raw_rows_by_day(logged, footfall.plausible_timestamp('written_at'), 'loaded_at') }}  -- noqa: PRS
