{% macro judged__datagrok_events(relation, columns, key) %}
    {#- The types and sessions that it refers to are tables of the same database. -#}
    {%- set text = dbt.type_string() -%}
    {%- set types = source('datagrok', 'event_types') -%}
    {%- set sessions = source('datagrok', 'users_sessions') -%}
    {%- set has_types = footfall.raw_columns(types, [], 'datagrok', '', is_optional=true) | length > 0 -%}
    {%- set has_sessions = footfall.raw_columns(sessions, [], 'datagrok', '', is_optional=true) | length > 0 -%}
    select
        events.row_key,
        events.unique_key,
        events.logged_at,
        cast(null as {{ text }}) as action,
        events.unique_key is null as lacks_id,
        events.event_type_id is null as lacks_action,
        {{ "events.event_type_id is not null and types.id is null" if has_types else 'false' }} as has_unknown_type,
        {{ "events.session_id is not null and sessions.id is null" if has_sessions else 'false' }} as has_unknown_session
    from (
        select
            {{ key }} as row_key,
            nullif(lower(cast(id as {{ text }})), '') as unique_key,
            {{ footfall.raw_logged_at('datagrok', columns) }} as logged_at,
            nullif(lower(cast(event_type_id as {{ text }})), '') as event_type_id,
            nullif(lower(cast(session_id as {{ text }})), '') as session_id
        from {{ relation }}
    ) as events
    {%- if has_types %}
    left join (select distinct lower(cast(id as {{ text }})) as id from {{ types }}) as types
        on events.event_type_id = types.id
    {%- endif %}
    {%- if has_sessions %}
    left join (select distinct lower(cast(id as {{ text }})) as id from {{ sessions }}) as sessions
        on events.session_id = sessions.id
    {%- endif %}
{% endmacro %}


{% macro judged__datagrok_event_types(relation, columns, key) %}
    {{ footfall.judged_by_id(key, relation, {
        'has_unknown_word': footfall.is_unknown_word('source', columns, [
            'audit', 'usage', 'error', 'info', 'warning', 'debug', 'function', 'function-package', 'script',
            'data-query',
        ]),
    }) }}
{% endmacro %}


{% macro judged__datagrok_event_parameters(relation, columns, key) %}
    {{ footfall.judged_by_id(key, relation, {'lacks_name': "coalesce(name, '') = ''"}) }}
{% endmacro %}


{% macro judged__datagrok_event_parameter_values(relation, columns, key) %}
    select
        {{ key }} as row_key,
        cast(null as {{ dbt.type_string() }}) as unique_key,
        cast(null as timestamp) as logged_at,
        cast(null as {{ dbt.type_string() }}) as action,
        event_id is null or parameter_id is null as lacks_id
    from {{ relation }}
{% endmacro %}


{% macro judged__datagrok_users_sessions(relation, columns, key) %}
    {{ footfall.judged_by_id(key, relation, {
        'lacks_user': 'user_id is null' if 'user_id' in columns else 'false',
        'has_unknown_word': footfall.is_unknown_word('type', columns, ['internal', 'guest']),
    }) }}
{% endmacro %}


{% macro judged__datagrok_users(relation, columns, key) %}
    {{ footfall.judged_by_id(key, relation, {
        'lacks_user': "coalesce(login, '') = ''" if 'login' in columns else 'false',
        'has_unknown_word': footfall.is_unknown_word('status', columns, ['new', 'active', 'blocked', 'guest']),
    }) }}
{% endmacro %}


{% macro judged_by_id(key, relation, problems) %}
    {#- Rows of a table that has an id and no time. -#}
    select
        {{ key }} as row_key,
        lower(cast(id as {{ dbt.type_string() }})) as unique_key,
        cast(null as timestamp) as logged_at,
        cast(null as {{ dbt.type_string() }}) as action,
        {%- for name, condition in problems.items() %}
        {{ condition }} as {{ name }},
        {%- endfor %}
        id is null as lacks_id
    from {{ relation }}
{% endmacro %}


{% macro is_unknown_word(column, columns, words) -%}
    {%- if column in columns -%}
        coalesce(lower(cast({{ adapter.quote(column) }} as {{ dbt.type_string() }})) not in ({{ footfall.quoted(words) }}), false)
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
