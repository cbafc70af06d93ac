{# The last four weeks and the four before; others, first and last day of each, in the order of time:
   --vars '{earlier_period: [2026-01-01, 2026-01-31], later_period: [2026-02-01, 2026-02-28]}' #}
{% set periods = {} %}
{% for period, days_ago in {'earlier': [55, 28], 'later': [27, 0]}.items() %}
{% set bounds = [] %}
{% for days in days_ago %}{% do bounds.append(footfall.add_days(footfall.as_of_date(), -days)) %}{% endfor %}
{% set given = [] %}
{% for day in var(period ~ '_period', none) or [] %}{% do given.append("cast('" ~ day ~ "' as date)") %}{% endfor %}
{% do periods.update({period: given or bounds}) %}
{% endfor %}

with

user_days as (

    select * from {{ ref('fct_user_days') }}
    where scoped_activities > 0

)

, periods as (

    {% for period, bounds in periods.items() %}
    select
        '{{ period }}' as period
        , {{ bounds[0] }} as first_date
        , {{ bounds[1] }} as last_date
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, users as (

    select
        coalesce(user_days.system, 'all') as system
        , user_days.user_key
        {% for period in periods %}
        {% set is_in_it = "periods.period = '" ~ period ~ "'" %}
        , count(distinct case when {{ is_in_it }} then user_days.activity_date end) as days_{{ period }}
        , sum(case when {{ is_in_it }} then user_days.scoped_activities else 0 end) as activities_{{ period }}
        {% endfor %}
    from user_days
    inner join periods on user_days.activity_date between periods.first_date and periods.last_date
    group by grouping sets ((user_days.system, user_days.user_key), (user_days.user_key))  -- noqa: PRS,RF02

)

, usage as (

    select
        system
        {% for period in periods %}
        , count(case when days_{{ period }} > 0 then 1 end) as users_{{ period }}
        , sum(days_{{ period }}) as days_{{ period }}
        , cast(sum(activities_{{ period }}) as bigint) as activities_{{ period }}
        {% endfor %}
        , count(case when days_earlier > 0 and days_later > 0 then 1 end) as users_of_both
    from users
    group by system

)

select
    system
    , users_earlier
    , users_later
    , users_of_both
    , {{ footfall.ratio('users_later', 'users_earlier') }} - 1 as users_change
    , {{ footfall.ratio('days_earlier', 'users_earlier') }} as days_per_user_earlier
    , {{ footfall.ratio('days_later', 'users_later') }} as days_per_user_later
    , activities_earlier
    , activities_later
    , {{ footfall.ratio('activities_later', 'activities_earlier') }} - 1 as activities_change
from usage
order by {{ footfall.byte_order('system') }}
