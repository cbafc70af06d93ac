{% macro raw_logged_at(system, columns) -%}
    {#- When a raw row of a system with a column for it says that it was logged, as `timestamp` in UTC. -#}
    {%- if system == 'clutch' -%}
        {{ footfall.utc_timestamp('occurred_at', columns['occurred_at']) }}
    {%- elif system == 'amundsen' -%}
        {{ footfall.plausible_epoch_ms(footfall.raw_integer('start_epoch_ms', columns['start_epoch_ms'])) }}
    {%- elif system == 'datagrok' -%}
        {{ footfall.raw_value('event_time', columns['event_time'], 'timestamp') }}
    {%- elif system == 'liblab' -%}
        {{ footfall.raw_value(adapter.quote('time'), columns['time'], 'timestamp') }}
    {%- endif -%}
{%- endmacro %}


{% macro newest_event(system, relation) %}
    {#- A query of one value: when the newest event of a raw table was, UTC. What lies in the future does not count:
        a single wrong clock would hide for years that a log has stopped. -#}
    {% set time_columns = {
        'clutch': 'occurred_at', 'amundsen': 'start_epoch_ms', 'datagrok': 'event_time', 'liblab': 'time',
        'zoomdata': 'record',
    } %}
    {% set table_names = {
        'clutch': 'audit_events', 'amundsen': 'user_actions', 'datagrok': 'events', 'liblab': 'audit_trail',
        'zoomdata': 'activity_log',
    } %}
    {% set columns = footfall.raw_columns(
        relation, [time_columns[system]], system, system ~ '_' ~ table_names[system] ~ '_table'
    ) %}
    select max(occurred_at) as newest_event
    from (
        {% if system == 'zoomdata' %}
        select {{ footfall.plausible_timestamp('written_at') }} as occurred_at
        from {{ footfall.zoomdata_logged(relation, {'event_date': ['eventDate']}) }}
        {% else %}
        select {{ footfall.plausible_timestamp(footfall.raw_logged_at(system, columns)) }} as occurred_at
        from {{ relation }}
        {% endif %}
    ) as events
    where occurred_at <= {{ footfall.started_at() }}
{% endmacro %}


{% macro started_at() -%}
    {#- When the command began, as `timestamp` in UTC. -#}
    timestamp '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}'
{%- endmacro %}
