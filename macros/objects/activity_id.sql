{% macro activity_id(relation) -%}
    {{ footfall.surrogate_key([relation ~ '.system', relation ~ '.source_event_id']) }}
{%- endmacro %}
