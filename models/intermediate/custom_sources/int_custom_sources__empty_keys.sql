{# Keys of the var custom_sources that were filled in no event of the last 28 days: a misspelt path, most often. #}
{{ config(enabled=footfall.custom_sources() | length > 0) }}

{% set filled = {
    'workflow': 'nullif(workflow, system)',
    'outcome': "nullif(outcome, 'unknown')",
    'duration': 'duration_ms',
} %}
{% for name in ['actor', 'object_type', 'object_id', 'object_name', 'session_key', 'correlation_id']
    + footfall.custom_detail_columns() %}
    {% do filled.update({name: "nullif(trim(both ' ' from " ~ name ~ "), '')"}) %}
{% endfor %}

{# What is the same in every row cannot be empty; an outcome with `missing` may be empty on purpose. #}
{% set keys = [] %}
{% set with_loaded_at = [] %}
{% for source in footfall.custom_sources().values() %}
    {% set seen = [] %}
    {% for table in source.tables %}
        {% do with_loaded_at.append(source.name) if table.get('loaded_at') and source.name not in with_loaded_at %}
        {% for name in filled if not name.startswith('detail_') %}
            {% set given = table.get(name) %}
            {% if given is not none and name not in seen and (given is not mapping or ('value' not in given and not given.get('missing'))) %}
                {% do seen.append(name) %}
                {% do keys.append({'system': source.name, 'field': name, 'key': name}) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% for detail in source.details %}
        {% do keys.append({'system': source.name, 'field': 'detail_' ~ loop.index, 'key': 'details: ' ~ detail}) %}
    {% endfor %}
{% endfor %}

{% set in_window -%}
    activity_date between {{ footfall.add_days(footfall.as_of_date(), -27) }} and {{ footfall.as_of_date() }}
{%- endset %}

with

events as (

    select * from {{ ref('base_custom_sources__events') }}
    where
        record_state = 'kept'
        and {{ in_window }}

)

, counts as (

    select
        system
        , count(*) as events
        {% for name, value in filled.items() %}
        , count({{ value }}) as {{ name }}_filled
        {% endfor %}
    from events
    group by system

)

{% if with_loaded_at %}
, raw_rows as (

    select * from {{ ref('base_custom_sources__raw_rows_by_day') }}
    where
        system in ({{ footfall.quoted(with_loaded_at) }})
        and {{ in_window }}

)

{% endif %}
, final as (

    {% for each in keys %}
    {{ 'union all' if not loop.first }}
    select
        system
        , {{ footfall.quoted([each.key]) }} as mapped_key
        , events
    from counts
    where
        system = '{{ each.system }}'
        and {{ each.field }}_filled = 0
    {% endfor %}

    {% if with_loaded_at %}
    {{ 'union all' if keys }}
    select
        system
        , 'loaded_at' as mapped_key
        , cast(sum(raw_rows) as bigint) as events
    from raw_rows
    group by system
    having count(last_loaded_at) = 0
    {% endif %}

)

select * from final
