{#-
    Queries for the config `event_days`, of the raw rows as they stand.
-#}

{% macro clutch_event_days() %}
    select
        {{ dbt.cast('id', dbt.type_string()) }} as event_id
        , {{ footfall.raw_date('clutch', footfall.clutch_raw_columns()) }} as activity_date
    from {{ source('clutch', 'audit_events') }}
{% endmacro %}


{% macro datagrok_event_days() %}
    select
        lower({{ dbt.cast('id', dbt.type_string()) }}) as event_id
        , {{ footfall.raw_date('datagrok', footfall.datagrok_raw_columns()) }} as activity_date
    from {{ source('datagrok', 'events') }}
{% endmacro %}


{% macro custom_source_event_days() %}
    {% for table in footfall.custom_tables() %}
    select
        '{{ table.name }}/' || event_id as event_id
        , {{ footfall.reporting_date(footfall.plausible_timestamp('logged_at')) }} as activity_date
    from ({{ footfall.custom_source_rows(table, only=['logged_at', 'event_id', 'is_counted']) }}) as raw_rows
    where
        event_id is not null
        and is_counted
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}


{% macro days_of_completed_clutch_calls() %}
    {#- For the config `also_stale`: Clutch completes a row in place when the call ends. One that has not ended for long
        never will: its client has gone, its deadline has passed, or the gateway with it. -#}
    {% set response = {'response_body': ['response_body', '*']} %}
    with

    unfinished as (

        select
            audit_event_id
            , activity_date
        from {{ this }}
        where
            record_state = 'kept'
            and not is_finished
            and occurred_at >= {{ footfall.unfinished_since() }}

    )

    , reread as {{ footfall.materialized_cte() }} (

        select
            unfinished.activity_date
            , {{ footfall.json_object('audit_events.details', response, footfall.clutch_raw_columns()['details']) }} as details
        from unfinished
        inner join {{ source('clutch', 'audit_events') }} as audit_events
            on unfinished.audit_event_id = audit_events.id

    )

    select distinct activity_date
    from reread
    where {{ footfall.json_exists('details', response, 'response_body') }}
{% endmacro %}


{% macro clutch_raw_columns() %}
    {% do return(footfall.raw_columns(
        source('clutch', 'audit_events'), ['id', 'occurred_at', 'details'], 'clutch', 'clutch_audit_events_table'
    )) %}
{% endmacro %}


{% macro datagrok_raw_columns() %}
    {% do return(footfall.raw_columns(
        source('datagrok', 'events'), ['id', 'event_time'], 'datagrok', 'datagrok_events_table'
    )) %}
{% endmacro %}


{% macro raw_date(system, columns) -%}
    {#- The date in reporting_timezone on which a raw row of raw_logged_at was logged. -#}
    {{ footfall.reporting_date(footfall.plausible_timestamp(footfall.raw_logged_at(system, columns))) }}
{%- endmacro %}
