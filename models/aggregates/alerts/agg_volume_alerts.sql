{# The days on which a subject did far more than on the four same weekdays before. #}

{% set weeks = 4 %}
{% set least_history_days = 3 %}
{# Makes the median absolute deviation of a normal distribution its standard deviation. #}
{% set mad_scale = 'cast(1.4826 as ' ~ footfall.type_double() ~ ')' %}

with

rule_days as (

    select * from {{ ref('agg_rule_days') }}

)

, first_dates as (

    select
        rule
        , system
        , subject
        , min(activity_date) as first_date
    from rule_days
    group by rule, system, subject

)

, candidates as (

    select * from rule_days
    where activities >= min_activities

)

, weekdays as (

    {% for week in range(1, weeks + 1) %}
    select
        rule
        , system
        , subject
        , activity_date
        , {{ footfall.add_days('activity_date', -7 * week) }} as past_date
    from candidates
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

-- A day without anything counts as 0, from the first day on that the subject is known.
, history as (

    select
        weekdays.rule
        , weekdays.system
        , weekdays.subject
        , weekdays.activity_date
        , cast(coalesce(rule_days.activities, 0) as {{ footfall.type_double() }}) as activities
    from weekdays
    inner join first_dates
        on
            weekdays.rule = first_dates.rule
            and weekdays.system = first_dates.system
            and weekdays.subject = first_dates.subject
            and weekdays.past_date >= first_dates.first_date
    left join rule_days
        on
            weekdays.rule = rule_days.rule
            and weekdays.system = rule_days.system
            and weekdays.subject = rule_days.subject
            and weekdays.past_date = rule_days.activity_date

)

, medians as (

    select
        rule
        , system
        , subject
        , activity_date
        , percentile_cont(0.5) within group (order by activities) as median_activities
    from history
    group by rule, system, subject, activity_date
    having count(*) >= {{ least_history_days }}

)

, deviations as (

    select
        medians.rule
        , medians.system
        , medians.subject
        , medians.activity_date
        , medians.median_activities
        , abs(history.activities - medians.median_activities) as deviation
    from history
    inner join medians
        on
            history.rule = medians.rule
            and history.system = medians.system
            and history.subject = medians.subject
            and history.activity_date = medians.activity_date

)

, baselines as (

    select
        rule
        , system
        , subject
        , activity_date
        , median_activities
        , percentile_cont(0.5) within group (order by deviation) as mad_activities
    from deviations
    group by rule, system, subject, activity_date, median_activities

)

-- Counts differ by the square root of what is expected by chance alone, however alike four days were.
, limited as (

    select
        candidates.*
        , baselines.median_activities
        , baselines.mad_activities
        , baselines.median_activities + candidates.threshold * greatest(
            {{ mad_scale }} * baselines.mad_activities
            , sqrt(baselines.median_activities)
            , cast(1 as {{ footfall.type_double() }})
        ) as activity_limit
    from candidates
    inner join baselines
        on
            candidates.rule = baselines.rule
            and candidates.system = baselines.system
            and candidates.subject = baselines.subject
            and candidates.activity_date = baselines.activity_date

)

, final as (

    select
        {{ footfall.surrogate_key(['rule', 'system', 'subject', 'activity_date']) }} as alert_id
        , activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , case when subject_type = 'user' then subject end as user_key
        , case when subject_type = 'action' then subject end as action
        , first_at as started_at
        , last_at as matched_at
        , last_at as ended_at
        , cast(activities as bigint) as activities
        , threshold
        , cast(median_activities as {{ footfall.type_double() }}) as median_activities
        , cast(mad_activities as {{ footfall.type_double() }}) as mad_activities
        , cast(activity_limit as {{ footfall.type_double() }}) as activity_limit
    from limited
    where activities > activity_limit

)

select * from final
