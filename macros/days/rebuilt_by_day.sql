{% materialization rebuilt_by_day, default %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set inputs = footfall.build_inputs(model, by_day=true) -%}
    {%- set node = model.unique_id -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set whole_version = footfall.whole_version(sql, inputs, with_days=false) -%}
    {%- set current = footfall.current_days(inputs) -%}
    {%- set is_whole_stale = (
        existing_relation is none
        or not existing_relation.is_table
        or should_full_refresh()
        or footfall.recorded_whole_version(node) != whole_version
    ) -%}
    {%- set days = [] if is_whole_stale else footfall.stale_days(model, inputs, current, sql) -%}
    {%- set is_whole_stale = is_whole_stale or (
        days | length > 0 and footfall.has_event_across_days(target_relation, days, sql)
    ) -%}

    {% if is_whole_stale %}
        {%- set backup_relation = footfall.replace_table(existing_relation, target_relation, sql) -%}
        {% do footfall.index_days(target_relation) %}
        {% do footfall.forget_builds(node) %}
        {% do footfall.remember_builds(node, current, invocation_id) %}
    {% else %}
        {% if days %}
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
            {%- set rebuilt = {} -%}
            {% for day in days if day in current %}{% do rebuilt.update({day: current[day]}) %}{% endfor %}
            {% do footfall.forget_builds(node, days + [footfall.whole_table()]) %}
            {% do footfall.remember_builds(node, rebuilt, invocation_id) %}
        {% else %}
            {% call noop_statement('main', 'no day is stale', 'OK', 0) %}{% endcall %}
        {% endif %}
    {% endif %}
    {% if is_whole_stale or days %}
        {% do footfall.remember_builds(node, {footfall.whole_table(): whole_version}, invocation_id) %}
    {% endif %}

    {{ run_hooks(post_hooks if is_whole_stale or days else [], inside_transaction=True) }}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke(existing_relation, is_whole_stale)) %}
    {% do persist_docs(target_relation, model) if is_whole_stale %}
    {% if is_whole_stale %}{{ drop_relation_if_exists(backup_relation) }}{% endif %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks if is_whole_stale or days else [], inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% macro current_days(inputs) %}
    {#- ISO date -> of what the day would be built now. -#}
    {% set current = {} %}
    {% for row in run_query(footfall.day_versions(inputs)).rows %}
        {% do current.update({row[0].isoformat()[:10]: row[1]}) %}
    {% endfor %}
    {% do return(current) %}
{% endmacro %}


{% macro recorded_whole_version(node) %}
    {% set found = run_query(
        "select built_from from " ~ footfall.builds() ~ " where node = '" ~ node ~ "' and activity_date = "
        ~ footfall.date_literals([footfall.whole_table()])
    ) %}
    {% do return(found.rows[0][0] if found.rows else none) %}
{% endmacro %}


{% macro replace_table(existing_relation, target_relation, sql) %}
    {#- Build the table beside the old one and swap them; returns the old one, to drop. -#}
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
