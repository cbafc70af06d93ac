{% macro activity_id(relation) -%}
    {{ footfall.surrogate_key([relation ~ '.system', relation ~ '.source_event_id']) }}
{%- endmacro %}


{% macro object_id_of(relation, seen_users) -%}
    {#- An object as the marts know it. A person who was looked at is as personal as the one who looked. -#}
    case
        when {{ relation }}.object_type = 'user' then {{ seen_users }}.user_key
        else {{ footfall.redact(relation ~ '.object_id', 'object_id', 'marts') | indent(8) }}
    end
{%- endmacro %}


{% macro object_name_of(relation) -%}
    {#- An object's name as the marts know it; a person has none. -#}
    case
        when {{ relation }}.object_type = 'user' then null
        else {{ footfall.redact(relation ~ '.object_name', 'object_id', 'marts') | indent(8) }}
    end
{%- endmacro %}
