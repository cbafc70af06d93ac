{% macro system_activities() -%}
    {#- A query: the activities of every enabled system and mapped log, in the shape that all have in common. -#}
    {%- set models = [] %}
    {%- for system in footfall.enabled_systems() %}{% do models.append('int_' ~ system ~ '__activities') %}{% endfor %}
    {%- if footfall.custom_sources() %}{% do models.append('int_custom_sources__activities') %}{% endif %}
    {%- for model in models %}
    select * from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
