{#-
    Tables on Spark: Parquet files and a metastore, without transactions. After a killed run the next one repairs the
    tables, because
    - the table of builds says that a table, or days of it, are unfinished before they are touched;
    - a table is made empty and then filled, again and again: `create table as`, a drop or a rename that is killed
      may leave a folder in which no table can be made, so only names that are used once are dropped or renamed to;
    - each day is a partition, which is replaced as a whole.
-#}

{% macro spark__write_table(existing_relation, code, build) %}
    {% set by_day = 'days' in build %}
    {% set days = build.get('days', 'all') %}
    {% do model.update({'build': build}) %}
    {{ run_hooks(pre_hooks) }}
    {% set known = footfall.forget_builds(model.unique_id, none if days == 'all' else days) %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set backup_relation = none %}
    {% if days == 'all' %}
        {% set backup_relation = footfall.replace_table_on_spark(existing_relation, target_relation, code, by_day) %}
    {% else %}
        {% do footfall.overwrite_days(target_relation, code, days, footfall.columns_of(target_relation)) %}
    {% endif %}
    {% set build_id = footfall.build_ids(this, build.built_from, days) if by_day else footfall.fingerprint(this) %}
    {% do footfall.remember_builds(model.unique_id, build.built_from, build_id, known) %}
    {{ run_hooks(post_hooks) }}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke(existing_relation, days == 'all')) %}
    {% do persist_docs(target_relation, model) if days == 'all' %}
    {{ drop_relation_if_exists(backup_relation) }}
    {% do return({'relations': [target_relation]}) %}
{% endmacro %}


