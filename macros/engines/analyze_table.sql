{% macro analyze_table(relation) %}
    {% do adapter.dispatch('analyze_table', 'footfall')(relation) %}
{% endmacro %}

{% macro default__analyze_table(relation) %}
{% endmacro %}

{% macro postgres__analyze_table(relation) %}
    {#- A new table has no statistics until autovacuum comes by. Without them the planner takes it for
        a small one, and joins by nested loops what it should hash. -#}
    {% call statement('analyze_table') %}
        analyze {{ relation }}
    {% endcall %}
{% endmacro %}
