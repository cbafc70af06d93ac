{% macro raw_rows_by_day(relation, occurred_at, loaded_at) %}
{{ config(
    materialized='rebuilt_whole',
    day_version="concat_ws('/', raw_rows, last_loaded_at)",
    is_raw=true
) }}
{#- The raw table's own count, for reconciliation: nothing of the models between. A table, so that rows are counted once
    a run for all who ask. -#}
with

raw_rows as (

    select * from {{ relation }}

)

, timed as (

    select
        {{ occurred_at }} as occurred_at
        , {{ loaded_at }} as loaded_at
    from raw_rows

)

, dated as (

    select
        {{ footfall.reporting_date('occurred_at') }} as activity_date
        , loaded_at
    from timed

)

, final as (

    select
        activity_date
        , count(*) as raw_rows
        , max(loaded_at) as last_loaded_at
    from dated
    group by activity_date

)

select * from final
{% endmacro %}


{% macro loaded_at(system, relation, columns) -%}
    {#- When a raw row was loaded, as text, by the column that the var <system>_loaded_at_column names; else null. -#}
    {%- set name = var(system ~ '_loaded_at_column') -%}
    {%- if name and execute and name | lower not in columns -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: var '" ~ system ~ "_loaded_at_column' names the column '" ~ name ~ "', which " ~ relation
            ~ ' does not have; it has ' ~ columns.keys() | join(', ') ~ '.'
        ) -%}
    {%- endif -%}
    cast({{ adapter.quote(name) if name else 'null' }} as {{ dbt.type_string() }})
{%- endmacro %}
