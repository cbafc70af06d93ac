{% macro union_of_systems(suffix, columns) -%}
    {#- A query: the rows of int_<system>__<suffix> for the enabled systems that have it; none of these, no rows. -#}
    {%- for system in footfall.enabled_systems() if suffix in footfall.systems()[system].has %}
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
