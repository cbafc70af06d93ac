{% macro retention(
    first=none, then=none, periods=12, by=none, period='week', is_bounded=true, relation=none, where=none
) -%}
    {#- A query: of the users who did something first, how many do something n periods later. -#}
    {%- set lengths = {'day': 1, 'week': 7, 'month': 30} -%}
    {%- if period not in lengths -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: the period of retention is 'day', 'week' or 'month', not '" ~ period ~ "'."
        ) -%}
    {%- endif -%}
    {%- set days = lengths[period] -%}
    {%- set numbers = range(periods + 1) if periods is number else periods -%}
    {%- set groups = ['group_name'] if by else [] -%}
with

activities as (

    {{ footfall.counted_activities(relation, where, by) | indent(4) }}
        and activities.activity_date <= {{ footfall.as_of_date() }}

)

, cohorts as (

    select
        user_key
        {%- if by %}
        , group_name
        {%- endif %}
        , min(activity_date) as first_date
    from activities
    {%- if first %}
    where {{ footfall.step_condition(first) }}
    {%- endif %}
    group by {{ (['user_key'] + groups) | join(', ') }}

)

, returns as (

    select
        cohorts.user_key
        {%- if by %}
        , cohorts.group_name
        {%- endif %}
        , cast(floor(cast(activities.activity_date - cohorts.first_date as integer) / {{ days }}.0) as integer) as period_number
    from cohorts
    inner join activities
        on
            cohorts.user_key = activities.user_key
            {%- if by %}
            and cohorts.group_name = activities.group_name
            {%- endif %}
            and cohorts.first_date <= activities.activity_date
    {%- if then %}
    where {{ footfall.step_condition(then) }}
    {%- endif %}
    group by 1, 2{{ ', 3' if by }}

)

, periods as (

    {%- for number in numbers %}
    select {{ number }} as period_number
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

-- Of whom the period is over: the others could not have come back yet.
, cohort_periods as (

    select
        cohorts.user_key
        {%- if by %}
        , cohorts.group_name
        {%- endif %}
        , periods.period_number
    from cohorts
    inner join periods
        on {{ footfall.add_days('cohorts.first_date', '(periods.period_number + 1) * ' ~ days ~ ' - 1') }} <= {{ footfall.as_of_date() }}

)

, counted as (

    select
        {{ (groups | map('replace', 'group_name', 'cohort_periods.group_name') | list + ['cohort_periods.period_number']) | join('\n        , ') }}
        , count(distinct cohort_periods.user_key) as cohort_users
        , count(distinct returns.user_key) as active_users
    from cohort_periods
    left join returns
        on
            cohort_periods.user_key = returns.user_key
            {%- if by %}
            and cohort_periods.group_name = returns.group_name
            {%- endif %}
            and cohort_periods.period_number {{ '=' if is_bounded else '<=' }} returns.period_number
    group by {{ (groups | map('replace', 'group_name', 'cohort_periods.group_name') | list + ['cohort_periods.period_number']) | join(', ') }}

)

, final as (

    select
        {%- if by %}
        group_name as {{ by }}
        , period_number
        {%- else %}
        period_number
        {%- endif %}
        , cohort_users
        , active_users
        , {{ footfall.ratio('active_users', 'cohort_users') }} as retention_rate
    from counted

)

select * from final
{%- endmacro %}
