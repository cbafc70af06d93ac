{# What single activities come to: an alert for each, or one for as many as the threshold within the window. #}

{% set of_subject = 'rule, system, subject' %}

with

rule_activities as (

    select * from {{ ref('agg_rule_activities') }}

)

, single_alerts as (

    select
        {{ footfall.surrogate_key(['rule', 'activity_id']) }} as alert_id
        , activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , user_key
        , action
        , object_type
        , object_id
        , object_name
        , activity_id
        , occurred_at as started_at
        , occurred_at as matched_at
        , occurred_at as ended_at
        , cast(1 as bigint) as activities
        , threshold
        , window_minutes
    from rule_activities
    where kind = 'each'

)

, numbered as {{ footfall.materialized_cte() }} (

    select
        *
        , row_number() over (
            partition by {{ of_subject }}
            order by occurred_at, {{ footfall.byte_order('activity_id') }}
        ) as activity_number
    from rule_activities
    where kind = 'count'

)

-- An activity reaches the threshold as the last of so many within the window.
, reaching as (

    select
        numbered.*
        , firsts.occurred_at as started_at
    from numbered
    inner join numbered as firsts
        on
            numbered.rule = firsts.rule
            and numbered.system = firsts.system
            and numbered.subject = firsts.subject
            and numbered.activity_number - numbered.threshold + 1 = firsts.activity_number
    where {{ footfall.seconds_between('firsts.occurred_at', 'numbered.occurred_at') }} < 60 * numbered.window_minutes

)

, reached_dates as (

    select
        rule
        , system
        , subject
        , activity_date
        , max(occurred_at) as last_reached_at
    from reaching
    group by rule, system, subject, activity_date

)

, reached_before as (

    select
        *
        , lag(last_reached_at) over (partition by {{ of_subject }} order by activity_date) as reached_before_at
    from reached_dates

)

-- What midnight has cut is one match: that of the date before, where its threshold was reached within the window.
, fresh as (

    select
        reaching.*
        , row_number() over (
            partition by reaching.rule, reaching.system, reaching.subject, reaching.activity_date
            order by reaching.activity_number
        ) as match_number
        , max(reaching.activity_number) over (
            partition by reaching.rule, reaching.system, reaching.subject, reaching.activity_date
        ) as last_number
        , max(reaching.occurred_at) over (
            partition by reaching.rule, reaching.system, reaching.subject, reaching.activity_date
        ) as ended_at
    from reaching
    inner join reached_before
        on
            reaching.rule = reached_before.rule
            and reaching.system = reached_before.system
            and reaching.subject = reached_before.subject
            and reaching.activity_date = reached_before.activity_date
    where
        reached_before.reached_before_at is null
        or {{ footfall.seconds_between('reached_before.reached_before_at', 'reaching.occurred_at') }}
        >= 60 * reaching.window_minutes

)

, count_alerts as (

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
        , action
        , cast(null as {{ dbt.type_string() }}) as object_type
        , cast(null as {{ dbt.type_string() }}) as object_id
        , cast(null as {{ dbt.type_string() }}) as object_name
        , activity_id
        , started_at
        , occurred_at as matched_at
        , ended_at
        , cast(last_number - activity_number + threshold as bigint) as activities
        , threshold
        , window_minutes
    from fresh
    where match_number = 1

)

, final as (

    select * from single_alerts
    union all
    select * from count_alerts

)

select * from final
