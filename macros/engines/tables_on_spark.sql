{% macro overwrite_table(relation, sql, name) %}
    {% call statement(name) %}
        insert overwrite table {{ relation }}
        {{ sql }}
    {% endcall %}
{% endmacro %}


{% macro overwrite_partitions_only() %}
    {#- In this session, `insert overwrite` replaces the partitions that the new rows are of. -#}
    {% call statement('overwrite_partitions_only') %}
        set spark.sql.sources.partitionOverwriteMode = dynamic
    {% endcall %}
{% endmacro %}


{% macro create_empty_table(relation, columns, by_day) %}
    {% call statement('create_table') %}
        create table {{ relation }} (
            {% for name, type in columns %}{{ adapter.quote(name) }} {{ type }}{{ ', ' if not loop.last }}{% endfor %}
        ) using parquet {{ 'partitioned by (activity_date)' if by_day }}
    {% endcall %}
{% endmacro %}


{% macro columns_of(relation) %}
    {#- Each column's name and type. -#}
    {% set columns = [] %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% do columns.append([column.name, column.data_type]) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro name_for_once(relation, purpose) %}
    {% do return(api.Relation.create(
        schema=relation.schema, identifier=relation.identifier ~ '__dbt_' ~ purpose ~ '_' ~ invocation_id[:8], type='table'
    )) %}
{% endmacro %}


{% macro drop_leftovers(relation) %}
    {#- What a run that was killed has left beside the table. -#}
    {% for row in run_query(
        'show tables in ' ~ relation.schema ~ " like '" ~ relation.identifier ~ "__dbt_*'"
    ).rows %}
        {% do adapter.drop_relation(api.Relation.create(schema=relation.schema, identifier=row[1], type='table')) %}
    {% endfor %}
{% endmacro %}
