{% macro activity_id(relation) -%}
    {#- 80 bits are enough: of a billion activities two have the same key in one of two million warehouses. They do not
        compress, so all 128 would take a tenth of the file. -#}
    left({{ footfall.surrogate_key([relation ~ '.system', relation ~ '.source_event_id']) }}, 20)
{%- endmacro %}
