{% macro builds() %}
    {#- The table that remembers of what each table, and each day of it, was built. -#}
    {% set salt = graph.nodes['model.footfall.base_footfall__pseudonym_salt'] %}
    {% do return(api.Relation.create(database=salt.database, schema=salt.schema, identifier='footfall_builds')) %}
{% endmacro %}


{% macro prepare_builds() %}
    {#- Before the first model: two models that make it at once would be in each other's way. Whoever asks how fresh
        the sources are writes nothing. -#}
    {% if execute and flags.WHICH != 'freshness' %}
        {% do adapter.create_schema(footfall.builds()) %}
        {% do footfall.begin_run() %}
        {% call statement('prepare_builds') %}
            create table if not exists {{ footfall.builds() }} (
                node {{ dbt.type_string() }}
                , activity_date date
                , built_from {{ dbt.type_string() }}
                , build_id {{ dbt.type_string() }}
                , built_at {{ dbt.type_timestamp() }}
            ) {{ footfall.builds_storage() }}
        {% endcall %}
        {% do footfall.recorded_build('') %}
        {% do footfall.forget_views() if footfall.is_building() %}
        {% do adapter.commit() %}
    {% endif %}
{% endmacro %}


{% macro recorded_build(node) %}
    {#- Of what a table as a whole was built, what its readers compare, and when that was; nones where nobody knows. All
        of them are read once a run, which is the only one at work. -#}
    {% if graph.get('footfall_run') != invocation_id %}
        {% set found = {} %}
        {% for build in run_query(
            'select node, built_from, build_id, cast(built_at as ' ~ dbt.type_string() ~ ') from ' ~ footfall.builds() ~ ' where activity_date = '
            ~ footfall.date_literals([footfall.whole_table()])
        ).rows %}
            {% do found.update({build[0]: build.values()[1:]}) %}
        {% endfor %}
        {% do graph.update({'footfall_builds': found, 'footfall_run': invocation_id}) %}
        {#- Programs run dbt several times on one graph. -#}
        {% do graph.pop('footfall_custom_sources', none) %}
    {% endif %}
    {% do return(graph.footfall_builds.get(node, (none, none, none))) %}
{% endmacro %}


{% macro built_days() %}
    {#- Query: activity_date, built_from of the days of this model's table. -#}
    select activity_date, built_from
    from {{ footfall.builds() }}
    where
        node = '{{ model.unique_id }}'
        and activity_date <> {{ footfall.date_literals([footfall.whole_table()]) }}
{% endmacro %}


{% macro forget_builds(node, days=none) %}
    {#- What is remembered of a table, or of some of its days, no longer holds. Returns what remember_builds has to know
        of the other days. -#}
    {% if graph.get('footfall_run') == invocation_id %}{% do graph.footfall_builds.pop(node, none) %}{% endif %}
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
    {% set whole = footfall.whole_table() %}
    {% if whole in built_from and graph.get('footfall_run') == invocation_id %}
        {% do graph.footfall_builds.update({node: (built_from[whole], build_ids[whole], footfall.utc_now())}) %}
    {% endif %}
{% endmacro %}

{% macro default__remember_builds(node, built_from, build_ids, known) %}
    {% call statement('remember_builds') %}
        insert into {{ footfall.builds() }} (node, activity_date, built_from, build_id, built_at) values
        {% for day, inputs in built_from.items() %}
        {{ footfall.build_values(node, day, [inputs, build_ids[day], footfall.utc_now()]) }}{{ ',' if not loop.last }}
        {% endfor %}
    {% endcall %}
{% endmacro %}


{% macro forget_views() %}
    {#- A run remembers views when it ends, all at once: where it is killed, the next one makes all of them again. -#}
    {% do adapter.dispatch('forget_views', 'footfall')() %}
{% endmacro %}

{% macro default__forget_views() %}
    {% set views = [] %}
    {% for node in graph.nodes.values() if node.config.materialized == 'view_if_changed' %}
        {% do views.append(node.unique_id) %}
    {% endfor %}
    {% call statement('forget_views') %}
        delete from {{ footfall.builds() }} where node in ({{ footfall.quoted(views + [footfall.last_run()]) }})
    {% endcall %}
{% endmacro %}


{% macro remember_views() %}
    {% set views = {} %}
    {% for node, build in graph.footfall_builds.items()
        if graph.nodes.get(node, {}).get('config', {}).get('materialized') == 'view_if_changed' %}
        {% do views.update({node: build}) %}
    {% endfor %}
    {% do adapter.dispatch('remember_views', 'footfall')(views) if views %}
{% endmacro %}

{% macro default__remember_views(views) %}
    {% call statement('remember_views') %}
        insert into {{ footfall.builds() }} (node, activity_date, built_from, build_id, built_at) values
        {% for view, build in views.items() %}
        {{ footfall.build_values(view, footfall.whole_table(), build) }},
        {% endfor %}
        ('{{ footfall.last_run() }}', {{ footfall.date_literals([footfall.whole_table()]) }}, '', '{{ invocation_id }}', null)
    {% endcall %}
    {% do adapter.commit() %}
{% endmacro %}


{% macro last_run() %}
    {#- What stands for the last run that came to its end. `footfall build` writes beside it of what that run built
        everything; any other run takes it away. -#}
    {% do return('footfall build') %}
{% endmacro %}


{% macro build_values(node, day, build) -%}
    (
        '{{ node }}', cast('{{ day }}' as date), '{{ build[0] }}', '{{ build[1] }}',
        cast('{{ build[2] }}' as {{ dbt.type_timestamp() }})
    )
{%- endmacro %}


{% macro remember_seed() %}
    {#- A seed's file may have been edited since its table was filled: what counts is what was filled in. A seed
        of a project that uses this one as a package keeps no builds, and is known by its file. -#}
    {% if execute %}
        {% do footfall.forget_builds(model.unique_id) %}
        {% do footfall.remember_builds(
            model.unique_id, {footfall.whole_table(): model.checksum.checksum}, model.checksum.checksum
        ) %}
    {% endif %}
{% endmacro %}


{% macro builds_storage() -%}
    {#- What follows the columns of the table of builds. -#}
    {{ return(adapter.dispatch('builds_storage', 'footfall')()) }}
{%- endmacro %}

{% macro default__builds_storage() -%}
{%- endmacro %}


{% macro build_ids(relation, built_from, days) %}
    {#- What readers of the days that were built compare: this run; or, by config `fingerprinted_by_day`, a text that is
        the same where the day's rows are. days: ISO dates, or 'all'. -#}
    {% if not config.get('fingerprinted_by_day') %}{% do return(invocation_id) %}{% endif %}
    {% set ids = {} %}
    {% for day in built_from %}
        {% do ids.update({day: invocation_id if day == footfall.whole_table() else 'no rows'}) %}
    {% endfor %}
    {% for row in run_query(
        'select activity_date, ' ~ footfall.rows_fingerprint('rows_of_day') ~ ' from ' ~ relation ~ ' as rows_of_day'
        ~ (' where ' ~ footfall.is_in_days('activity_date', days) if days != 'all' else '')
        ~ ' group by activity_date'
    ).rows %}
        {% do ids.update({footfall.iso_date(row[0]) if row[0] else footfall.no_day(): row[1]}) %}
    {% endfor %}
    {% do return(ids) %}
{% endmacro %}


{% macro fingerprint(relation) %}
    {#- A text that is the same where the rows are: what reads the table is then not built anew. -#}
    {% set readers = [] %}
    {% for reader in graph.nodes.values()
        if reader.resource_type == 'model' and model.unique_id in reader.depends_on.nodes %}
        {% do readers.append(reader.name) %}
    {% endfor %}
    {% if not readers %}{% do return(invocation_id) %}{% endif %}
    {% do return(footfall.fingerprint_of(relation)) %}
{% endmacro %}


{% macro fingerprint_of(relation) %}
    {% do return(run_query(
        'select ' ~ footfall.rows_fingerprint('rows_of_table') ~ ' from ' ~ relation ~ ' as rows_of_table'
    ).rows[0][0]) %}
{% endmacro %}


{% macro rows_fingerprint(alias) -%}
    {#- Aggregate: the number of rows and their hash as one text. -#}
    {%- set hash = 'cast(' ~ footfall.rows_hash(footfall.whole_row(alias)) ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    cast(count(*) as {{ dbt.type_string() }}) || '/' || coalesce({{ hash }}, '')
{%- endmacro %}
