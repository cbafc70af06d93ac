{{ config(enabled=footfall.is_enabled('doors'), group='doors', access='protected') }}

{% set swipes = source('doors', 'swipes') %}
{% set columns = footfall.raw_columns(swipes, ['swiped_at'], 'doors', 'doors_swipes_table') %}

{{ footfall.raw_rows_by_day(
    swipes,
    footfall.plausible_timestamp(footfall.raw_logged_at('doors', columns)),
    footfall.loaded_at('doors', swipes, columns)
) }}
