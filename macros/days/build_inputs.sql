{% macro build_inputs(node, by_day) %}
    {#- What a table is built from, seen through views:
        days      tables that are rebuilt by day
        versions  views that say for each day which version of something else it has; to a table that is not
                  rebuilt by day they are views like others
        wholes    tables that are rebuilt as a whole
        views     the views that it is seen through
        others    what keeps no builds
        seeds     unique id -> checksum of the file
        sources   whether raw tables are read -#}
    {% set inputs = {'days': [], 'versions': [], 'wholes': [], 'views': [], 'others': [], 'seeds': {}, 'sources': []} %}
    {% do footfall.collect_build_inputs(node, inputs, node.config.get('versioned_by_day') or [], by_day) %}
    {% do return(inputs) %}
{% endmacro %}


{% macro collect_build_inputs(node, inputs, versioned, by_day) %}
    {% for unique_id in node.depends_on.nodes %}
        {% set parent = graph.nodes.get(unique_id) %}
        {% if parent is none or not parent %}
            {% do inputs.sources.append(unique_id) %}
        {% elif parent.name in versioned %}
            {#- Its day_version stands for it. -#}
        {% elif by_day and parent.name == 'stg_footfall__erasures' %}
            {#- An erasure rewrites the days that hold the person itself. -#}
        {% elif by_day and parent.config.get('day_version') %}
            {% do inputs.versions.append(parent) if parent not in inputs.versions %}
        {% elif parent.resource_type == 'seed' %}
            {% do inputs.seeds.update({unique_id: parent.checksum.checksum}) %}
        {% elif parent.config.materialized == 'rebuilt_by_day' %}
            {% do inputs.days.append(unique_id) if unique_id not in inputs.days %}
        {% elif parent.config.materialized == 'rebuilt_whole' %}
            {% do inputs.wholes.append(unique_id) if unique_id not in inputs.wholes %}
        {% elif parent.config.materialized in ('view', 'ephemeral') %}
            {% do inputs.views.append(parent) if parent.config.materialized == 'view' and parent not in inputs.views %}
            {% do footfall.collect_build_inputs(parent, inputs, versioned, by_day) %}
        {% else %}
            {% do inputs.others.append(parent) if parent not in inputs.others %}
        {% endif %}
    {% endfor %}
{% endmacro %}


{% macro whole_version(code, inputs, with_days) %}
    {#- One text for all that a table as a whole depends on: its SQL, that of views, seeds, and tables without
        days. -#}
    {% set versions = [footfall.version_of_views(inputs.views)] if inputs.views else [] %}
    {% for other in inputs.others %}
        {% do versions.append(other.name ~ '=' ~ footfall.version_of_other(other)) %}
    {% endfor %}
    {% set tables = inputs.wholes + (inputs.days if with_days else []) + inputs.seeds.keys() | list %}
    {% set builds = dict(inputs.seeds) %}
    {% if tables %}
        {% for build in run_query(
            "select node, build_id from " ~ footfall.builds() ~ " where activity_date = "
            ~ footfall.date_literals([footfall.whole_table()]) ~ " and node in (" ~ footfall.quoted(tables) ~ ")"
        ).rows %}
            {% do builds.update({build[0]: build[1]}) %}
        {% endfor %}
    {% endif %}
    {% for table, build_id in builds.items() %}{% do versions.append(table ~ '=' ~ build_id) %}{% endfor %}
    {% do return(local_md5(local_md5(code) ~ versions | sort | join(','))) %}
{% endmacro %}


{% macro version_of_other(node) %}
    {#- Snapshots and the salt keep no builds, but say when they changed. -#}
    {% set times = 'max(dbt_updated_at), count(dbt_valid_to)' if node.resource_type == 'snapshot' else 'max(created_at)' %}
    {% set found = run_query('select count(*), ' ~ times ~ ' from ' ~ node.relation_name) %}
    {% do return(found.rows[0].values() | join('/')) %}
{% endmacro %}


{% macro day_versions(inputs) %}
    {#- Query: activity_date, built_from of every day that an input has. -#}
    with

    versions as (

        {% if inputs.days %}
        select
            activity_date
            , node as input_name
            , build_id as input_version
        from {{ footfall.builds() }}
        where
            node in ({{ footfall.quoted(inputs.days) }})
            and activity_date <> {{ footfall.date_literals([footfall.whole_table()]) }}
        {% endif %}
        {% for view in inputs.versions %}
        {{ 'union all' if inputs.days or not loop.first }}
        select
            coalesce(activity_date, {{ footfall.date_literals([footfall.no_day()]) }}) as activity_date
            , '{{ view.name }}' as input_name
            , cast({{ view.config.day_version }} as {{ dbt.type_string() }}) as input_version
        from {{ view.relation_name }}
        {% endfor %}

    )

    select
        activity_date
        , md5({{ footfall.text_list("input_name || '=' || input_version") }}) as built_from
    from versions
    group by activity_date
{% endmacro %}
