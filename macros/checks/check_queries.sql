{% macro check_queries(tables={}, marts={}) %}
    {#- What `footfall check` asks: prints as JSON where each table is, its columns, and the query of its judged rows.
        A run-operation; it writes nothing. -#}
    {% if execute %}
        {% do footfall.validate_vars() %}
        {% set checks = [] %}
        {% for name, required in tables.items() if name.split('.')[0] in footfall.enabled_systems() + ['hr'] %}
            {% do checks.append(footfall.check_of_raw_table(name, required)) %}
        {% endfor %}
        {% for table in footfall.custom_tables() if tables %}
            {% do checks.append(footfall.check_of_custom_table(table)) %}
        {% endfor %}
        {% set logs = footfall.loaded_logs() if tables else [] %}
        {% for log in logs %}
            {% do checks.append(footfall.check_of_loaded_log(log)) %}
        {% endfor %}
        {% for name, models in marts.items() %}
            {% do checks.append(footfall.check_of_marts(name, models)) %}
        {% endfor %}
        {% set limits = {} %}
        {% for system in footfall.enabled_systems() %}
            {% do limits.update({system: {
                'warn': var(system ~ '_warn_after_hours'), 'error': var(system ~ '_error_after_hours')
            }}) %}
        {% endfor %}
        {% for log in logs %}
            {% set freshness = log.freshness or {} %}
            {% do limits.update({log.source_name ~ '.' ~ log.name: {
                'warn': footfall.hours_of_limit(freshness.warn_after),
                'error': footfall.hours_of_limit(freshness.error_after),
            }}) %}
        {% endfor %}
        {% set seeds = [] %}
        {% for node in graph.nodes.values()
            if node.resource_type == 'seed' and node.name in ['activity_vocabulary', 'company_activity_vocabulary'] %}
            {% do seeds.append(node.root_path ~ '/' ~ node.original_file_path) %}
        {% endfor %}
        {% do print(tojson({
            'as_of_day': footfall.as_of_day(),
            'hr_is_required': var('hr_employees_required'),
            'systems': footfall.logged_systems(),
            'limits': limits,
            'vocabularies': seeds,
            'checks': checks,
        })) %}
    {% endif %}
{% endmacro %}


{% macro check_of_raw_table(name, required) %}
    {% set system, table = name.split('.') %}
    {% set relation = source(system, table) %}
    {% set columns = footfall.raw_columns(relation, [], system, '', is_optional=true) %}
    {% set key = footfall.row_key(columns, 'id') %}
    {% set rows = none %}
    {% if columns and required | reject('in', columns) | list | length == 0 %}
        {% set judge = 'judged__' ~ system ~ '_' ~ table %}
        {% set rows = footfall.timed_rows(
            context['footfall'][judge](relation, columns, key) if judge in context['footfall']
            else footfall.judged_by_id(key, relation, {})
        ) %}
    {% endif %}
    {% do return({
        'name': name, 'system': system, 'relation': relation | string, 'columns': columns, 'key': key, 'rows': rows,
        'missing_grant': footfall.missing_grant(relation)
    }) %}
{% endmacro %}


{% macro check_of_custom_table(table) %}
    {#- Its contract is what the mapping names. -#}
    {% set columns = footfall.raw_columns(table.relation, [], table.name, '', is_optional=true) %}
    {% set mapped, key, rows = [], none, none %}
    {% if columns %}
        {% set reading = footfall.custom_reading(table, is_lenient=true) %}
        {% do footfall.custom_fields(reading, (table.get('details') or []) | length) %}
        {% do mapped.extend(reading.columns_read | unique) %}
        {% set event_id = table.get('event_id') %}
        {% set key = footfall.row_key(columns, event_id if event_id is string) %}
        {% if mapped | reject('in', columns) | list | length == 0 %}
            {% set rows = footfall.timed_rows(footfall.judged_custom_rows(table, key)) %}
        {% endif %}
    {% endif %}
    {% do return({
        'name': table.name ~ ('.' ~ table.relation.identifier if table.is_one_of_several else ''), 'system': table.name,
        'relation': table.relation | string, 'columns': columns, 'mapped': mapped, 'key': key, 'rows': rows,
        'missing_grant': footfall.missing_grant(table.relation)
    }) %}
{% endmacro %}


{% macro check_of_loaded_log(log) %}
    {#- Of a log as it was loaded, mapped or not. -#}
    {% set name = log.source_name ~ '.' ~ log.name %}
    {% set relation = api.Relation.create(database=log.database, schema=log.schema, identifier=log.identifier) %}
    {% set columns = footfall.raw_columns(relation, [], name, '', is_optional=true) %}
    {% set key = footfall.row_key(columns, none) %}
    {% set is_complete = ['record', 'record_hash', 'loaded_at'] | reject('in', columns) | list | length == 0 %}
    {% do return({
        'name': name, 'system': name, 'is_log': true, 'relation': relation | string, 'columns': columns, 'key': key,
        'rows': footfall.timed_rows(footfall.judged_log_rows(relation, columns, key)) if is_complete else none,
        'missing_grant': footfall.missing_grant(relation)
    }) %}
{% endmacro %}


{% macro hours_of_limit(limit) %}
    {#- A limit of freshness in hours, none where there is none. -#}
    {% set hours = {'minute': 1 / 60, 'hour': 1, 'day': 24} %}
    {% do return(limit.count * hours[limit.period] if limit and limit.count is number else none) %}
{% endmacro %}


{% macro check_of_marts(name, models) %}
    {#- Of a check that a project without the marts' system has no models for, nothing is found. -#}
    {% set relations = {} %}
    {% set missing = [] %}
    {% for node in graph.nodes.values()
        if node.resource_type == 'model' and node.package_name == 'footfall' and node.name in models %}
        {% set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) %}
        {% do relations.update({node.name: relation}) %}
        {% if adapter.get_columns_in_relation(relation) | length == 0 %}{% do missing.append(relation | string) %}{% endif %}
    {% endfor %}
    {% set is_complete = relations | length == models | length %}
    {% do return({
        'name': name,
        'is_enabled': is_complete,
        'missing': missing,
        'rows': context['footfall']['judged__' ~ name](relations) if is_complete and not missing else none,
    }) %}
{% endmacro %}


{% macro row_key(columns, id) -%}
    {#- By what a raw row is found again, as text: its id where that is a number or a uuid, which say nothing of
        anybody, else the hash of all its columns. -#}
    {%- set texts = [] -%}
    {%- for name in columns -%}{%- do texts.append(adapter.quote(name)) -%}{%- endfor -%}
    {%- set hash = footfall.surrogate_key(texts) -%}
    {%- if id and id | lower in columns -%}
        {%- set id_text = 'cast(' ~ adapter.quote(id) ~ ' as ' ~ dbt.type_string() ~ ')' -%}
        case
            when {{ footfall.matches_pattern(id_text, '^([0-9]{1,20}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$') }}
                then {{ id_text }}
            else {{ hash }}
        end
    {%- else -%}
        {{ hash }}
    {%- endif -%}
{%- endmacro %}


{% macro timed_rows(judged) -%}
    {#- Judged rows, with what is true of every time: whether it can be used, and whether it has come. -#}
    select
        timed.*,
        {{ footfall.reporting_date('timed.occurred_at') }} as activity_date,
        timed.occurred_at is null as has_no_time,
        coalesce(timed.occurred_at > {{ footfall.started_at() }} + interval '1 day', false) as is_in_future
    from (
        select
            judged.*,
            {{ footfall.plausible_timestamp('judged.logged_at') }} as occurred_at
        from (
            {{ judged }}
        ) as judged
    ) as timed
{%- endmacro %}
