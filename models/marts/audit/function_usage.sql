{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

function_runs as (

    select * from {{ ref('int_datagrok__function_runs') }}

)

, named_users as (

    select * from {{ ref('int_named_users') }}
    where system = 'datagrok'

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, final as (

    select
        'datagrok' as system
        , function_runs.event_id as source_event_id
        , function_runs.occurred_at
        , function_runs.activity_date
        , named_users.user_key
        , {{ footfall.redact('named_users.email', 'email', 'audit') }} as email  -- noqa: PRS
        , {{ footfall.redact('named_users.full_name', 'person_name', 'audit') }} as full_name
        , {{ footfall.redact('function_runs.user_id', 'user_id', 'audit') }} as native_user  -- noqa: PRS
        , function_runs.session_id as session_key
        , {{ footfall.redact('function_runs.function_id', 'object_id', 'audit') }} as function_id
        , {{ footfall.redact('function_runs.function_name', 'object_id', 'audit') }} as function_name
        , function_runs.object_type as function_type
        , {{ footfall.redact('function_runs.package_name', 'object_id', 'audit') }} as package_name
        , function_runs.inputs
        , function_runs.outputs
        , function_runs.outcome
        , function_runs.duration_ms
    from function_runs
    cross join audit_policy
    left join named_users on function_runs.user_id = named_users.native_user

)

select * from final
