{# What went wrong on a day, and the row group `all`. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    -- In scope, be it engagement or not: a page that fails by itself hurts all the same.
    select * from {{ ref('fct_activities') }}
    where
        (outcome = 'failed' or activity_type = 'error')
        and user_key is not null
        and coalesce(is_included_by_rule, {{ 'is_person' if var('activity_scope') == 'engagement' else 'true' }})
        and {{ footfall.in_stale_days() }}

)

, error_groups as (

    select * from {{ ref('int_error_groups') }}
    where {{ footfall.in_stale_days() }}

)

, grouped as (

    select
        activities.activity_date
        , activities.system
        , activities.action
        -- A login that fails is an error, and makes nobody a user.
        , case when not {{ footfall.is_refused_login() }} then activities.user_key end as user_key
        , coalesce(error_groups.error_group, '(none)') as error_group
    from activities
    left join error_groups
        on
            activities.system = error_groups.system
            and activities.source_event_id = error_groups.source_event_id

)

, final as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , action
        , error_group
        , count(*) as errors
        , count(distinct user_key) as users
    from grouped
    group by grouping sets (  -- noqa: PRS,RF02
        (activity_date, system, action, error_group), (activity_date, action, error_group)
    )

)

select * from final
