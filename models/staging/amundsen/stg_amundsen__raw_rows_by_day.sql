{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set columns = footfall.raw_columns(
    source('amundsen', 'user_actions'), ['start_epoch_ms'], 'amundsen', 'amundsen_user_actions_table'
) %}

{{ footfall.raw_rows_by_day(
    source('amundsen', 'user_actions'),
    footfall.plausible_epoch_ms(footfall.raw_integer('start_epoch_ms', columns['start_epoch_ms'])),
    footfall.loaded_at('amundsen', source('amundsen', 'user_actions'), columns)
) }}
