{% macro activity_id(relation) -%}
    {#- 80 bits: with a billion activities each, one of two million warehouses has two with the same key. A hash does not
        compress. -#}
    left({{ footfall.surrogate_key([relation ~ '.system', relation ~ '.source_event_id']) }}, 20)
{%- endmacro %}
