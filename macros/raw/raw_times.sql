{% macro raw_logged_at(system, columns) -%}
    {#- When a raw row of a system with a column for it says that it was logged, as `timestamp` in UTC. -#}
    {%- set time = footfall.systems()[system].time -%}
    {%- if system == 'clutch' -%}
        {{ footfall.utc_timestamp(time, columns[time]) }}
    {%- elif system == 'amundsen' -%}
        {{ footfall.plausible_epoch_ms(footfall.raw_integer(time, columns[time])) }}
    {%- else -%}
        {{ footfall.raw_value(adapter.quote(time), columns[time], 'timestamp') }}
    {%- endif -%}
{%- endmacro %}


{% macro newest_event(system, relation) %}
    {#- A query of one value: when the newest event of a raw table was, UTC. What lies in the future does not count:
        a single wrong clock would hide for years that a log has stopped. -#}
    {% set about = footfall.systems()[system] %}
    {% set columns = footfall.raw_columns(relation, [about.time], system, system ~ '_' ~ about.log ~ '_table') %}
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
