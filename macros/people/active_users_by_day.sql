{% macro active_users_by_day(by_department=false) -%}
    {#- active_users_daily, and the same by department: the counts, each with the days of its trailing window. -#}
    {%- set windows = {'dau': 1, 'wau': var('wau_days'), 'mau': var('mau_days')} -%}
    {%- set keys = ['system', 'department'] if by_department else ['system'] -%}
    {%- set key_list = keys | join(', ') -%}
    {%- set listed_keys = ', ' ~ keys | join('\n        , ') -%}
with

user_days as (

    {{ footfall.scoped_user_days(by_department) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, sequenced as (

    select
        activity_date
        {{ listed_keys }}
        , user_key
        , activities
        , lag(activity_date) over (partition by {{ key_list }}, user_key order by activity_date) is null as is_first_day
        , lead(activity_date) over (partition by {{ key_list }}, user_key order by activity_date) as next_date
    from user_days

)

-- A user-day counts in a trailing window of n days from its date until the user's next active day or
-- n days later, whichever comes first. So WAU and MAU are running sums of +1 and -1.
, changes as (

    select
        activity_date as date_day
        {{ listed_keys }}
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
        {{ listed_keys }}
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
        {{ listed_keys }}
        , sum(dau_change) as dau_change
        , sum(wau_change) as wau_change
        , sum(mau_change) as mau_change
        , sum(new_users) as new_users
        , sum(activities) as activities
    from changes
    group by date_day, {{ key_list }}

)

, groups as (

    select
        {{ keys | join('\n        , ') }}
        , min(activity_date) as first_date
    from user_days
    group by {{ key_list }}

)

, group_dates as (

    select
        dates.date_day
        {%- for key in keys %}
        , groups.{{ key }}
        {%- endfor %}
    from groups
    inner join dates on groups.first_date <= dates.date_day

)

, counted as (

    select
        group_dates.date_day
        {%- for key in keys %}
        , group_dates.{{ key }}
        {%- endfor %}
        , sum(daily_changes.dau_change) over up_to_date as dau
        , sum(daily_changes.wau_change) over up_to_date as wau
        , sum(daily_changes.mau_change) over up_to_date as mau
        , coalesce(daily_changes.new_users, 0) as new_users
        , coalesce(daily_changes.activities, 0) as activities
    from group_dates
    left join daily_changes
        on
            group_dates.date_day = daily_changes.date_day
            {%- for key in keys %}
            and group_dates.{{ key }} = daily_changes.{{ key }}
            {%- endfor %}
    window up_to_date as (
        partition by group_dates.{{ keys | join(', group_dates.') }} order by group_dates.date_day
        rows between unbounded preceding and current row
    )

)

, final as (

    select
        date_day as activity_date
        {{ listed_keys }}
        , cast(dau as bigint) as dau
        , cast(wau as bigint) as wau
        , cast(mau as bigint) as mau
        , {{ footfall.ratio('dau', 'mau') }} as stickiness
        , cast(new_users as bigint) as new_users
        , cast(activities as bigint) as activities
    from counted

)

select * from final
{%- endmacro %}
