{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set documented = [
    'ACCOUNT', 'AUTHENTICATION', 'GROUP', 'SECURITY_KEY', 'SOURCE', 'USER',
    'VIS', 'VIS_DEF', 'VIS_COMMAND', 'VIS_DATA', 'RAW_DATA_EXPORT', 'RAW_DATA_EXPORT_CSV',
    'UPLOAD', 'BOOKMARK', 'OAUTH_CLIENT', 'OAUTH_TOKEN', 'REQUEST', 'RDD',
    'RDD_CACHE', 'TOPOLOGY', 'TOPOLOGY_PERFORMANCE',
] %}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , activity_type
        , user_name
        , user_type
        , account_id
        , user_groups
        , user_roles
        , status
        , outcome
        , cid
        , ended_at
        , duration_ms
    from activity_log
    where activity_type not in ({{ footfall.quoted(documented) }})

)

select * from final
