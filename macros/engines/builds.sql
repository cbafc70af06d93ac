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

{% macro spark__rows_hash(rows) -%}
    sum(cast(xxhash64({{ rows }}) as decimal(38, 0)))
{%- endmacro %}


{% macro whole_row(alias) -%}
    {#- A relation's row, for rows_hash. -#}
    {{ return(adapter.dispatch('whole_row', 'footfall')(alias)) }}
{%- endmacro %}

{% macro default__whole_row(alias) -%}
    {{ alias }}
{%- endmacro %}

{% macro spark__whole_row(alias) -%}
    {#- With the columns' names: xxhash64 passes over nulls, wherever they stand. -#}
    to_json(struct({{ alias }}.*))
{%- endmacro %}


{% macro builds_storage() -%}
    {#- What follows the columns of the table of builds. -#}
    {{ return(adapter.dispatch('builds_storage', 'footfall')()) }}
{%- endmacro %}

{% macro default__builds_storage() -%}
{%- endmacro %}

{% macro spark__builds_storage() -%}
    using parquet partitioned by (node)
{%- endmacro %}


{% macro forget_builds(node, days=none) %}
    {#- What is remembered of a table, or of some of its days, no longer holds: it is about to be rebuilt.
        Returns what remember_builds has to know of the other days. -#}
    {{ return(adapter.dispatch('forget_builds', 'footfall')(node, days)) }}
{% endmacro %}

{% macro default__forget_builds(node, days) %}
    {% call statement('forget_builds') %}
        delete from {{ footfall.builds() }}
        where
            node = '{{ node }}'
            {% if days is not none %}
            and activity_date in ({{ footfall.date_literals(days + [footfall.whole_table()]) }})
            {% endif %}
    {% endcall %}
    {% do return({}) %}
{% endmacro %}


{% macro remember_builds(node, built_from, build_id, known={}) %}
    {#- built_from: date -> text; build_id: a text, or date -> text; known: what forget_builds has returned. -#}
    {% set build_ids = {} %}
    {% for day in built_from %}
        {% do build_ids.update({day: build_id[day] if build_id is mapping else build_id}) %}
    {% endfor %}
    {% do adapter.dispatch('remember_builds', 'footfall')(node, built_from, build_ids, known) %}
{% endmacro %}

{% macro default__remember_builds(node, built_from, build_ids, known) %}
    {% call statement('remember_builds') %}
        insert into {{ footfall.builds() }} (node, activity_date, built_from, build_id, built_at) values
        {% for day, inputs in built_from.items() %}
        (
            '{{ node }}', cast('{{ day }}' as date), '{{ inputs }}', '{{ build_ids[day] }}',
            cast('{{ modules.datetime.datetime.utcnow().isoformat(' ') }}' as {{ dbt.type_timestamp() }})
        ){{ ',' if not loop.last }}
        {% endfor %}
    {% endcall %}
{% endmacro %}


{% macro version_of_views(views) %}
    {#- A text that changes with what views select. -#}
    {% do return(adapter.dispatch('version_of_views', 'footfall')(views)) %}
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

{% macro spark__version_of_views(views) %}
    {% set names = {} %}
    {% for view in views %}{% do names.setdefault(view.schema, []).append(view.alias) %}{% endfor %}
    {% set texts = [] %}
    {% for schema in names | sort %}
        {% for row in run_query(
            'show table extended in ' ~ schema ~ " like '" ~ names[schema] | sort | join('|') ~ "'"
        ).rows | sort(attribute='1') %}
            {% do texts.append(modules.re.findall('View Text: ([\\s\\S]*?)\nView Original Text: ', row[3]) | join) %}
        {% endfor %}
    {% endfor %}
    {% do return(local_md5(texts | join(';'))) %}
{% endmacro %}
