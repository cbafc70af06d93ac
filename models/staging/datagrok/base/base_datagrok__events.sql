{{ config(
    materialized='rebuilt_by_day',
    enabled=footfall.is_enabled('datagrok'),
    versioned_by_day=['base_datagrok__event_types', 'base_datagrok__sessions'],
    day_versions=['datagrok_type_day_versions'],
    event_days='datagrok_event_days'
) }}

{% set copy_number -%}
    row_number() over (
        partition by joined.event_id, joined.quarantine_reason is null
        order by
            joined.occurred_at desc nulls last
            , {{ footfall.byte_order('joined.event_type_id') }} asc nulls last
            , {{ footfall.byte_order('joined.session_id') }} asc nulls last
            , {{ footfall.byte_order('joined.error_message') }} asc nulls last
            , {{ footfall.byte_order('joined.error_text') }} asc nulls last
            , {{ footfall.byte_order('joined.ui_path') }} asc nulls last
    )
{%- endset %}

-- depends_on: {{ ref('base_datagrok__raw_rows_by_day') }}
with

events as (

    {{ footfall.raw_select(
        source('datagrok', 'events'),
        {
            'id': 'string', 'event_type_id': 'string', 'session_id': 'string', 'event_time': 'timestamp',
            'description': 'string', 'error_message': 'string', 'error_stack_trace': 'string',
        },
        ['id', 'event_type_id', 'session_id', 'event_time'], 'datagrok', 'datagrok_events_table'
    ) | indent(4) }}
    {{ footfall.evaluate_once() }}

)

, event_types as (

    select * from {{ ref('base_datagrok__event_types') }}

)

, sessions as (

    select * from {{ ref('base_datagrok__sessions') }}

)

, typed as (

    select
        nullif(lower(id), '') as event_id
        , nullif(lower(event_type_id), '') as event_type_id
        , nullif(lower(session_id), '') as session_id
        , event_time is not null as has_time
        , {{ footfall.plausible_timestamp('event_time') }} as occurred_at
        , nullif(description, '') as description
        , nullif(error_message, '') as error_message
        , nullif(error_stack_trace, '') as error_stack_trace
    from events
    where {{ footfall.in_stale_days(footfall.reporting_date(footfall.plausible_timestamp('event_time'))) }}

)

, joined as {{ footfall.materialized_cte() }} (

    select
        typed.event_id
        , typed.occurred_at
        , {{ footfall.reporting_date('typed.occurred_at') }} as activity_date
        , typed.event_type_id
        , typed.session_id
        , sessions.user_id
        , event_types.source
        , event_types.type_name
        , event_types.typed_relation
        , typed.error_message
        , case
            when event_types.typed_relation = 'errors' or typed.error_message is not null
                then coalesce(typed.error_stack_trace, typed.error_message, typed.description)
        end as error_text
        -- The other descriptions are messages and templates, which nothing needs.
        , case
            when event_types.typed_relation in ('dialogs', 'menu_clicks', 'ui_actions') then typed.description
        end as ui_path
        , case
            when typed.event_id is null then 'id is null'
            when not typed.has_time then 'event_time is null or no time'
            when typed.occurred_at is null then 'event_time is not between 2000 and 2099'
            when typed.event_type_id is null then 'event_type_id is null'
            when event_types.event_type_id is null then 'event_type_id is not in event_types'
        end as quarantine_reason
    from typed
    left join event_types on typed.event_type_id = event_types.event_type_id
    left join sessions on typed.session_id = sessions.session_id

)

, numbered as (

    {{ footfall.among_copies('joined', 'event_id', {'copy_number': {'window': copy_number, 'alone': 1}}) }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , event_type_id
        , session_id
        , user_id
        , source
        , type_name
        , typed_relation
        , {{ footfall.mask_secrets('error_message') }} as error_message
        , {{ footfall.error_fingerprint('error_text') }} as error_fingerprint
        , {{ footfall.mask_secrets('ui_path') }} as ui_path
        , case
            when quarantine_reason is not null then 'quarantined'
            when copy_number > 1 then 'duplicate'
            else 'kept'
        end as record_state
        , quarantine_reason
    from numbered

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
