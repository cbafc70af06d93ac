{% macro lock_table(relation) %}
    {#- Until the end of the transaction nobody else rebuilds the table: a second run waits, and then finds
        what the first has built. -#}
    {{ return(adapter.dispatch('lock_table', 'footfall')(relation)) }}
{% endmacro %}

{% macro default__lock_table(relation) %}
{% endmacro %}

{% macro postgres__lock_table(relation) %}
    {% if relation is not none and relation.is_table %}
        {% call statement('lock_table') %}
            lock table {{ relation }} in share row exclusive mode
        {% endcall %}
    {% endif %}
{% endmacro %}


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
        Returns what remember_builds needs to know of the other days. -#}
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
    {% for day in days %}
        {% do unfinished.update({day: ['', invocation_id, modules.datetime.datetime.utcnow().isoformat(' ')]}) %}
    {% endfor %}
    {% do footfall.spark_write_builds(node, dict(known, **unfinished)) %}
    {% for day in days %}{% do known.pop(day, none) %}{% endfor %}
    {% do return(known) %}
{% endmacro %}


{% macro remember_builds(node, built_from, build_id, known={}) %}
    {#- built_from: date -> text; known: what forget_builds has returned. -#}
    {% do adapter.dispatch('remember_builds', 'footfall')(node, built_from, build_id, known) %}
{% endmacro %}

{% macro default__remember_builds(node, built_from, build_id, known) %}
    {% call statement('remember_builds') %}
        insert into {{ footfall.builds() }} (node, activity_date, built_from, build_id, built_at) values
        {% for day, inputs in built_from.items() %}
        (
            '{{ node }}', cast('{{ day }}' as date), '{{ inputs }}', '{{ build_id }}',
            cast('{{ modules.datetime.datetime.utcnow().isoformat(' ') }}' as {{ dbt.type_timestamp() }})
        ){{ ',' if not loop.last }}
        {% endfor %}
    {% endcall %}
{% endmacro %}

{% macro spark__remember_builds(node, built_from, build_id, known) %}
    {% set builds = dict(known) %}
    {% for day, inputs in built_from.items() %}
        {% do builds.update({day: [inputs, build_id, modules.datetime.datetime.utcnow().isoformat(' ')]}) %}
    {% endfor %}
    {% do footfall.spark_write_builds(node, builds) %}
{% endmacro %}

{% macro spark_write_builds(node, builds) %}
    {#- All that is known of a table, at once: a partition of its own, which replaces the one that is there.
        Dynamic, so that each writer has a staging folder of its own and models can run side by side. One long
        text, because Spark is slow to read thousands of literals. builds: date -> built_from, build_id,
        built_at. -#}
    {% set lines = [] %}
    {% for day, build in builds.items() %}{% do lines.append(day ~ ',' ~ build | join(',')) %}{% endfor %}
    {% do footfall.spark_overwrite_partitions_only() %}
    {% call statement('write_builds') %}
        insert overwrite table {{ footfall.builds() }} partition (node)
            (activity_date, built_from, build_id, built_at, node)
        select
            cast(build[0] as date)
            , build[1]
            , build[2]
            , cast(build[3] as timestamp)
            , '{{ node }}'
        from (select split(line, ',') as build from (select explode(split('{{ lines | join(";") }}', ';')) as line))
    {% endcall %}
{% endmacro %}
