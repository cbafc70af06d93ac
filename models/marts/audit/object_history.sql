{{ config(materialized='view_if_changed') }}

with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('audit_trail') }}

)

, named_objects as (

    select * from {{ ref('int_further_objects') }}

)

, user_identities as (

    select * from {{ ref('user_identities') }}

)

, users as (

    select
        system
        , user_key
        , {{ footfall.text_list('native_user') }} as native_user
        , {{ footfall.min_text('email') }} as email
        , {{ footfall.min_text('full_name') }} as full_name
    from user_identities
    group by system, user_key

)

-- As the trail says of main objects whom something was done to.
, further_objects as (

    select
        named_objects.activity_id
        , named_objects.activity_date
        , named_objects.object_type
        , case
            when named_objects.object_type = 'user' then users.native_user
            else named_objects.object_id
        end as object_id
        , case
            when named_objects.object_type = 'user' then coalesce(users.full_name, users.email, users.native_user)
            else named_objects.object_name
        end as object_name
    from named_objects
    left join users
        on
            named_objects.object_type = 'user'
            and named_objects.system = users.system
            and named_objects.object_id = users.user_key

)

, touched as (

    {{ footfall.activities_by_object([
        'system', 'activity_id', 'occurred_at', 'activity_date', 'user_key', 'email', 'full_name', 'native_user',
        'event_type', 'activity_type', 'outcome', 'link',
    ]) | indent(4) }}

)

, final as (

    select
        system
        , object_type
        , object_id
        , cast(row_number() over (
            partition by system, object_type, object_id
            order by occurred_at, {{ footfall.byte_order('activity_id') }}
        ) as bigint) as action_number
        , object_name
        , activity_id
        , occurred_at
        , activity_date
        , user_key
        , email
        , full_name
        , native_user
        , event_type
        , activity_type
        , outcome
        , link
    from touched

)

select * from final
