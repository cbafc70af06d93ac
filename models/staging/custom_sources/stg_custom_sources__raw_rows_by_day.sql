{{ config(
    enabled=footfall.custom_sources() | length > 0,
    day_version="concat_ws(':', system, raw_rows, last_loaded_at)",
    is_raw=true
) }}

with

{% for source in footfall.custom_sources().values() %}
{{ ', ' if not loop.first }}source_{{ source.name }} as (

    {{ footfall.custom_source_rows(source, 0) | indent(4) }}

)
{% endfor %}

, raw_rows as (

    {% for name in footfall.custom_sources() %}
    select
        system
        , {{ footfall.plausible_timestamp('logged_at') }} as occurred_at
        , loaded_at
    from source_{{ name }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, final as (

    select
        system
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , count(*) as raw_rows
        , max(loaded_at) as last_loaded_at
    from raw_rows
    group by 1, 2

)

select * from final
