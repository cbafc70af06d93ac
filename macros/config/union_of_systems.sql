{% macro union_of_systems(suffix, systems, columns) -%}
    {#- A query: the rows of int_<system>__<suffix> for the enabled ones of `systems`; none of these, no rows. -#}
    {%- set enabled = footfall.enabled_systems() | select('in', systems) | list -%}
    {%- for system in enabled %}
    select * from {{ ref('int_' ~ system ~ '__' ~ suffix) }}
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
