{% macro replace_view(existing_relation, target_relation, sql) %}
    {{ return(adapter.dispatch('replace_view', 'footfall')(existing_relation, target_relation, sql)) }}
{% endmacro %}

{% macro default__replace_view(existing_relation, target_relation, sql) %}
    {% call statement('main') %}
        create or replace view {{ target_relation }} as (
            {{ sql }}
        )
    {% endcall %}
{% endmacro %}

{% macro postgres__replace_view(existing_relation, target_relation, sql) %}
    {#- A view cannot be replaced by one of other columns. The same view stays: readers need not wait, and
        views upon it stay too. -#}
    {% set node = model.unique_id %}
    {% set version = local_md5(sql) %}
    {% if (
        existing_relation is not none
        and existing_relation.is_view
        and not should_full_refresh()
        and footfall.recorded_whole_version(node) == version
    ) %}
        {% call noop_statement('main', 'nothing new', 'OK', 0) %}{% endcall %}
    {% else %}
        {% do drop_relation_if_exists(existing_relation) %}
        {% call statement('main') %}{{ get_create_view_as_sql(target_relation, sql) }}{% endcall %}
        {% do footfall.forget_builds(node) %}
        {% do footfall.remember_builds(node, {footfall.whole_table(): version}, invocation_id) %}
    {% endif %}
{% endmacro %}
