{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

users as (

    select * from {{ ref('stg_datagrok__users') }}

)

, invitations as (

    select * from {{ ref('stg_datagrok__invitations') }}

)

, final as (

    select
        'datagrok' as system
        , user_id as source_event_id
        , 'created' as lifecycle_event
        , joined_at as occurred_at
        , {{ footfall.reporting_date('joined_at') }} as activity_date
        , cast(null as {{ dbt.type_string() }}) as actor
        , user_id as subject
        , email as subject_email
        , full_name as subject_full_name
        , 'succeeded' as outcome
    from users
    where joined_at is not null

    union all

    -- Datagrok says that somebody is blocked, not since when.
    select
        'datagrok' as system
        , user_id as source_event_id
        , 'blocked' as lifecycle_event
        , cast(null as {{ dbt.type_timestamp() }}) as occurred_at
        , cast(null as date) as activity_date
        , cast(null as {{ dbt.type_string() }}) as actor
        , user_id as subject
        , email as subject_email
        , full_name as subject_full_name
        , 'succeeded' as outcome
    from users
    where user_status = 'blocked'

    union all

    select
        'datagrok' as system
        , invitations.event_id as source_event_id
        , 'invited' as lifecycle_event
        , invitations.occurred_at
        , invitations.activity_date
        , invitations.user_id as actor
        , invitations.invited_user_id as subject
        , users.email as subject_email
        , users.full_name as subject_full_name
        , invitations.outcome
    from invitations
    left join users on invitations.invited_user_id = users.user_id

)

-- When somebody joined stands in a table without days, which retention leaves alone.
select * from final
where {{ footfall.is_kept('activity_date') }}
