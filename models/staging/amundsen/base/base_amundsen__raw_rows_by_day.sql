{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set columns = footfall.raw_columns(
    source('amundsen', 'user_actions'), ['start_epoch_ms'], 'amundsen', 'amundsen_user_actions_table'
) %}

{{ footfall.raw_rows_by_day(
    source('amundsen', 'user_actions'),
    footfall.raw_logged_at('amundsen', columns),
    footfall.loaded_at('amundsen', source('amundsen', 'user_actions'), columns)
) }}
