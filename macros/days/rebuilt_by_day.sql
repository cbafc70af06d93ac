{% materialization rebuilt_by_day, default %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set inputs = footfall.build_inputs(model, by_day=true) -%}
    {%- set node = model.unique_id -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set whole_version = footfall.whole_version(sql, inputs, with_days=false) -%}
    {%- set current = footfall.current_days(inputs) -%}
    {%- set sql = footfall.without_retired_days(sql) -%}
    {%- set is_whole_stale = (
        existing_relation is none
        or not existing_relation.is_table
        or should_full_refresh()
        or footfall.recorded_whole_version(node) != whole_version
    ) -%}
    {% do footfall.require_erased_columns(sql) if is_whole_stale %}
    {%- set days = [] if is_whole_stale else footfall.stale_days(model, inputs, current, sql) -%}
    {%- if days and (
        footfall.is_every_day_stale(days, current, inputs)
        or footfall.has_event_across_days(target_relation, days, sql)
    ) -%}
        {%- set is_whole_stale = true -%}
    {%- endif -%}
    {#- Days that are retired elsewhere cannot be built anew: all others are. -#}
    {%- if is_whole_stale and footfall.keeps_days(existing_relation) -%}
        {%- set is_whole_stale = false -%}
        {%- set days = footfall.days_to_keep_built(node, current) -%}
    {%- endif -%}
    {%- set is_stale = is_whole_stale or days | length > 0 -%}

    {#- In this order a run that is killed on an engine without transactions is made good by the next. -#}
    {% if is_whole_stale %}
        {% do footfall.forget_builds(node) %}
        {%- set backup_relation = footfall.replace_table(
            existing_relation, target_relation, sql, current.keys() | list
        ) -%}
        {% do footfall.index_days(target_relation) %}
        {% do current.update({footfall.whole_table(): whole_version}) %}
        {% do footfall.remember_builds(node, current, footfall.build_ids(target_relation, current)) %}
    {% elif days %}
        {%- set known = footfall.forget_builds(node, days) -%}
        {% do footfall.replace_days(target_relation, sql, days) %}
        {%- set rebuilt = {footfall.whole_table(): whole_version} -%}
        {% for day in days if day in current %}{% do rebuilt.update({day: current[day]}) %}{% endfor %}
        {% do footfall.remember_builds(node, rebuilt, footfall.build_ids(target_relation, rebuilt, days), known) %}
    {% else %}
        {% call noop_statement('main', 'no day is stale', 'OK', 0) %}{% endcall %}
    {% endif %}

    {% do footfall.analyze_table(target_relation) if is_stale %}
    {{ run_hooks(post_hooks if is_stale else [], inside_transaction=True) }}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke(existing_relation, is_whole_stale)) %}
    {% do persist_docs(target_relation, model) if is_whole_stale %}
    {% if is_whole_stale %}{{ drop_relation_if_exists(backup_relation) }}{% endif %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks if is_stale else [], inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% macro current_days(inputs) %}
    {#- ISO date -> of what the day would be built now. -#}
    {% set current = {} %}
    {% set first_day = footfall.first_kept_day() or footfall.no_day() %}
    {% for row in run_query(footfall.day_versions(inputs)).rows %}
        {% set day = footfall.iso_date(row[0]) %}
        {% if day >= first_day or day == footfall.no_day() %}{% do current.update({day: row[1]}) %}{% endif %}
    {% endfor %}
    {% do return(current) %}
{% endmacro %}


{% macro is_every_day_stale(days, current, inputs) %}
    {#- A new table is then quicker than to delete all rows of the old one. Never where raw rows are read: what has left
        the raw table may have to stay. -#}
    {% do return(
        inputs.versions | selectattr('config.is_raw', 'defined') | list | length == 0
        and current.keys() | reject('in', days) | list | length == 0
    ) %}
{% endmacro %}


{% macro build_ids(relation, built_from, days=none) %}
    {#- What readers of the days that were built compare: this run; or, by config `fingerprinted_by_day`, a text that is
        the same where the day's rows are. days: ISO dates, or none for all. -#}
    {% if not config.get('fingerprinted_by_day') %}{% do return(invocation_id) %}{% endif %}
    {% set ids = {} %}
    {% for day in built_from %}
        {% do ids.update({day: invocation_id if day == footfall.whole_table() else 'no rows'}) %}
    {% endfor %}
    {% for row in run_query(
        'select activity_date, ' ~ footfall.rows_fingerprint('rows_of_day') ~ ' from ' ~ relation ~ ' as rows_of_day'
        ~ (' where ' ~ footfall.is_in_days('activity_date', days) if days is not none else '')
        ~ ' group by activity_date'
    ).rows %}
        {% do ids.update({footfall.iso_date(row[0]) if row[0] else footfall.no_day(): row[1]}) %}
    {% endfor %}
    {% do return(ids) %}
{% endmacro %}


{% macro days_to_keep_built(node, current) %}
    {#- The days of a table that outlives retention but those that are retired, as ISO dates in order. -#}
    {% set days = current.keys() | list %}
    {% for build in run_query(
        "select activity_date from " ~ footfall.builds() ~ " where node = '" ~ node ~ "' and activity_date <> "
        ~ footfall.date_literals([footfall.whole_table()])
    ).rows if footfall.iso_date(build[0]) >= footfall.first_kept_day() %}
        {% do days.append(footfall.iso_date(build[0])) %}
    {% endfor %}
    {% do return(days | unique | sort | list) %}
{% endmacro %}


{% macro recorded_whole_version(node) %}
    {% set found = run_query(
        "select built_from from " ~ footfall.builds() ~ " where node = '" ~ node ~ "' and activity_date = "
        ~ footfall.date_literals([footfall.whole_table()])
    ) %}
    {% do return(found.rows[0][0] if found.rows else none) %}
{% endmacro %}
