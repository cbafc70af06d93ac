with

adoptions as (

    select * from {{ ref('agg_workflow_adoptions') }}

)

, final as (

    select
        system
        , workflow
        , min(first_used_on) as first_used_on
        , max(last_used_on) as last_used_on
        , count(*) as users_ever
        , count(
            case when last_used_on >= {{ footfall.add_days(footfall.as_of_date(), -89) }} then 1 end
        ) as users_90
    from adoptions
    group by system, workflow

)

select * from final
