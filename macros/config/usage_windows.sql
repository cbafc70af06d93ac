{% macro usage_windows() -%}
    {#- A query: a row for each trailing window of var usage_windows, and the window before it. -#}
    {%- if not execute %}{% do footfall.validate_vars() %}{% endif -%}
    {%- for days in var('usage_windows') %}
    select
        {{ days }} as window_days
        , {{ footfall.add_days(footfall.as_of_date(), 1 - days) }} as first_date
        , {{ footfall.add_days(footfall.as_of_date(), 1 - 2 * days) }} as previous_first_date
        , {{ footfall.as_of_date() }} as last_date
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
