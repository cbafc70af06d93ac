{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

activity_log as (

    select * from {{ ref('base_zoomdata__activity_log') }}
    where record_state = 'kept'

)

, ended as (

    select
        *
        , case
            when activity_type = 'TOPOLOGY_PERFORMANCE' then coalesce(finish_status, status)
            else coalesce(end_status, status)
        end as last_status
    from activity_log

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , activity_type
        , user_name
        , user_type
        -- A share link's visitor has no account: the name is the security key's.
        , case when user_type = 'KEY' then 'KEY:' || user_name else user_name end as native_user
        , account_id
        , user_groups
        , user_roles
        , status
        , end_status
        , case
            when activity_type = 'REQUEST' and response_code between 200 and 399 then 'succeeded'
            when activity_type = 'REQUEST' and response_code in (401, 403) then 'denied'
            when activity_type = 'REQUEST' and response_code is not null then 'failed'
            when last_status in ('SUCCEEDED', 'FINISHED', 'CREATED', 'UPDATED', 'DELETED', 'SAVED') then 'succeeded'
            when last_status in ('FAILED', 'ERROR') then 'failed'
            else 'unknown'
        end as outcome
        , cid
        , action_started_at
        , ended_at
        , duration_ms
        , account_name
        , created_by
        , last_modified_by
        , created_at
        , expires_at
        , is_disabled
        , authentication_type
        , group_id
        , group_label
        , group_roles
        , key_id
        , key_type
        , object_ids
        , source_id
        , source_name
        , stream_type
        , storage_type
        , storage_schema
        , storage_collection
        , storage_connection_id
        , subject_user_id
        , subject_user_name
        , subject_full_name
        , subject_email
        , subject_user_groups
        , subject_user_roles
        , user_origin
        , accounts
        , visualization_id
        , visualization_name
        , has_payload
        , export_type
        , row_count
        , has_query
        , file_location
        , upload_source
        , upload_file_name
        , content_type
        , file_size
        , bookmark_id
        , bookmark_name
        , is_shared
        , key_ids
        , client_id
        , client_name
        , is_auto_approved
        , token_id
        , token_user_name
        , token_account_id
        , uri
        , coalesce(uri like '%/service/health%', false) as is_health_check
        , host
        , request_time
        , request_size
        , response_code
        , response_size
        , proxied_user
        , rdd_count
        , finish_status
    from ended

)

select * from final
