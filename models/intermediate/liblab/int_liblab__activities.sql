{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('stg_liblab__audit_trail') }}

)

, final as (

    select
        'liblab' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , email as native_user
        , event as action
        , 'Other' as default_workflow
        , cast(null as {{ dbt.type_string() }}) as native_activity_type
        , case event_kind
            when 'user_creation' then 'user'
            when 'email_verification' then 'user'
            when 'api_creation' then 'api'
            when 'build' then 'build'
            when 'document_approval' then 'document'
            when 'pull_request_publication' then 'sdk'
            when 'invitation' then 'user'
            when 'ci_token_change' then 'ci_token'
        end as object_type
        , case event_kind
            when 'user_creation' then email
            when 'email_verification' then email
            when 'api_creation' then coalesce(api_id, api_name)
            when 'build' then build_id
            when 'document_approval' then document_id
            when 'pull_request_publication' then sdk_name
            when 'invitation' then invited_email
            when 'ci_token_change' then coalesce(token_id, token_name)
        end as object_id
        , case event_kind
            when 'user_creation' then email
            when 'email_verification' then email
            when 'api_creation' then api_name
            when 'build' then api_name
            when 'document_approval' then document_id
            when 'pull_request_publication' then sdk_name
            when 'invitation' then invited_email
            when 'ci_token_change' then token_name
        end as object_name
        , outcome
        , cast(null as bigint) as duration_ms
        , cast(null as {{ dbt.type_string() }}) as session_key
        , cast(null as {{ dbt.type_string() }}) as correlation_id
        , false as is_scaffolding
    from audit_trail

)

select * from final
