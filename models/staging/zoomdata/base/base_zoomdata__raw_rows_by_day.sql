{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set fields = {'event_date': ['eventDate']} %}

{% set columns = footfall.raw_columns(
    source('zoomdata', 'activity_log'), ['record'], 'zoomdata', 'zoomdata_activity_log_table'
) %}

{% set log = source('zoomdata', 'activity_log') %}

{% set logged = footfall.zoomdata_logged(
    log, fields, {'loaded_at': footfall.loaded_at('zoomdata', log, columns)}
) %}

{{ footfall.raw_rows_by_day(logged, footfall.plausible_timestamp('written_at'), 'loaded_at') }}  -- noqa: PRS
