{% macro replace_table(existing_relation, target_relation, sql) %}
    {#- Build the whole table anew; returns the old one, to drop, or none. -#}
    {{ return(adapter.dispatch('replace_table', 'footfall')(existing_relation, target_relation, sql)) }}
{% endmacro %}

{% macro default__replace_table(existing_relation, target_relation, sql) %}
    {% set intermediate_relation = make_intermediate_relation(target_relation) %}
    {% set backup_relation = make_backup_relation(
        target_relation, 'table' if existing_relation is none else existing_relation.type
    ) %}
    {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}
    {% call statement('main') %}
        {{ get_create_table_as_sql(False, intermediate_relation, sql) }}
    {% endcall %}
    {% do create_indexes(intermediate_relation) %}
    {% if existing_relation is not none %}
        {{ adapter.rename_relation(existing_relation, backup_relation) }}
    {% endif %}
    {{ adapter.rename_relation(intermediate_relation, target_relation) }}
    {% do return(backup_relation) %}
{% endmacro %}


{% macro replace_days(target_relation, sql, days) %}
    {#- Build some days of a table anew. -#}
    {% do adapter.dispatch('replace_days', 'footfall')(target_relation, sql, days) %}
{% endmacro %}

{% macro default__replace_days(target_relation, sql, days) %}
    {% call statement('delete_days') %}
        delete from {{ target_relation }}
        where {{ footfall.is_in_days('activity_date', days) }}
    {% endcall %}
    {%- set columns = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') -%}
    {% call statement('main') %}
        insert into {{ target_relation }} ({{ columns }})
        select {{ columns }} from (
            {{ footfall.narrow_to_days(sql, days) }}
        ) as rebuilt
    {% endcall %}
{% endmacro %}
