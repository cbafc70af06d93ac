{% set columns = footfall.clutch_raw_columns() %}

{% set fields = {
    'user_name': ['user_name'],
    'service_name': ['service_name'],
    'method_name': ['method_name'],
    'type': ['type'],
    'status_code': ['status', 'code'],
    'status_message': ['status', 'message'],
    'request_type': ['request_body', '@type'],
    'response_type': ['response_body', '@type'],
    'request_body': ['request_body', '*'],
    'response_body': ['response_body', '*'],
    'request_resources': ['request_resources', '*'],
    'response_resources': ['response_resources', '*'],
    'request_resource_type': ['request_resources', 0, 'type_url'],
    'request_resource_id': ['request_resources', 0, 'id'],
    'response_resource_type': ['response_resources', 0, 'type_url'],
    'response_resource_id': ['response_resources', 0, 'id'],
} %}

{{ config(
    materialized='rebuilt_by_day',
    days_at_once=60,
    also_stale='days_of_completed_clutch_calls',
    event_days='clutch_event_days',
    enabled=footfall.is_enabled('clutch')
) }}

{# A copy read before the call ended and one read after it are the same call. #}
{% set copy_number -%}
    row_number() over (
        partition by judged.event_id, judged.quarantine_reason is null
        order by judged.is_finished desc, judged.occurred_at desc nulls last, judged.status_code asc nulls last
    )
{%- endset %}

{# The main object: the first that the request names, else the response. #}
{% set resource_type = 'coalesce(request_resource_type, response_resource_type)' %}
{% set resource_id -%}
    case
        when request_resource_type <> response_resource_type then request_resource_id
        else {{ footfall.clutch_better_id('request_resource_id', 'response_resource_id') | indent(8) }}
    end
{%- endset %}

-- depends_on: {{ ref('base_clutch__raw_rows_by_day') }}
with

audit_events as (

    select * from {{ source('clutch', 'audit_events') }}

)

, opened as (

    select
        id as audit_event_id
        , {{ footfall.raw_logged_at('clutch', columns) }} as logged_at
        , {{ footfall.json_object('details', fields, columns['details']) }} as details  -- noqa: PRS
    from audit_events
    where {{ footfall.in_stale_days(footfall.raw_date('clutch', columns)) }}
    {{ footfall.evaluate_once() }}

)

, typed as (

    select
        audit_event_id
        , cast(audit_event_id as {{ dbt.type_string() }}) as event_id
        , {{ footfall.is_json_object('details') }} as is_readable
        , {{ footfall.plausible_timestamp('logged_at') }} as occurred_at
        , logged_at is not null as has_time
        , nullif({{ footfall.json_text('details', fields, 'user_name') }}, '') as user_name
        , nullif({{ footfall.json_text('details', fields, 'service_name') }}, '') as service_name
        , nullif({{ footfall.json_text('details', fields, 'method_name') }}, '') as method_name
        , {{ footfall.json_text('details', fields, 'type') }} as action_type
        , {{ footfall.json_exists('details', fields, 'response_body') }} as is_finished
        , {{ footfall.whole_number(footfall.json_text('details', fields, 'status_code')) }} as status_code
        , {{ footfall.json_text('details', fields, 'status_message') }} as status_message
        , {{ footfall.json_exists('details', fields, 'request_body') }} as has_request_body
        , {{ footfall.json_text('details', fields, 'request_type') }} as request_type
        , {{ footfall.json_text('details', fields, 'response_type') }} as response_type
        , {{ footfall.json_nested('details', fields, 'request_resources') }} as request_resources
        , {{ footfall.json_nested('details', fields, 'response_resources') }} as response_resources
        , {{ footfall.json_text('details', fields, 'request_resource_type') }} as request_resource_type
        , {{ footfall.json_text('details', fields, 'request_resource_id') }} as request_resource_id
        , {{ footfall.json_text('details', fields, 'response_resource_type') }} as response_resource_type
        , {{ footfall.json_text('details', fields, 'response_resource_id') }} as response_resource_id
    from opened

)

, judged as {{ footfall.materialized_cte() }} (

    select
        *
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , case
            when audit_event_id is null then 'id is null'
            when not has_time then 'occurred_at is null'
            when occurred_at is null then 'occurred_at is not between 2000 and 2099'
            when not is_readable then 'details is not a JSON object'
            when service_name is null then 'details has no service_name'
            when method_name is null then 'details has no method_name'
        end as quarantine_reason
    from typed

)

, numbered as (

    {{ footfall.among_copies('judged', 'event_id', {'copy_number': {'window': copy_number, 'alone': 1}}) }}

)

, final as (

    select
        audit_event_id
        , event_id
        , occurred_at
        , activity_date
        , user_name
        , service_name
        , method_name
        , action_type
        , is_finished
        , status_code
        , {{ footfall.mask_secrets('status_message') }} as status_message
        , has_request_body
        , request_type
        , response_type
        , request_resources
        , response_resources
        , {{ resource_type }} as resource_type
        , {{ footfall.clutch_mended_id(resource_type, resource_id) | indent(8) }} as resource_id
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

select {{ footfall.erased_columns("'clutch'") }}
from final
cross join erasures
