{{ config(materialized='view_if_changed') }}

with

activities as (

    select * from {{ ref('fct_activities') }}

)

, further_objects as (

    select * from {{ ref('int_further_objects') }}

)

, final as (

    select
        activity_id
        , cast(1 as bigint) as position
        , system
        , activity_date
        , object_type
        , object_id
        , object_name
    from activities
    where object_id is not null

    union all

    select
        activity_id
        , position
        , system
        , activity_date
        , object_type
        , object_id
        , object_name
    from further_objects

)

select * from final
