{% macro index_days(relation) %}
    {#- Days are deleted and read by date. -#}
    {{ return(adapter.dispatch('index_days', 'footfall')(relation)) }}
{% endmacro %}

{% macro default__index_days(relation) %}
{% endmacro %}

{% macro postgres__index_days(relation) %}
    {% call statement('index_days') %}
        create index on {{ relation }} (activity_date)
    {% endcall %}
{% endmacro %}


{% macro rows_hash(rows) -%}
    {#- Aggregate: a number that is the same where the rows are, in whatever order. -#}
    {{ return(adapter.dispatch('rows_hash', 'footfall')(rows)) }}
{%- endmacro %}

{% macro default__rows_hash(rows) -%}
    sum(cast(hashtext(cast({{ rows }} as text)) as bigint))
{%- endmacro %}

{% macro duckdb__rows_hash(rows) -%}
    sum(cast(hash({{ rows }}) as hugeint))
{%- endmacro %}


{% macro version_of_views(views) %}
    {#- A text that changes with what views select. -#}
    {% do return(adapter.dispatch('version_of_views', 'footfall')(views)) %}
{% endmacro %}

{% macro default__version_of_views(views) %}
    {% set versions = [] %}
    {% for view in views %}{% do versions.append(view.name ~ '=' ~ view.checksum.checksum) %}{% endfor %}
    {% do return(local_md5(versions | sort | join(','))) %}
{% endmacro %}

{% macro duckdb__version_of_views(views) %}
    {% set names = [] %}
    {% for view in views %}{% do names.append(view.relation_name | replace('"', '')) %}{% endfor %}
    {% do return(run_query(
        "select md5(string_agg(sql, ';' order by schema_name, view_name)) from duckdb_views() where database_name"
        ~ " || '.' || schema_name || '.' || view_name in (" ~ footfall.quoted(names) ~ ")"
    ).rows[0][0]) %}
{% endmacro %}

{% macro postgres__version_of_views(views) %}
    {% set names = [] %}
    {% for view in views %}{% do names.append(view.relation_name) %}{% endfor %}
    {% do return(run_query(
        "select md5(string_agg(pg_get_viewdef(to_regclass(name)), ';' order by name collate \"C\"))"
        ~ " from unnest(array[" ~ footfall.quoted(names) ~ "]) as names (name)"
    ).rows[0][0]) %}
{% endmacro %}
