with

adoptions as (

    select * from {{ ref('agg_workflow_adoptions') }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, weeks as (

    select distinct week_start_date from dates

)

, adopter_weeks as (

    select
        system
        , workflow
        , cast({{ dbt.date_trunc('week', 'first_used_on') }} as date) as week_start_date
        , count(*) as new_adopters
    from adoptions
    group by system, workflow, cast({{ dbt.date_trunc('week', 'first_used_on') }} as date)

)

, workflows as (

    select
        system
        , workflow
        , min(week_start_date) as first_week
    from adopter_weeks
    group by system, workflow

)

, complete_weeks as (

    select
        workflows.system
        , workflows.workflow
        , weeks.week_start_date
        , coalesce(adopter_weeks.new_adopters, 0) as new_adopters
    from workflows
    inner join weeks on workflows.first_week <= weeks.week_start_date
    left join adopter_weeks
        on
            workflows.system = adopter_weeks.system
            and workflows.workflow = adopter_weeks.workflow
            and weeks.week_start_date = adopter_weeks.week_start_date

)

, final as (

    select
        system
        , workflow
        , week_start_date
        , cast(new_adopters as bigint) as new_adopters
        , cast(
            sum(new_adopters) over (
                partition by system, workflow order by week_start_date
                rows between unbounded preceding and current row
            ) as bigint
        ) as adopters
        , {{ footfall.add_days('week_start_date', 6) }} <= {{ footfall.as_of_date() }} as is_complete
    from complete_weeks

)

select * from final
