{{ config(materialized='view', enabled=footfall.is_enabled('datagrok')) }}

with

function_runs as (

    select * from {{ ref('int_datagrok__function_runs') }}

)

, user_identities as (

    select * from {{ ref('user_identities') }}
    where system = 'datagrok'

)

, final as (

    select
        'datagrok' as system
        , function_runs.event_id as source_event_id
        , function_runs.occurred_at
        , function_runs.activity_date
        , user_identities.user_key
        , user_identities.email
        , user_identities.full_name
        , function_runs.user_id as native_user
        , function_runs.session_id as session_key
        , function_runs.function_id
        , function_runs.function_name
        , function_runs.object_type as function_type
        , function_runs.package_name
        , function_runs.inputs
        , function_runs.outputs
        , function_runs.outcome
        , function_runs.duration_ms
    from function_runs
    left join user_identities on function_runs.user_id = user_identities.native_user

)

select * from final
