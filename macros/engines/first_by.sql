{% macro first_by(value, order_by) -%}
    {#- Aggregate: the value of the row that comes first, of those that have one. -#}
    {{ return(adapter.dispatch('first_by', 'footfall')(value, order_by)) }}
{%- endmacro %}

{% macro postgres__first_by(value, order_by) -%}
    (array_agg({{ value }} order by {{ order_by | join(', ') }}) filter (where {{ value }} is not null))[1]
{%- endmacro %}

{% macro duckdb__first_by(value, order_by) -%}
    arg_min({{ value }}, row({{ order_by | join(', ') }})) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__first_by(value, order_by) -%}
    min_by({{ value }}, struct({{ order_by | join(', ') }})) filter (where {{ value }} is not null)
{%- endmacro %}


{% macro last_by(value, order_by) -%}
    {#- Aggregate: the value of the row that comes last, of those that have one. -#}
    {{ return(adapter.dispatch('last_by', 'footfall')(value, order_by)) }}
{%- endmacro %}

{% macro postgres__last_by(value, order_by) -%}
    {#- In the same order as first_by, so that PostgreSQL sorts for both once. -#}
    {%- set in_order -%}
        array_agg({{ value }} order by {{ order_by | join(', ') }}) filter (where {{ value }} is not null)
    {%- endset -%}
    ({{ in_order }})[cardinality({{ in_order }})]
{%- endmacro %}

{% macro duckdb__last_by(value, order_by) -%}
    arg_max({{ value }}, row({{ order_by | join(', ') }})) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__last_by(value, order_by) -%}
    max_by({{ value }}, struct({{ order_by | join(', ') }})) filter (where {{ value }} is not null)
{%- endmacro %}
