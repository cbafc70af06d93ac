{# The counts and the days of their trailing windows. #}
{% set windows = {'dau': 1, 'wau': var('wau_days'), 'mau': var('mau_days')} %}

with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, sequenced as (

    select
        activity_date
        , system
        , user_key
        , activities
        , lag(activity_date) over (partition by system, user_key order by activity_date) is null as is_first_day
        , lead(activity_date) over (partition by system, user_key order by activity_date) as next_date
    from user_days

)

-- A user-day counts in a trailing window of n days from its date until the user's next active day or
-- n days later, whichever comes first. So WAU and MAU are running sums of +1 and -1.
, changes as (

    select
        activity_date as date_day
        , system
        {% for count in windows %}
        , 1 as {{ count }}_change
        {% endfor %}
        , case when is_first_day then 1 else 0 end as new_users
        , activities
    from sequenced

    {% for ending_count, days in windows.items() %}
    union all

    select
        least(next_date, {{ footfall.add_days('activity_date', days) }}) as date_day
        , system
        {% for count in windows %}
        , {{ -1 if count == ending_count else 0 }} as {{ count }}_change
        {% endfor %}
        , 0 as new_users
        , 0 as activities
    from sequenced

    {% endfor %}
)

, daily_changes as (

    select
        date_day
        , system
        , sum(dau_change) as dau_change
        , sum(wau_change) as wau_change
        , sum(mau_change) as mau_change
        , sum(new_users) as new_users
        , sum(activities) as activities
    from changes
    group by date_day, system

)

, systems as (

    select
        system
        , min(activity_date) as first_date
    from user_days
    group by system

)

, system_dates as (

    select
        dates.date_day
        , systems.system
    from systems
    inner join dates on systems.first_date <= dates.date_day

)

, counted as (

    select
        system_dates.date_day
        , system_dates.system
        , sum(daily_changes.dau_change) over up_to_date as dau
        , sum(daily_changes.wau_change) over up_to_date as wau
        , sum(daily_changes.mau_change) over up_to_date as mau
        , coalesce(daily_changes.new_users, 0) as new_users
        , coalesce(daily_changes.activities, 0) as activities
    from system_dates
    left join daily_changes
        on
            system_dates.date_day = daily_changes.date_day
            and system_dates.system = daily_changes.system
    window up_to_date as (
        partition by system_dates.system order by system_dates.date_day
        rows between unbounded preceding and current row
    )

)

, final as (

    select
        date_day as activity_date
        , system
        , cast(dau as bigint) as dau
        , cast(wau as bigint) as wau
        , cast(mau as bigint) as mau
        , {{ footfall.ratio('dau', 'mau') }} as stickiness
        , cast(new_users as bigint) as new_users
        , cast(activities as bigint) as activities
    from counted

)

select * from final
