{% materialization rebuilt_by_day, default %}

    {%- if config.get('incremental_strategy') -%}
        {% do exceptions.raise_compiler_error(
            'footfall: ' ~ this ~ ' is rebuilt by day, which is a strategy of its own: take away the config'
            ~ " incremental_strategy='" ~ config.get('incremental_strategy') ~ "'."
        ) %}
    {%- endif -%}
    {% do footfall.begin_build() %}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set inputs = footfall.build_inputs(by_day=true) -%}
    {%- set version = footfall.whole_version(inputs, with_days=false) -%}
    {%- set days = footfall.days_to_build(existing_relation, inputs, version) -%}
    {% if days == [] %}{{ return(footfall.leave_as_it_is(existing_relation)) }}{% endif %}

    {%- set current = footfall.current_days(inputs) -%}
    {%- set parts = footfall.parts_of_days(days, current) -%}
    {%- set built_from = {footfall.whole_table(): version} -%}
    {% for day in current if days == 'all' or day in days %}{% do built_from.update({day: current[day]}) %}{% endfor %}
    {{ return(footfall.write_table(
        existing_relation, footfall.compiled_for(parts[0]), {'days': days, 'parts': parts, 'built_from': built_from}
    )) }}

{% endmaterialization %}


{% materialization rebuilt_whole, default %}

    {% do footfall.begin_build() %}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set inputs = footfall.build_inputs(by_day=false) -%}
    {%- set version = footfall.whole_version(inputs, with_days=true) -%}
    {% if config.get('is_raw') %}{% set version = local_md5(version ~ footfall.fingerprint_of('(\n' ~ sql ~ '\n)')) %}{% endif %}
    {% if (
        existing_relation is not none
        and existing_relation.is_table
        and not should_full_refresh()
        and (config.get('is_raw') or not inputs.sources)
        and footfall.recorded_build(model.unique_id)[0] == version
    ) %}
        {{ return(footfall.leave_as_it_is(existing_relation)) }}
    {% endif %}

    {{ return(footfall.write_table(
        existing_relation, footfall.with_retired_rows(sql, existing_relation), {'built_from': {footfall.whole_table(): version}}
    )) }}

{% endmaterialization %}