{% macro replace_table_on_spark(existing_relation, target_relation, sql, by_day) %}
    {#- Returns the old table, to drop, or none. -#}
    {% set described = sql %}
    {% if config.get('contract').enforced %}
        {% do get_assert_columns_equivalent(sql) %}
        {% set sql = get_select_subquery(sql) %}
        {#- The query has the contract's columns; those are quicker to describe. -#}
        {% set described = get_empty_schema_sql(model.columns) %}
    {% endif %}
    {% set columns = [] %}
    {% for column in run_query('describe query ' ~ described).rows %}
        {% do columns.append([column[0], column[1]]) %}
    {% endfor %}
    {% if by_day %}
        {% set columns = columns | reject('equalto', ['activity_date', 'date']) | list + [['activity_date', 'date']] %}
    {% endif %}

    {% set backup_relation = none %}
    {% if existing_relation is not none and not existing_relation.is_table %}
        {% do adapter.drop_relation(existing_relation) %}
        {% set existing_relation = none %}
    {% elif existing_relation is not none %}
        {% do footfall.drop_leftovers(target_relation) %}
        {% set was_by_day = 'Partition Columns' in (existing_relation.information or '') %}
        {% if was_by_day != by_day or columns != footfall.columns_of(existing_relation) %}
            {% set backup_relation = footfall.name_for_once(target_relation, 'backup') %}
            {% do adapter.rename_relation(existing_relation, backup_relation) %}
            {% set existing_relation = none %}
        {% endif %}
    {% endif %}

    {% if existing_relation is none %}
        {% do footfall.create_empty_table(target_relation, columns, by_day) %}
    {% endif %}
    {% if by_day %}
        {% do footfall.overwrite_days(target_relation, sql, none, columns, is_new=existing_relation is none) %}
    {% elif existing_relation is none %}
        {% do footfall.overwrite_table(target_relation, sql, 'main') %}
    {% else %}
        {#- Readers have the old rows while the query runs, and as long as the new ones are copied none. -#}
        {% set intermediate_relation = footfall.name_for_once(target_relation, 'tmp') %}
        {% do footfall.create_empty_table(intermediate_relation, columns, by_day) %}
        {% do footfall.overwrite_table(intermediate_relation, sql, 'main') %}
        {% do footfall.overwrite_table(target_relation, 'select * from ' ~ intermediate_relation, 'copy') %}
        {% do adapter.drop_relation(intermediate_relation) %}
    {% endif %}
    {% do return(backup_relation) %}
{% endmacro %}


{% macro overwrite_days(relation, sql, days, columns, is_new=false) %}
    {#- Each day that has rows replaces its partition; the days that have none any more are dropped. They are
        those whose files are still the old ones. -#}
    {% set names = columns | map('first') | join('`, `') %}
    {% set old_files = {} if is_new else footfall.files_by_day(relation, days) %}
    {% do footfall.overwrite_partitions_only() %}
    {% call statement('main') %}
        insert overwrite table {{ relation }} partition (activity_date) (`{{ names }}`)
        select /*+ rebalance(activity_date) */ `{{ names }}` from (
            {{ sql }}
        ) as rebuilt
    {% endcall %}
    {% set gone = [] %}
    {% if old_files %}
        {% set files = footfall.files_by_day(relation, days) %}
        {% for day, file in old_files.items() if files.get(day) == file %}{% do gone.append(day) %}{% endfor %}
    {% endif %}
    {% if gone %}
        {% call statement('drop_days') %}
            alter table {{ relation }} drop if exists
            {% for day in gone %}
            partition (activity_date = {{ 'null' if day == footfall.no_day() else "date '" ~ day ~ "'" }})
            {{- ',' if not loop.last }}
            {% endfor %}
        {% endcall %}
    {% endif %}
{% endmacro %}


{% macro files_by_day(relation, days) %}
    {#- ISO date -> one of the day's files, whose names are never used again. days: ISO dates, or none for all. -#}
    {% set files = {} %}
    {% for row in run_query(
        'select activity_date, max(_metadata.file_path) from ' ~ relation
        ~ (' where ' ~ footfall.is_in_days('activity_date', days) if days is not none else '') ~ ' group by activity_date'
    ).rows %}
        {% do files.update({footfall.iso_date(row[0]) if row[0] else footfall.no_day(): row[1]}) %}
    {% endfor %}
    {% do return(files) %}
{% endmacro %}


{% macro spark__forget_builds(node, days) %}
    {#- The days stay in the table of builds, as built from nothing: days that are gone from the inputs would
        else be forgotten for good by a run that is killed before it has dropped them. -#}
    {% if days is none %}
        {% call statement('forget_builds') %}
            alter table {{ footfall.builds() }} drop if exists partition (node = '{{ node }}')
        {% endcall %}
        {% do return({}) %}
    {% endif %}
    {% set known = {} %}
    {% for build in run_query(
        "select activity_date, built_from, build_id, cast(built_at as string) from " ~ footfall.builds()
        ~ " where node = '" ~ node ~ "'"
    ).rows %}
        {% do known.update({footfall.iso_date(build[0]): build.values()[1:]}) %}
    {% endfor %}
    {% set unfinished = {} %}
    {% for day in days %}{% do unfinished.update({day: ['', invocation_id, footfall.utc_now()]}) %}{% endfor %}
    {% do footfall.write_builds({node: dict(known, **unfinished)}) %}
    {% for day in days %}{% do known.pop(day, none) %}{% endfor %}
    {% do return(known) %}
{% endmacro %}


{% macro spark__remember_builds(node, built_from, build_ids, known) %}
    {% set builds = dict(known) %}
    {% for day, inputs in built_from.items() %}
        {% do builds.update({day: [inputs, build_ids[day], footfall.utc_now()]}) %}
    {% endfor %}
    {% do footfall.write_builds({node: builds}) %}
{% endmacro %}


{% macro spark__forget_views() %}
    {#- Each run makes all of them. -#}
{% endmacro %}

{% macro spark__remember_views(views) %}
    {% set builds = {} %}
    {% for view, build in views.items() %}
        {% do builds.update({view: {footfall.whole_table(): build | list}}) %}
    {% endfor %}
    {% do footfall.write_builds(builds) %}
{% endmacro %}


{% macro write_builds(builds) %}
    {#- All that is known of these relations, at once: partitions of their own, which replace those that are there.
        Dynamic, so that each writer has a staging folder of its own and models can run side by side. One long
        text, because Spark is slow to read thousands of literals. builds: node -> date -> built_from, build_id,
        built_at. -#}
    {% set lines = [] %}
    {% for node, days in builds.items() %}
        {% for day, build in days.items() %}{% do lines.append(([node, day] + build) | join(',')) %}{% endfor %}
    {% endfor %}
    {% do footfall.overwrite_partitions_only() %}
    {% call statement('write_builds') %}
        insert overwrite table {{ footfall.builds() }} partition (node)
            (activity_date, built_from, build_id, built_at, node)
        select
            cast(build[1] as date)
            , build[2]
            , build[3]
            , cast(build[4] as timestamp)
            , build[0]
        from (select split(line, ',') as build from (select explode(split('{{ lines | join(";") }}', ';')) as line))
    {% endcall %}
{% endmacro %}


{% macro spark__builds_storage() -%}
    using parquet partitioned by (node)
{%- endmacro %}


{% macro spark__view_version() %}
    {#- Another one with each run: a view has its columns' types. -#}
    {% do return(invocation_id) %}
{% endmacro %}
