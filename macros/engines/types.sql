{% macro type_double() -%}
    {#- dbt.type_float is four bytes on DuckDB. -#}
    {{ return(adapter.dispatch('type_double', 'footfall')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double precision
{%- endmacro %}
