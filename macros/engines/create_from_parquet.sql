{% macro create_from_parquet(tables) %}
    {#- What `footfall copy` has Spark do. A table is made empty and then filled, see days/on_spark. -#}
    {% if execute %}{% do adapter.dispatch('create_from_parquet', 'footfall')(tables) %}{% endif %}
{% endmacro %}

{% macro default__create_from_parquet(tables) %}
    {% do exceptions.raise_compiler_error(
        "footfall: create_from_parquet is for Spark, and this target is of type '" ~ target.type ~ "'."
    ) %}
{% endmacro %}

{% macro spark__create_from_parquet(tables) %}
    {% for table in tables %}
        {% set files = 'parquet.`' ~ table['files'] ~ '`' %}
        {% set relation = api.Relation.create(schema=table['schema'], identifier=table['name'], type='table') %}
        {% do run_query('create schema if not exists ' ~ relation.schema) %}
        {% if load_relation(relation) is none %}
            {% set columns = [] %}
            {% for column in run_query('describe query select * from ' ~ files).rows %}
                {% do columns.append([column[0], column[1]]) %}
            {% endfor %}
            {% do footfall.create_empty_table(relation, columns, false) %}
        {% endif %}
        {% set rows = run_query('select count(*) from ' ~ relation).rows[0][0] %}
        {% if rows == 0 and table['rows'] > 0 %}
            {% do footfall.overwrite_table(relation, 'select * from ' ~ files, 'copy') %}
            {% set rows = run_query('select count(*) from ' ~ relation).rows[0][0] %}
        {% endif %}
        {% if rows != table['rows'] %}
            {% do exceptions.raise_compiler_error(
                'footfall: ' ~ relation ~ ' has ' ~ rows ~ ' rows, where the source has ' ~ table['rows']
                ~ '. Drop it, or leave it out with --skip ' ~ table['schema'] ~ '.' ~ table['name'] ~ '.'
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
