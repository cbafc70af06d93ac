{% macro activity_objects() -%}
    {#- A query: of activities whose record names more than the main object, all objects that it names. A system whose
        records name one has no model of them. -#}
    {%- set columns = {
        'system': dbt.type_string(),
        'source_event_id': dbt.type_string(),
        'activity_date': 'date',
        'object_number': 'bigint',
        'object_type': dbt.type_string(),
        'object_id': dbt.type_string(),
        'object_name': dbt.type_string(),
    } %}
    {{- footfall.union_of_systems('activity_objects', columns) }}
{%- endmacro %}
