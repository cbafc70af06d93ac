with

user_days as (

    {{ footfall.scoped_user_days() }}

)

, users as (

    select * from {{ ref('dim_users') }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, usage as (

    select
        windows.window_days
        , user_days.system
        , user_days.user_key
        , sum(user_days.activities) as activities
        , count(*) as active_days
        , max(user_days.last_at) as last_active_at
    from user_days
    inner join windows on user_days.activity_date between windows.first_date and windows.last_date
    group by windows.window_days, user_days.system, user_days.user_key

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system
            order by activities desc, active_days desc, {{ footfall.byte_order('user_key') }}
        ) as user_rank
    from usage

)

, final as (

    select
        ranked.window_days
        , ranked.system
        , cast(ranked.user_rank as integer) as user_rank
        , ranked.user_key
        , users.user_label
        , cast(ranked.activities as bigint) as activities
        , cast(ranked.active_days as bigint) as active_days
        , ranked.last_active_at
    from ranked
    left join users on ranked.user_key = users.user_key
    where ranked.user_rank <= {{ var('top_n') }}

)

select * from final
