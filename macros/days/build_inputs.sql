{% macro build_inputs(by_day) %}
    {#- What this model is built from, seen through views:
        days      tables that are rebuilt by day
        versions  what says for each day which version of something else it has: a macro that the model's config
                  day_versions names, or a table with the config day_version
        wholes    views, tables that are rebuilt as a whole
        others    what keeps no builds
        seeds     unique id -> checksum of the file
        sources   whether raw tables are read -#}
    {% set inputs = {'days': [], 'versions': [], 'wholes': [], 'others': [], 'seeds': {}, 'sources': []} %}
    {% do footfall.collect_build_inputs(model, inputs, config.get('versioned_by_day') or [], by_day) %}
    {% for name in config.get('day_versions') or [] %}
        {% do inputs.versions.append({
            'name': name, 'config': {'day_version': 'day_version'}, 'relation_name': '(' ~ footfall.query_of(name) ~ ') as ' ~ name,
        }) %}
    {% endfor %}
    {% do return(inputs) %}
{% endmacro %}


{% macro collect_build_inputs(node, inputs, versioned, by_day) %}
    {% for unique_id in node.depends_on.nodes %}
        {% set parent = graph.nodes.get(unique_id) %}
        {% if parent is none or not parent %}
            {% do inputs.sources.append(unique_id) %}
        {% elif parent.name in versioned %}
            {#- One of day_versions stands for it. -#}
        {% elif by_day and parent.name == 'base_footfall__erasures' %}
            {#- An erasure rewrites the days that hold the person itself. -#}
        {% elif by_day and parent.config.get('day_version') %}
            {% do inputs.versions.append(parent) if parent not in inputs.versions %}
        {% elif parent.resource_type == 'seed' %}
            {% do inputs.seeds.update({unique_id: parent.checksum.checksum}) %}
        {% elif parent.config.materialized == 'rebuilt_by_day' %}
            {% do inputs.days.append(unique_id) if unique_id not in inputs.days %}
        {% elif parent.config.materialized == 'rebuilt_whole' %}
            {% do inputs.wholes.append(unique_id) if unique_id not in inputs.wholes %}
        {% elif parent.config.materialized in ('view_if_changed', 'ephemeral') %}
            {% do inputs.wholes.append(unique_id)
                if parent.config.materialized == 'view_if_changed' and unique_id not in inputs.wholes %}
            {% do footfall.collect_build_inputs(parent, inputs, versioned, by_day) %}
        {% else %}
            {% do inputs.others.append(parent) if parent not in inputs.others %}
        {% endif %}
    {% endfor %}
{% endmacro %}


{% macro whole_version(inputs, with_days) %}
    {#- One text for all that a table as a whole depends on: its SQL, that of views, seeds, and tables without
        days. -#}
    {% set versions = [] %}
    {% for other in inputs.others %}
        {% do versions.append(other.name ~ '=' ~ footfall.version_of_other(other)) %}
    {% endfor %}
    {% for table in inputs.wholes + (inputs.days if with_days else []) %}
        {% do versions.append(table ~ '=' ~ footfall.recorded_build(table)[1]) %}
    {% endfor %}
    {% for seed, checksum in inputs.seeds.items() %}
        {#- One of a project that uses this one as a package keeps no builds. -#}
        {% do versions.append(seed ~ '=' ~ (footfall.recorded_build(seed)[1] or checksum)) %}
    {% endfor %}
    {% do return(local_md5(local_md5(sql) ~ versions | sort | join(','))) %}
{% endmacro %}


{% macro version_of_other(node) %}
    {#- Snapshots and the salt keep no builds, but say when they changed. -#}
    {% if node.config.materialized == 'view' %}
        {% do exceptions.raise_compiler_error(
            'footfall: ' ~ this ~ ' reads the view ' ~ node.name ~ ', whose changes nobody remembers. Give that model the'
            ~ " config materialized='view_if_changed'."
        ) %}
    {% endif %}
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
        {% for version in inputs.versions %}
        {{ 'union all' if inputs.days or not loop.first }}
        select
            coalesce(activity_date, {{ footfall.date_literals([footfall.no_day()]) }}) as activity_date
            , '{{ version.name }}' as input_name
            , cast({{ version.config.day_version }} as {{ dbt.type_string() }}) as input_version
        from {{ version.relation_name }}
        {% endfor %}

    )

    select
        activity_date
        , md5({{ footfall.text_list("input_name || '=' || input_version") }}) as built_from
    from versions
    group by activity_date
{% endmacro %}


{% macro current_days(inputs) %}
    {#- ISO date -> of what the day would be built now; read once, before the day is. -#}
    {% if 'current' not in inputs %}
        {% set current = {} %}
        {% set first_day = footfall.first_kept_day() or footfall.no_day() %}
        {% for row in run_query(footfall.day_versions(inputs)).rows %}
            {% set day = footfall.iso_date(row[0]) %}
            {% if day >= first_day or day == footfall.no_day() %}{% do current.update({day: row[1]}) %}{% endif %}
        {% endfor %}
        {% do inputs.update({'current': current}) %}
    {% endif %}
    {% do return(inputs.current) %}
{% endmacro %}
