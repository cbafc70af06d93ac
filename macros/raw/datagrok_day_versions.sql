{% macro datagrok_type_day_versions() -%}
    {#- A query: changes with what is told elsewhere of a day's events: their types, and whose their sessions are. -#}
    with

    events as (

        select
            lower(id) as event_id
            , lower(event_type_id) as event_type_id
            , lower(session_id) as session_id
            , {{ footfall.reporting_date(footfall.plausible_timestamp('event_time')) }} as activity_date
        from (
            {{ footfall.raw_select(
                source('datagrok', 'events'),
                {'id': 'string', 'event_type_id': 'string', 'session_id': 'string', 'event_time': 'timestamp'},
                ['id', 'event_type_id', 'session_id', 'event_time'], 'datagrok', 'datagrok_events_table'
            ) | indent(12) }}
        ) as raw_events

    )

    , event_types as (

        select * from {{ ref('base_datagrok__event_types') }}

    )

    , sessions as (

        select * from {{ ref('base_datagrok__sessions') }}

    )

    select
        events.activity_date
        , {{ footfall.rows_hash(
            "coalesce(event_types.event_type_id, '') || coalesce(event_types.action, '')"
            ~ " || coalesce(event_types.type_name, '') || coalesce(sessions.user_id, '')"
        ) }} as day_version
    from events
    left join event_types on events.event_type_id = event_types.event_type_id
    left join sessions on events.session_id = sessions.session_id
    where
        events.activity_date >= {{ footfall.date_literals([footfall.first_late_arrival_day()]) }}
        or events.activity_date is null
    group by events.activity_date
{%- endmacro %}


{% macro datagrok_value_day_versions() -%}
    {#- A query: changes with the values of a day's events, and with the objects that they point at. -#}
    with

    events as (

        select * from {{ ref('base_datagrok__events') }}

    )

    , event_parameter_values as (

        select * from {{ ref('base_datagrok__event_parameter_values') }}

    )

    , objects as (

        select * from {{ ref('stg_datagrok__objects') }}

    )

    select
        events.activity_date
        , {{ footfall.rows_hash(
            "coalesce(event_parameter_values.parameter_name, '') || coalesce(event_parameter_values.text_value, '')"
            ~ " || coalesce(event_parameter_values.referenced_id, '') || coalesce(objects.object_type, '')"
            ~ " || coalesce(objects.object_name, '') || coalesce(objects.package_id, '')"
        ) }} as day_version
    from events
    inner join event_parameter_values on events.event_id = event_parameter_values.event_id
    left join objects on event_parameter_values.referenced_id = objects.object_id
    where
        events.record_state = 'kept'
        and events.activity_date >= {{ footfall.date_literals([footfall.first_late_arrival_day()]) }}
    group by events.activity_date
{%- endmacro %}
