{{ config(materialized='view') }}

with

audit_trail as (

    select * from {{ ref('audit_trail') }}
    where
        object_type is not null
        and object_id is not null

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
    from audit_trail

)

select * from final
