{{ config(keeps_retired='activity_date') }}

with

error_days as (

    select * from {{ ref('agg_error_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, final as (

    select
        activity_date
        , system
        , action
        , error_group
        , errors
        , users
    from error_days

)

select * from final
