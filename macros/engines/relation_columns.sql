{% macro relation_columns(relation) %}
    {#- The columns of a relation that no model makes: a list of {'name', 'type'}; none where it is not there. Of one that
        is there but may not be read, {'unreadable': the grant that is missing} alone. -#}
    {{ return(adapter.dispatch('relation_columns', 'footfall')(relation)) }}
{% endmacro %}

{% macro default__relation_columns(relation) %}
    {% set columns = [] %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% do columns.append({'name': column.name, 'type': column.data_type | lower}) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}

{% macro postgres__relation_columns(relation) %}
    {#- From the catalogue: information_schema has no materialized views, and nothing that may not be read. Types have the
        names that it gives them. -#}
    {% set found = run_query(
        "select a.attname"
        ~ ", case when b.typtype = 'c' then 'composite' else format_type(b.oid, null) end"
        ~ ", has_schema_privilege(n.oid, 'usage')"
        ~ ", has_column_privilege(c.oid, a.attnum, 'select')"
        ~ ", current_user"
        ~ " from pg_catalog.pg_class as c"
        ~ " inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid"
        ~ " inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        ~ " inner join pg_catalog.pg_type as t on a.atttypid = t.oid"
        ~ " inner join pg_catalog.pg_type as b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end"
        ~ " where n.nspname = " ~ footfall.quoted([relation.schema])
        ~ " and c.relname = " ~ footfall.quoted([relation.identifier])
        ~ " and c.relkind in ('r', 'p', 'v', 'm', 'f') order by a.attnum"
    ) %}
    {% set columns = [] %}
    {% for name, type, may_use, may_select, user in found.rows %}
        {% if not may_use %}
            {% do return([{'unreadable': 'grant usage on schema ' ~ relation.schema ~ ' to ' ~ user}]) %}
        {% elif not may_select %}
            {% do return([{'unreadable': 'grant select on ' ~ relation ~ ' to ' ~ user}]) %}
        {% endif %}
        {% do columns.append({'name': name, 'type': type | lower}) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro missing_grant(relation) %}
    {#- The grant without which a relation that is there may not be read; none where nothing is missing. -#}
    {% for column in footfall.relation_columns(relation) if 'unreadable' in column %}
        {% do return(column.unreadable) %}
    {% endfor %}
    {% do return(none) %}
{% endmacro %}


{% macro columns_of_query(query) %}
    {#- The names of a query's columns; it is not run. -#}
    {{ return(adapter.dispatch('columns_of_query', 'footfall')(query)) }}
{% endmacro %}

{% macro postgres__columns_of_query(query) %}
    {% do return(run_query('select * from (' ~ query ~ '\n) as described where false').column_names) %}
{% endmacro %}

{% macro duckdb__columns_of_query(query) %}
    {% do return(run_query('describe ' ~ query).columns[0].values()) %}
{% endmacro %}

{% macro spark__columns_of_query(query) %}
    {% do return(run_query('describe query ' ~ query).columns[0].values()) %}
{% endmacro %}
