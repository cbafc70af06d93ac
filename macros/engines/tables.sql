{% macro replace_table(existing_relation, target_relation, sql, days=[]) %}
    {#- Build the whole table anew; returns the old one, to drop, or none. days: ISO dates that rows of a table by
        day have. -#}
    {{ return(adapter.dispatch('replace_table', 'footfall')(existing_relation, target_relation, sql, days)) }}
{% endmacro %}

{% macro default__replace_table(existing_relation, target_relation, sql, days) %}
    {% set intermediate_relation = make_intermediate_relation(target_relation) %}
    {% set backup_relation = make_backup_relation(
        target_relation, 'table' if existing_relation is none else existing_relation.type
    ) %}
    {{ drop_relation_if_exists(load_cached_relation(intermediate_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}
    {% set parts = footfall.parts_of_days(sql, days) %}
    {% call statement('main') %}
        {{ get_create_table_as_sql(False, intermediate_relation, parts[0]) }}
    {% endcall %}
    {% for part in parts[1:] %}
        {% call statement('next_days') %}
            insert into {{ intermediate_relation }} {{ part }}
        {% endcall %}
    {% endfor %}
    {% do create_indexes(intermediate_relation) %}
    {% if existing_relation is not none %}
        {{ adapter.rename_relation(existing_relation, backup_relation) }}
    {% endif %}
    {{ adapter.rename_relation(intermediate_relation, target_relation) }}
    {% do return(backup_relation) %}
{% endmacro %}


{% macro parts_of_days(sql, days) %}
    {#- Queries that together give all rows of a table by day: of so many days each as config `days_at_once` says,
        and of whatever days lie between, before and after these. -#}
    {{ return(adapter.dispatch('parts_of_days', 'footfall')(sql, days)) }}
{% endmacro %}

{% macro default__parts_of_days(sql, days) %}
    {% do return([sql]) %}
{% endmacro %}

{% macro duckdb__parts_of_days(sql, days) %}
    {#- What it sorts and groups beyond its memory it writes to disk, many times over; the rows of some days it
        finds at once, where the table that is read has them in order. -#}
    {% set days_at_once = config.get('days_at_once') %}
    {% if not days_at_once or days | length <= days_at_once or footfall.has_event_of_two_days(sql) %}
        {% do return([sql]) %}
    {% endif %}
    {% set first_days = days | sort | batch(days_at_once) | map('first') | list %}
    {% set parts = [footfall.narrow_to_days(sql, {'before': first_days[1]})] %}
    {% for day in first_days[1:-1] %}
        {% do parts.append(footfall.narrow_to_days(sql, {'from': day, 'before': first_days[loop.index + 1]})) %}
    {% endfor %}
    {% do parts.append(footfall.narrow_to_days(sql, {'from': first_days[-1]})) %}
    {% do return(parts) %}
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
