{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('base_liblab__audit_trail') }}
    where record_state = 'kept'

)

, kinds as (

    select
        *
        , case
            when event_name = 'user create' then 'user_creation'
            when event_name = 'user verified email' then 'email_verification'
            when event_name = 'user create api' then 'api_creation'
            when event_name = 'user build' then 'build'
            when event_name in ('user approved doc', 'user unapproved doc') then 'document_approval'
            when event_name in ('user published pr', 'user publish pr failure') then 'pull_request_publication'
            when event_name = 'user invite member' then 'invitation'
            when event_name in ('user add ci token', 'user remove ci token') then 'ci_token_change'
            else 'other'
        end as event_kind
        -- The path of a link without its scheme and host.
        , {{ footfall.extract_group('url', '^[a-zA-Z]+://[^/?#]*(/[^?#]*)', 1) }} as url_path
    from audit_trail

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , event
        , event_name
        , event_kind
        , name
        , email
        , org
        , url
        , case when event_name = 'user publish pr failure' then 'failed' else 'succeeded' end as outcome
        , api_name
        , api_id
        , coalesce(
            build_id
            , case when event_kind = 'build' then {{ footfall.extract_group('url_path', '/([^/]+)/*$', 1) }} end
        ) as build_id
        , document_id
        , sdk_name
        , language
        , invited_email
        , token_name
        , token_id
        , role
    from kinds

)

select * from final
