with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -(var('usage_windows') | max)) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, further_objects as (

    select * from {{ ref('int_further_objects') }}

)

, objects as (

    select * from {{ ref('dim_objects') }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, touched as (

    {{ footfall.activities_by_object(['activity_date', 'system', 'user_key', 'activity_type']) | indent(4) }}

)

, user_days as (

    select
        activity_date
        , system as object_system
        , object_type
        , object_id
        , user_key
        , count(*) as activities
        , count(case when activity_type = 'view' then 1 end) as views
        , count(case when activity_type = 'edit' then 1 end) as edits
    from touched
    group by activity_date, system, object_type, object_id, user_key

)

, usage as (

    select
        windows.window_days
        , user_days.object_system
        , user_days.object_type
        , user_days.object_id
        , sum(user_days.activities) as activities
        , count(distinct user_days.user_key) as users
        , sum(user_days.views) as views
        , sum(user_days.edits) as edits
    from user_days
    inner join windows on user_days.activity_date between windows.first_date and windows.last_date
    group by windows.window_days, user_days.object_system, user_days.object_type, user_days.object_id

)

-- Objects of two systems are two objects: over all systems they are only ranked together.
, system_usage as (

    select
        *
        , object_system as system
    from usage

    union all

    select
        *
        , 'all' as system
    from usage

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system, object_type
            order by
                activities desc
                , users desc
                , {{ footfall.byte_order('object_id') }}
                , {{ footfall.byte_order('object_system') }}
        ) as object_rank
    from system_usage

)

, final as (

    select
        ranked.window_days
        , ranked.system
        , ranked.object_type
        , cast(ranked.object_rank as integer) as object_rank
        , ranked.object_system
        , ranked.object_id
        , objects.object_name
        , cast(ranked.activities as bigint) as activities
        , ranked.users
        , cast(ranked.views as bigint) as views
        , cast(ranked.edits as bigint) as edits
    from ranked
    left join objects
        on
            ranked.object_system = objects.system
            and ranked.object_type = objects.object_type
            and ranked.object_id = objects.object_id
    where ranked.object_rank <= {{ var('top_n') }}

)

select * from final
