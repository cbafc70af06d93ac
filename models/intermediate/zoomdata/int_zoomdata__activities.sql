{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{# Types whose status says what was done to the object. #}
{% set changes = [
    'ACCOUNT', 'GROUP', 'SECURITY_KEY', 'SOURCE', 'USER', 'VIS', 'VIS_DEF', 'BOOKMARK', 'OAUTH_CLIENT', 'OAUTH_TOKEN'
] %}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}

)

, commands as (

    select distinct cid from {{ ref('stg_zoomdata__visualization_commands') }}
    where cid is not null

)

, repeated_data as (

    select
        event_id
        , row_number() over (
            partition by cid
            order by occurred_at, {{ footfall.byte_order('event_id') }}
        ) > 1 as is_repeated
    from {{ ref('stg_zoomdata__visualization_data') }}
    where cid is not null

)

, described as (

    select
        activity_log.*
        , case
            when activity_type in ('VIS', 'VIS_DEF') then 'visualization'
            when activity_type in ('SOURCE', 'VIS_COMMAND', 'UPLOAD', 'RDD_CACHE') then 'source'
            when activity_type = 'SECURITY_KEY' then lower(key_type)
            when activity_type = 'OAUTH_TOKEN' then 'oauth_client'
            when activity_type in ('ACCOUNT', 'GROUP', 'USER', 'BOOKMARK', 'OAUTH_CLIENT') then lower(activity_type)
        end as object_type
        , case activity_type
            when 'ACCOUNT' then account_name
            when 'GROUP' then group_id
            -- A link may share several objects at once: those are not one object.
            when 'SECURITY_KEY' then case when object_ids not like '%, %' then object_ids end
            when 'USER' then subject_user_name
            when 'VIS' then visualization_id
            when 'VIS_DEF' then visualization_id
            when 'UPLOAD' then upload_source
            when 'BOOKMARK' then bookmark_id
            when 'OAUTH_CLIENT' then client_id
            when 'OAUTH_TOKEN' then client_id
            else source_id
        end as object_id
        , case activity_type
            when 'ACCOUNT' then account_name
            when 'GROUP' then group_label
            when 'USER' then subject_user_name
            when 'VIS' then visualization_name
            when 'VIS_DEF' then visualization_name
            when 'UPLOAD' then upload_source
            when 'BOOKMARK' then bookmark_name
            when 'OAUTH_CLIENT' then client_name
            else source_name
        end as object_name
    from activity_log

)

, final as (

    select
        'zoomdata' as system
        , described.event_id as source_event_id
        , described.occurred_at
        , described.activity_date
        , described.native_user
        , described.activity_type as action
        , 'Other' as default_workflow
        , case
            when described.activity_type not in ({{ footfall.quoted(changes) }}) then null
            when described.status in ('UPDATED', 'SAVED') then 'edit'
            when described.status = 'DELETED' then 'delete'
            when described.status = 'CREATED' and described.activity_type = 'SECURITY_KEY' then 'share'
            when described.status = 'CREATED' and described.activity_type = 'BOOKMARK' then 'bookmark'
            when described.status = 'CREATED' then 'create'
        end as native_activity_type
        , described.object_type
        , case when described.object_type is not null then described.object_id end as object_id
        , case when described.object_type is not null then described.object_name end as object_name
        , described.outcome
        , described.duration_ms
        , cast(null as {{ dbt.type_string() }}) as session_key
        , described.cid as correlation_id
        -- The data of a look at a chart belongs to its command, and later data to the first; monitors
        -- ask for the server's health.
        , case described.activity_type
            when 'VIS_DATA' then commands.cid is not null or coalesce(repeated_data.is_repeated, false)
            when 'REQUEST' then described.is_health_check
            else false
        end as is_scaffolding
    from described
    left join commands on described.cid = commands.cid
    left join repeated_data on described.event_id = repeated_data.event_id

)

select * from final
