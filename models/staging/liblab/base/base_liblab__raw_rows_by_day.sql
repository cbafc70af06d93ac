{{ config(enabled=footfall.is_enabled('liblab')) }}

{% set columns = footfall.raw_columns(
    source('liblab', 'audit_trail'), ['time'], 'liblab', 'liblab_audit_trail_table'
) %}

{{ footfall.raw_rows_by_day(
    source('liblab', 'audit_trail'),
    footfall.plausible_timestamp(footfall.raw_logged_at('liblab', columns)),
    footfall.loaded_at('liblab', source('liblab', 'audit_trail'), columns)
) }}
