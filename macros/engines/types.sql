{% macro type_double() -%}
    {#- dbt.type_float is four bytes on DuckDB. -#}
    {{ return(adapter.dispatch('type_double', 'footfall')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double precision
{%- endmacro %}

{% macro spark__type_double() -%}
    double
{%- endmacro %}


{% macro ratio(numerator, denominator) -%}
    {#- Double precision; null when the denominator is 0. -#}
    cast({{ numerator }} as {{ footfall.type_double() }}) / nullif({{ denominator }}, 0)
{%- endmacro %}
