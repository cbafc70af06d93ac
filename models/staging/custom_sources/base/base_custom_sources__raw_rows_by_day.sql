{{ config(
    enabled=footfall.custom_sources() | length > 0,
    materialized='rebuilt_whole',
    day_version="concat_ws(':', system, raw_rows, last_loaded_at)",
    is_raw=true
) }}

{% set zones = {} %}
{% for source in footfall.custom_sources().values() %}
    {% do zones.setdefault(source.fields.time.get('timezone') or 'UTC', []).append(source.name) %}
{% endfor %}

with

{% for source in footfall.custom_sources().values() %}
{{ ', ' if not loop.first }}source_{{ source.name }} as (

    {{ footfall.custom_source_times(source) | indent(4) }}

)
{% endfor %}

, raw_rows as (

    {% for name in footfall.custom_sources() %}
    select * from source_{{ name }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

-- The text of a view must not be long for every metastore.
, texts_read as (

    select
        system
        , loaded_at
        , case
            when time_text is null then logged_at
            {% for zone, names in zones.items() %}
            when system in ({{ footfall.quoted(names) }})
                then {{ footfall.timestamp_from_text('time_text', zone) }}
            {% endfor %}
        end as logged_at
    from raw_rows
    {{ footfall.evaluate_once() }}

)

, timed as (

    select
        system
        , loaded_at
        , {{ footfall.plausible_timestamp('logged_at') }} as occurred_at
    from texts_read

)

, final as (

    select
        system
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , count(*) as raw_rows
        , max(loaded_at) as last_loaded_at
    from timed
    group by 1, 2

)

select * from final
