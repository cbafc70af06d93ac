{% macro evaluate_once() %}
    {{ return(adapter.dispatch('evaluate_once', 'footfall')()) }}
{% endmacro %}

{% macro default__evaluate_once() %}
{% endmacro %}

{% macro postgres__evaluate_once() %}
    {#- Without the fence the planner merges the query into its reader, and computes a document anew for
        every field that is read from it. -#}
    offset 0
{% endmacro %}


{% macro materialized_cte() -%}
    {#- After `as`: a CTE that several others read is computed once and kept. -#}
    {{ return(adapter.dispatch('materialized_cte', 'footfall')()) }}
{%- endmacro %}

{% macro default__materialized_cte() -%}
    materialized
{%- endmacro %}

{% macro spark__materialized_cte() -%}
    {#- Spark knows no such thing. -#}
{%- endmacro %}


{% macro not_materialized_cte() -%}
    {#- After `as`: a CTE that several others read, which is quicker to read again than to keep, as PostgreSQL would. -#}
    {{ return(adapter.dispatch('not_materialized_cte', 'footfall')()) }}
{%- endmacro %}

{% macro default__not_materialized_cte() -%}
    not materialized
{%- endmacro %}

{% macro spark__not_materialized_cte() -%}
    {#- Spark keeps none. -#}
{%- endmacro %}


{% macro bound(value, name, expression) -%}
    {#- An expression in which a value, computed once, has a name. -#}
    {{ return(adapter.dispatch('bound', 'footfall')(value, name, expression)) }}
{%- endmacro %}

{% macro duckdb__bound(value, name, expression) -%}
    list_transform([{{ value }}], lambda {{ name }}: {{ expression }})[1]
{%- endmacro %}

{% macro postgres__bound(value, name, expression) -%}
    (select {{ expression }} from (select {{ value }} as {{ name }} offset 0) as bound)
{%- endmacro %}

{% macro spark__bound(value, name, expression) -%}
    transform(array({{ value }}), {{ name }} -> {{ expression }})[0]
{%- endmacro %}
