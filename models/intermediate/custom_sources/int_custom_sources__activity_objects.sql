{# Of events that name several objects, in a list or in several records, all of them. #}
{{ config(enabled=footfall.custom_sources() | length > 0) }}

{% set lists, with_objects = [], [] %}
{% for table in footfall.custom_tables() %}
    {% do lists.append(table) if table.get('objects') %}
    {% do with_objects.append(table.name) if table.get('objects') or table.get('object_id') is not none %}
{% endfor %}
{% set columns = ['event_id', 'activity_date'] %}

with

events as (

    select * from {{ ref('base_custom_sources__events') }}
    where {{ 'system in (' ~ footfall.quoted(with_objects | unique) ~ ')' if with_objects else 'false' }}

)

, activities as (

    select * from events
    where record_state = 'kept'

)

, other_records as (

    select * from events
    where
        record_state = 'duplicate'
        and object_id is not null

)

{% for table in lists %}
{% set keys = [table.objects.id] %}
{% for key in [table.objects.get('type'), table.objects.get('name')] if key and key is not mapping and key not in keys %}
    {% do keys.append(key) %}
{% endfor %}
, list_{{ table.name }}_{{ table.number }} as (

    select * from activities
    where
        system = '{{ table.name }}'
        and objects is not null

)

, elements_{{ table.name }}_{{ table.number }} as (

    {{ footfall.unnest_json_objects(
        'list_' ~ table.name ~ '_' ~ table.number, columns, 'objects', keys
    ) | indent(4) }}

)

{% endfor %}
, named as (

    select
        other_records.system
        , other_records.event_id
        , activities.activity_date
        , 0 as element_number
        , other_records.object_type
        , other_records.object_id
        , other_records.object_name
    from other_records
    inner join activities
        on
            other_records.system = activities.system
            and other_records.event_id = activities.event_id

    {% for table in lists %}
    union all

    select
        '{{ table.name }}' as system
        , event_id
        , activity_date
        , element_number
        , {{ footfall.custom_element_value(table.objects.get('type')) }} as object_type
        , {{ footfall.custom_element_value(table.objects.id) }} as object_id
        , {{ footfall.custom_element_value(table.objects.get('name')) }} as object_name
    from elements_{{ table.name }}_{{ table.number }}

    {% endfor %}
)

, final as (

    select
        system
        , event_id as source_event_id
        , activity_date
        , row_number() over (
            partition by system, event_id
            order by
                element_number
                , {{ footfall.byte_order('object_id') }}
                , {{ footfall.byte_order('object_type') }}
                , {{ footfall.byte_order('object_name') }}
        ) as object_number
        , object_type
        , object_id
        , coalesce(object_name, object_id) as object_name
    from named
    where object_id <> ''

)

select * from final
