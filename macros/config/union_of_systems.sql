{% macro union_of_systems(suffix, columns) -%}
    {#- A query: the rows of int_<system>__<suffix> for the enabled systems and the mapped logs that have it; none of
        these, no rows. -#}
    {%- set models = [] -%}
    {%- for system in footfall.enabled_systems() if suffix in footfall.systems()[system].has -%}
        {%- do models.append('int_' ~ system ~ '__' ~ suffix) -%}
    {%- endfor -%}
    {%- if footfall.custom_sources() and suffix in ['accounts', 'activity_objects'] -%}
        {%- do models.append('int_custom_sources__' ~ suffix) -%}
    {%- endif -%}
    {%- for model in models %}
    select {{ columns.keys() | join(', ') }} from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        {%- for name, type in columns.items() %}
        {{ ', ' if not loop.first }}cast(null as {{ type }}) as {{ name }}
        {%- endfor %}
    where false
    {%- endfor %}
{%- endmacro %}
