{{ config(
    enabled=footfall.custom_sources() | length > 0,
    materialized='rebuilt_whole',
    day_version="concat_ws(':', system, raw_rows, last_loaded_at, looked_up_hash)",
    is_raw=true,
    meta={'reads': footfall.custom_relations_read()}
) }}

{# Here the first table of a mapped log is read: a name that it lacks stops the build now. #}
{% for table in footfall.custom_tables() %}
    {% do footfall.custom_fields(footfall.custom_reading(table), (table.get('details') or []) | length) %}
{% endfor %}

with

{% for table in footfall.custom_tables() %}
{{ ', ' if not loop.first }}source_{{ table.name }}_{{ table.number }} as (

    {{ footfall.custom_source_rows(table, only=['logged_at', 'loaded_at', 'lookup_text']) | indent(4) }}

)
{% endfor %}

, raw_rows as (

    {% for table in footfall.custom_tables() %}
    select * from source_{{ table.name }}_{{ table.number }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, timed as (

    select
        system
        , loaded_at
        , lookup_text
        , {{ footfall.plausible_timestamp('logged_at') }} as occurred_at
    from raw_rows

)

, final as (

    select
        system
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , count(*) as raw_rows
        , max(loaded_at) as last_loaded_at
        -- A row of a second table that changes makes the days stale on which it was looked up.
        , cast({{ footfall.rows_hash('lookup_text') }} as {{ dbt.type_string() }}) as looked_up_hash
    from timed
    group by 1, 2

)

select * from final
