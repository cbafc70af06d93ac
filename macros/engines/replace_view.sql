{% macro replace_view(existing_relation, target_relation, sql) %}
    {#- Returns whether there is another view now. -#}
    {{ return(adapter.dispatch('replace_view', 'footfall')(existing_relation, target_relation, sql)) }}
{% endmacro %}

{% macro default__replace_view(existing_relation, target_relation, sql) %}
    {% call statement('main') %}
        create or replace view {{ target_relation }} as (
            {{ sql }}
        )
    {% endcall %}
    {% do return(true) %}
{% endmacro %}

{% macro postgres__replace_view(existing_relation, target_relation, sql) %}
    {#- A view cannot be replaced by one of other columns. The same view stays: readers need not wait, and
        views upon it stay too. What everybody may read shows none of the rows that it leaves out to a function of
        the reader's own. -#}
    {% set node = model.unique_id %}
    {% set is_for_everybody = footfall.is_for_everybody(model) %}
    {% set version = local_md5(sql ~ ('security_barrier' if is_for_everybody else '')) %}
    {% if (
        existing_relation is not none
        and existing_relation.is_view
        and not should_full_refresh()
        and footfall.recorded_whole_version(node) == version
    ) %}
        {% call noop_statement('main', 'nothing new', 'OK', 0) %}{% endcall %}
        {% do return(false) %}
    {% else %}
        {% do drop_relation_if_exists(existing_relation) %}
        {% call statement('main') %}
            {{ get_create_view_as_sql(target_relation, sql) }}
            {{ 'alter view ' ~ target_relation ~ ' set (security_barrier = true)' if is_for_everybody }}
        {% endcall %}
        {% do footfall.forget_builds(node) %}
        {% do footfall.remember_builds(node, {footfall.whole_table(): version}, invocation_id) %}
        {% do return(true) %}
    {% endif %}
{% endmacro %}
