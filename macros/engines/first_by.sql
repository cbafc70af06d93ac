{% macro first_by(value, order_by) -%}
    {#- Aggregate: the value of the row that comes first, of those that have one. -#}
    {{ return(adapter.dispatch('first_by', 'footfall')(value, order_by)) }}
{%- endmacro %}

{% macro postgres__first_by(value, order_by) -%}
    (array_agg({{ value }} order by {{ order_by | join(', ') }}) filter (where {{ value }} is not null))[1]
{%- endmacro %}

{% macro duckdb__first_by(value, order_by) -%}
    arg_min({{ value }}, {{ order_by[0] if order_by | length == 1 else 'row(' ~ order_by | join(', ') ~ ')' }})
    filter (where {{ value }} is not null)
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
    arg_max({{ value }}, {{ order_by[0] if order_by | length == 1 else 'row(' ~ order_by | join(', ') ~ ')' }})
    filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__last_by(value, order_by) -%}
    max_by({{ value }}, struct({{ order_by | join(', ') }})) filter (where {{ value }} is not null)
{%- endmacro %}


{% macro in_time() %}
    {#- The order of activities, for first_by and last_by: by time, then by id. -#}
    {% do return(adapter.dispatch('in_time', 'footfall')()) %}
{% endmacro %}

{% macro default__in_time() %}
    {% do return(['occurred_at', footfall.byte_order('activity_id')]) %}
{% endmacro %}

{% macro duckdb__in_time() %}
    {#- One number, which is compared in half the time of a row of two values: the id is hexadecimal. -#}
    {% do return([
        'cast(epoch_us(occurred_at) as hugeint) * 18446744073709551616'
        ~ " + cast('0x' || left(activity_id, 16) as ubigint)"
    ]) %}
{% endmacro %}
