{% macro replace_table(existing_relation, target_relation, sql) %}
    {#- Build the whole table anew beside the old one; returns the old one, to drop after the commit. -#}
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

{% macro spark__replace_table(existing_relation, target_relation, sql) %}
    {#- Without transactions a table is made empty and then filled: a run that is killed meanwhile leaves tables
        that the next one finds and fills. (`create table as` would leave a folder that no table may be made
        in; so may a drop or a rename, and a name that is dropped or renamed to is used but once.) -#}
    {% set by_day = config.get('materialized') == 'rebuilt_by_day' %}
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
        {% do footfall.spark_drop_leftovers(target_relation) %}
        {% if columns != footfall.spark_columns(existing_relation) %}
            {% set backup_relation = footfall.spark_name_for_once(target_relation, 'backup') %}
            {% do adapter.rename_relation(existing_relation, backup_relation) %}
            {% set existing_relation = none %}
        {% endif %}
    {% endif %}

    {% if existing_relation is none %}
        {% do footfall.spark_create_table(target_relation, columns, by_day) %}
    {% endif %}
    {% if by_day %}
        {% do footfall.spark_overwrite_days(target_relation, sql, none, columns, is_new=existing_relation is none) %}
    {% elif existing_relation is none %}
        {% do footfall.spark_overwrite_table(target_relation, sql, 'main') %}
    {% else %}
        {#- Readers have the old rows while the query runs, and as long as the new ones are copied none. -#}
        {% set intermediate_relation = footfall.spark_name_for_once(target_relation, 'tmp') %}
        {% do footfall.spark_create_table(intermediate_relation, columns, by_day) %}
        {% do footfall.spark_overwrite_table(intermediate_relation, sql, 'main') %}
        {% do footfall.spark_overwrite_table(target_relation, 'select * from ' ~ intermediate_relation, 'copy') %}
        {% do adapter.drop_relation(intermediate_relation) %}
    {% endif %}
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

{% macro spark__replace_days(target_relation, sql, days) %}
    {% do footfall.spark_overwrite_days(
        target_relation, footfall.narrow_to_days(sql, days), days, footfall.spark_columns(target_relation)
    ) %}
{% endmacro %}


{% macro spark_overwrite_days(relation, sql, days, columns, is_new=false) %}
    {#- Each day that has rows replaces its partition; the days that have none any more are dropped. They are
        those whose files are still the old ones. -#}
    {% set names = columns | map('first') | join('`, `') %}
    {% set old_files = {} if is_new else footfall.spark_files_by_day(relation, days) %}
    {% do footfall.spark_overwrite_partitions_only() %}
    {% call statement('main') %}
        insert overwrite table {{ relation }} partition (activity_date) (`{{ names }}`)
        select /*+ rebalance(activity_date) */ `{{ names }}` from (
            {{ sql }}
        ) as rebuilt
    {% endcall %}
    {% set gone = [] %}
    {% if old_files %}
        {% set files = footfall.spark_files_by_day(relation, days) %}
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


{% macro spark_files_by_day(relation, days) %}
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


{% macro spark_overwrite_partitions_only() %}
    {#- In this session, `insert overwrite` replaces the partitions that the new rows are of. -#}
    {% call statement('overwrite_partitions_only') %}
        set spark.sql.sources.partitionOverwriteMode = dynamic
    {% endcall %}
{% endmacro %}


{% macro spark_overwrite_table(relation, sql, name) %}
    {% call statement(name) %}
        insert overwrite table {{ relation }}
        {{ sql }}
    {% endcall %}
{% endmacro %}


{% macro spark_create_table(relation, columns, by_day) %}
    {% call statement('create_table') %}
        create table {{ relation }} (
            {% for name, type in columns %}{{ adapter.quote(name) }} {{ type }}{{ ', ' if not loop.last }}{% endfor %}
        ) using parquet {{ 'partitioned by (activity_date)' if by_day }}
    {% endcall %}
{% endmacro %}


{% macro spark_columns(relation) %}
    {#- Each column's name and type. -#}
    {% set columns = [] %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% do columns.append([column.name, column.data_type]) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro spark_name_for_once(relation, purpose) %}
    {% do return(api.Relation.create(
        schema=relation.schema, identifier=relation.identifier ~ '__dbt_' ~ purpose ~ '_' ~ invocation_id[:8], type='table'
    )) %}
{% endmacro %}


{% macro spark_drop_leftovers(relation) %}
    {#- What a run that was killed has left beside the table. -#}
    {% for row in run_query(
        'show tables in ' ~ relation.schema ~ " like '" ~ relation.identifier ~ "__dbt_*'"
    ).rows %}
        {% do adapter.drop_relation(api.Relation.create(schema=relation.schema, identifier=row[1], type='table')) %}
    {% endfor %}
{% endmacro %}
