{# Changes with a day's events, and with what is told of them elsewhere: types, sessions, values, objects. #}
{{ config(
    day_version="events || '/' || event_types_hash || '/' || coalesce(session_users_hash, 0) || '/'"
        ~ " || coalesce(parameter_values_hash, 0) || '/' || coalesce(last_loaded_at, '')",
    is_raw=true,
    enabled=footfall.is_enabled('datagrok')
) }}

{% set columns = {
    'id': 'string', 'event_type_id': 'string', 'session_id': 'string', 'event_time': 'timestamp',
} %}
{% set loaded_at = var('datagrok_loaded_at_column') %}
{% if loaded_at %}{% do columns.update({loaded_at | lower: 'string'}) %}{% endif %}

with

raw_events as (

    {{ footfall.raw_select(
        source('datagrok', 'events'), columns, ['id', 'event_type_id', 'session_id', 'event_time'],
        'datagrok', 'datagrok_events_table'
    ) | indent(4) }}

)

, event_types as (

    select * from {{ ref('base_datagrok__event_types') }}

)

, sessions as (

    select * from {{ ref('stg_datagrok__sessions') }}

)

, event_parameter_values as (

    select * from {{ ref('base_datagrok__event_parameter_values') }}

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

, events as (

    select
        lower(id) as event_id
        , lower(event_type_id) as event_type_id
        , lower(session_id) as session_id
        , cast({{ adapter.quote(loaded_at | lower) if loaded_at else 'null' }} as {{ dbt.type_string() }}) as loaded_at
        , {{ footfall.reporting_date(footfall.plausible_timestamp('event_time')) }} as activity_date
    from raw_events

)

, late_events as (

    select * from events
    where activity_date >= {{ footfall.date_literals([footfall.first_late_arrival_day()]) }} or activity_date is null

)

, valued_days as (

    select
        events.activity_date
        , {{ footfall.rows_hash(
            "coalesce(event_parameter_values.parameter_name, '') || coalesce(event_parameter_values.text_value, '')"
            ~ " || coalesce(event_parameter_values.referenced_id, '') || coalesce(objects.object_type, '')"
            ~ " || coalesce(objects.object_name, '') || coalesce(objects.package_id, '')"
        ) }} as parameter_values_hash
    from late_events as events
    inner join event_parameter_values on events.event_id = event_parameter_values.event_id
    left join objects on event_parameter_values.referenced_id = objects.object_id
    group by events.activity_date

)

, event_days as (

    select
        events.activity_date
        , count(*) as events
        , max(events.loaded_at) as last_loaded_at
        , {{ footfall.rows_hash(
            "coalesce(event_types.event_type_id, '') || coalesce(event_types.action, '')"
            ~ " || coalesce(event_types.type_name, '')"
        ) }} as event_types_hash
        , {{ footfall.rows_hash('sessions.user_id') }} as session_users_hash
    from late_events as events
    left join event_types on events.event_type_id = event_types.event_type_id
    left join sessions on events.session_id = sessions.session_id
    group by events.activity_date

)

, final as (

    select
        event_days.activity_date
        , event_days.events
        , event_days.last_loaded_at
        , event_days.event_types_hash
        , event_days.session_users_hash
        , valued_days.parameter_values_hash
    from event_days
    left join valued_days on coalesce(event_days.activity_date, {{ footfall.date_literals([footfall.no_day()]) }})
        = coalesce(valued_days.activity_date, {{ footfall.date_literals([footfall.no_day()]) }})

)

select * from final
