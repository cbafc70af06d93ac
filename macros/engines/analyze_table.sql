{% macro analyze_table(relation, materialized) %}
    {{ return(adapter.dispatch('analyze_table', 'footfall')(relation, materialized)) }}
{% endmacro %}

{% macro default__analyze_table(relation, materialized) %}
{% endmacro %}

{% macro postgres__analyze_table(relation, materialized) %}
    {#- A new table has no statistics until autovacuum comes by. Without them the planner takes it for
        a small one, and joins by nested loops what it should hash. -#}
    {% if materialized not in ('view', 'ephemeral') %}
        analyze {{ relation }}
    {% endif %}
{% endmacro %}
