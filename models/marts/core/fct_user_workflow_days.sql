{{ config(materialized='view_if_changed') }}

with

user_workflow_days as (

    select * from {{ ref('agg_user_workflow_days') }}

)

, final as (

    select
        activity_date
        , system
        , workflow
        , user_key
        , activities
        , succeeded
        , failed
    from user_workflow_days

)

select * from final
