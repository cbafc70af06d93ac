{% macro lock_table(relation) %}
    {#- Until the end of the transaction nobody else rebuilds the table: a second run waits, and then finds
        what the first has built. -#}
    {{ return(adapter.dispatch('lock_table', 'footfall')(relation)) }}
{% endmacro %}

{% macro default__lock_table(relation) %}
{% endmacro %}

{% macro postgres__lock_table(relation) %}
    {% if relation is not none and relation.is_table %}
        {% call statement('lock_table') %}
            lock table {{ relation }} in share row exclusive mode
        {% endcall %}
    {% endif %}
{% endmacro %}


{% macro index_days(relation) %}
    {#- Days are deleted and read by date. -#}
    {{ return(adapter.dispatch('index_days', 'footfall')(relation)) }}
{% endmacro %}

{% macro default__index_days(relation) %}
{% endmacro %}

{% macro postgres__index_days(relation) %}
    {% call statement('index_days') %}
        create index on {{ relation }} (activity_date)
    {% endcall %}
{% endmacro %}


{% macro rows_hash(rows) -%}
    {#- Aggregate: a number that is the same where the rows are, in whatever order. -#}
    {{ return(adapter.dispatch('rows_hash', 'footfall')(rows)) }}
{%- endmacro %}

{% macro default__rows_hash(rows) -%}
    sum(cast(hashtext(cast({{ rows }} as text)) as bigint))
{%- endmacro %}

{% macro duckdb__rows_hash(rows) -%}
    sum(cast(hash({{ rows }}) as hugeint))
{%- endmacro %}
