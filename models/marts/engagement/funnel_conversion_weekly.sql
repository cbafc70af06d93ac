{{ config(keeps_retired='week_start_date') }}

with

funnel_steps as (

    select * from {{ ref('agg_funnel_steps') }}

)

, steps as (

    {{ footfall.funnel_step_names() | indent(4) }}

)

, usage as (

    select
        entry_week as week_start_date
        , funnel
        , step_number
        , count(distinct user_key) as users
    from funnel_steps
    group by entry_week, funnel, step_number

)

, entered as (

    select
        usage.week_start_date
        , usage.funnel
        , usage.users as first_users
        , steps.step_number
        , steps.step
    from usage
    inner join steps on usage.funnel = steps.funnel
    where
        usage.step_number = 1
        -- The first week may have begun before the days that are looked at.
        and usage.week_start_date > {{ footfall.add_days(footfall.as_of_date(), -footfall.funnel_days()) }}

)

, complete as (

    select
        entered.week_start_date
        , entered.funnel
        , entered.step_number
        , entered.step
        , entered.first_users
        , coalesce(usage.users, 0) as users
    from entered
    left join usage
        on
            entered.week_start_date = usage.week_start_date
            and entered.funnel = usage.funnel
            and entered.step_number = usage.step_number

)

, compared as (

    select
        *
        , lag(users) over (partition by week_start_date, funnel order by step_number) as previous_users
    from complete

)

, final as (

    select
        week_start_date
        , funnel
        , cast(step_number as integer) as step_number
        , step
        , cast(users as bigint) as users
        , {{ footfall.ratio('users', 'first_users') }} as rate_of_first
        , {{ footfall.ratio('users', 'previous_users') }} as rate_of_previous
        , {{ footfall.add_days('week_start_date', 6) }} <= {{ footfall.as_of_date() }} as is_complete
    from compared

)

select * from final