{% materialization view_if_changed, default %}

    {% do footfall.begin_build() %}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set version = footfall.view_version() -%}
    {% if (
        existing_relation is not none
        and existing_relation.is_view
        and not should_full_refresh()
        and footfall.recorded_build(model.unique_id)[0] == version
    ) %}
        {{ return(footfall.leave_as_it_is(existing_relation)) }}
    {% endif %}

    {% do footfall.require_erased_columns(sql) %}
    {% if existing_relation is none %}
        {#- dbt's quickest way, which its `view` on these engines does not take. -#}
        {% set made = create_or_replace_view() %}
        {% do footfall.tune_view(this) %}
        {% do adapter.commit() %}
    {% else %}
        {% do context.update({
            'post_hooks': [{'sql': '{{ footfall.finish_view() }}', 'transaction': true}] + post_hooks
        }) %}
        {% set made = footfall.dbt_materialization('view')() %}
    {% endif %}
    {#- Its readers compare its SQL. -#}
    {% do graph.footfall_builds.update({model.unique_id: (version, local_md5(sql), footfall.utc_now())}) %}
    {% do footfall.forget_columns() %}
    {{ return(made) }}

{% endmaterialization %}


{% macro begin_build() %}
    {% do footfall.join_run() %}
    {#- Contracts name the type as the SQL standard does. -#}
    {% for column in model.columns.values() if column.data_type == 'double precision' %}
        {% do column.update({'data_type': footfall.type_double()}) %}
    {% endfor %}
{% endmacro %}


{% macro leave_as_it_is(existing_relation) %}
    {% call noop_statement('main', 'nothing new', 'OK', 0) %}{% endcall %}
    {% if config.get('grants') %}
        {#- A statement that begins the transaction. -#}
        {% call statement('begin_grants') %}select 1{% endcall %}
        {% do apply_grants(existing_relation, config.get('grants'), should_revoke=true) %}
        {% do adapter.commit() %}
    {% endif %}
    {% do return({'relations': [existing_relation]}) %}
{% endmacro %}


{% macro write_table(existing_relation, code, build) %}
    {#- build: what finish_build has to know:
        built_from  ISO date -> of what it is built
        days        of a table by day: ISO dates, or 'all'
        parts       and what compiled_for is to be asked for, one after the other -#}
    {% do footfall.require_erased_columns(code) %}
    {{ return(adapter.dispatch('write_table', 'footfall')(existing_relation, code, build)) }}
{% endmacro %}

{% macro default__write_table(existing_relation, code, build) %}
    {% do return(footfall.materialized_by_dbt('table' if build.get('days', 'all') == 'all' else 'incremental', code, build)) %}
{% endmacro %}


{% macro materialized_by_dbt(materialization, code, build) %}
    {#- What is written is remembered in the same transaction: as a hook. An incremental model's strategy is found by its
        name in the context. -#}
    {% do model.update({'build': build}) %}
    {% do context.update({
        'sql': code,
        'compiled_code': code,
        'post_hooks': [{'sql': '{{ footfall.finish_build() }}', 'transaction': true}] + post_hooks,
        'get_incremental_default_sql': footfall.get_incremental_stale_days_sql,
        'should_full_refresh': footfall.is_every_day_built,
    }) %}
    {% do return(footfall.dbt_materialization(materialization)()) %}
{% endmacro %}


{% macro is_every_day_built() %}
    {#- Days that are retired elsewhere stay in a full refresh, too. -#}
    {% do return(model.build.get('days', 'all') == 'all') %}
{% endmacro %}


{% macro dbt_materialization(name) %}
    {% set name = 'materialization_' ~ name ~ '_' %}
    {% do return(context.get(name ~ adapter.type()) or context[name ~ 'default']) %}
{% endmacro %}


{% macro get_incremental_stale_days_sql(arguments) %}
    {#- dbt's incremental models call it: the rows that were made for the stale days take the place of those there. -#}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments.target_relation }}
    where {{ footfall.is_in_days('activity_date', model.build.days) }};

    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arguments.temp_relation }}
{% endmacro %}


{% macro finish_build() %}
    {% set build = model.build %}
    {% for part in build.get('parts', [])[1:] %}
        {% call statement('further_days') %}
            insert into {{ this }} {{ footfall.compiled_for(part) }}
        {% endcall %}
    {% endfor %}
    {% do footfall.drop_backup('table') %}
    {% do footfall.tune_table(this, build) %}
    {% set build_id = footfall.build_ids(this, build.built_from, build.days) if 'days' in build
        else footfall.fingerprint(this) %}
    {% set days = build.get('days', 'all') %}
    {% set known = footfall.forget_builds(model.unique_id, none if days == 'all' else days) %}
    {% do footfall.remember_builds(model.unique_id, build.built_from, build_id, known) %}
    {% do footfall.forget_columns() %}
{% endmacro %}


{% macro finish_view() %}
    {% do footfall.drop_backup('view') %}
    {% do footfall.tune_view(this) %}
{% endmacro %}


{% macro drop_backup(type) %}
    {#- dbt drops it after the commit: a run that is killed in between would leave it. -#}
    {% do drop_relation_if_exists(load_cached_relation(make_backup_relation(this, type))) %}
{% endmacro %}


{% macro parts_of_days(days, current) %}
    {#- What is written at once, for compiled_for: so many days each as config `days_at_once` says, where all are
        written, and with the last and first whatever days lie before, between and after. -#}
    {{ return(adapter.dispatch('parts_of_days', 'footfall')(days, current)) }}
{% endmacro %}

{% macro default__parts_of_days(days, current) %}
    {% do return([days]) %}
{% endmacro %}

{% macro duckdb__parts_of_days(days, current) %}
    {#- What it sorts and groups beyond its memory it writes to disk, many times over; the rows of some days it
        finds at once, where the table that is read has them in order. -#}
    {% set days_at_once = config.get('days_at_once') %}
    {% if days != 'all' or not days_at_once or current | length <= days_at_once or footfall.has_event_of_two_days() %}
        {% do return([days]) %}
    {% endif %}
    {% set first_days = current | sort | batch(days_at_once) | map('first') | list %}
    {% set parts = [{'before': first_days[1]}] %}
    {% for day in first_days[1:-1] %}
        {% do parts.append({'from': day, 'before': first_days[loop.index + 1]}) %}
    {% endfor %}
    {% do return(parts + [{'from': first_days[-1]}]) %}
{% endmacro %}


{% macro tune_table(relation, build) %}
    {#- What the engine is told of a table that was just written. -#}
    {% do adapter.dispatch('tune_table', 'footfall')(relation, build) %}
{% endmacro %}

{% macro default__tune_table(relation, build) %}
{% endmacro %}

{% macro postgres__tune_table(relation, build) %}
    {#- Days are deleted and read by date. A new table has no statistics until autovacuum comes by. Without them the
        planner takes it for a small one, and joins by nested loops what it should hash. -#}
    {% do run_query('create index on ' ~ relation ~ ' (activity_date)') if build.days == 'all' %}
    {% do run_query('analyze ' ~ relation) %}
{% endmacro %}


{% macro tune_view(relation) %}
    {#- What the engine is told of a view that was just made. -#}
    {% do adapter.dispatch('tune_view', 'footfall')(relation) %}
{% endmacro %}

{% macro default__tune_view(relation) %}
{% endmacro %}

{% macro postgres__tune_view(relation) %}
    {#- What everybody may read shows none of the rows that it leaves out to a function of the reader's own. -#}
    {% do run_query('alter view ' ~ relation ~ ' set (security_barrier = true)') if footfall.is_for_everybody(model) %}
{% endmacro %}


{% macro view_version() %}
    {#- A text that changes with the view's SQL, and where the engine keeps the columns' types in a view with those. -#}
    {% do return(adapter.dispatch('view_version', 'footfall')()) %}
{% endmacro %}

{% macro default__view_version() %}
    {% do return(local_md5(sql)) %}
{% endmacro %}

{% macro postgres__view_version() %}
    {% do return(local_md5(sql ~ ('security_barrier' if footfall.is_for_everybody(model) else ''))) %}
{% endmacro %}

{% macro duckdb__view_version() %}
    {#- A view over a table whose columns are others now is an error. -#}
    {% set inputs = [] %}
    {% for unique_id in model.depends_on.nodes %}
        {% set parent = graph.nodes.get(unique_id) or graph.sources[unique_id] %}
        {% do inputs.append(
            footfall.recorded_build(unique_id)[0] if parent.config.get('materialized') == 'view_if_changed'
            else footfall.known_columns(parent)
        ) %}
    {% endfor %}
    {% do return(local_md5(sql ~ inputs | join(','))) %}
{% endmacro %}


{% macro known_columns(parent) %}
    {#- A hash of the columns of a table and their types, kept until one of these materializations writes it. Seeds and
        snapshots may be written between. -#}
    {% do graph.update({'footfall_columns': {}, 'footfall_columns_of': invocation_id})
        if graph.get('footfall_columns_of') != invocation_id %}
    {% if parent.unique_id in graph.footfall_columns %}{% do return(graph.footfall_columns[parent.unique_id]) %}{% endif %}
    {% if parent.resource_type == 'source' %}
        {#- It may not be there. -#}
        {% set columns = footfall.relation_columns(api.Relation.create(
            database=parent.database, schema=parent.schema, identifier=parent.identifier
        )) | string %}
    {% else %}
        {% set columns = run_query(
            "select md5(string_agg(name || ' ' || type, ', ' order by cid)) from pragma_table_info('"
            ~ parent.relation_name | replace("'", "''") ~ "')"
        ).rows[0][0] %}
    {% endif %}
    {% do graph.footfall_columns.update({parent.unique_id: columns}) if parent.resource_type in ('model', 'source') %}
    {% do return(columns) %}
{% endmacro %}


{% macro forget_columns() %}
    {% do graph.footfall_columns.pop(model.unique_id, none) if graph.get('footfall_columns_of') == invocation_id %}
{% endmacro %}
