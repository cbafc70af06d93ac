{#
title: Retention
explanation: Of the people who were new in a week, how many were there again so many weeks later?
section: Audience
position: 150
width: full
chart: heatmap
x: weeks_since
y: cohort
color: retention_rate
filters: {system: system, department: department}
columns:
  cohort: New in the week of (people)
  cohort_week: Week
  weeks_since: Weeks since
  cohort_users: New users
  active_users: Of them active
  retention_rate: {label: Retention, format: percent}
#}

with

cohorts as (

    select
        *
        , row_number() over (
            partition by system, department, weeks_since
            order by cohort_users desc, cohort_week asc
        ) as size_rank
    from {{ ref('user_retention_by_department') }}
    where is_complete

)

-- The largest cohort is often that of the log's first week, which lies far back.
, kept as (

    select
        system
        , department
        , cohort_week
    from cohorts
    where
        weeks_since = 0
        and (
            size_rank = 1
            or cohort_week > (
                select {{ footfall.add_days('max(cohort_week)', -16 * 7) }}
                from {{ ref('user_retention') }}
            )
        )

)

select
    cohorts.system
    , cohorts.department
    , cast(cohorts.cohort_week as {{ dbt.type_string() }})
    || ' (' || cast(cohorts.cohort_users as {{ dbt.type_string() }}) || ')' as cohort
    , cohorts.cohort_week
    , cohorts.weeks_since
    , cohorts.cohort_users
    , cohorts.active_users
    , cohorts.retention_rate
from cohorts
inner join kept
    on
        cohorts.system = kept.system
        and cohorts.department = kept.department
        and cohorts.cohort_week = kept.cohort_week
where cohorts.weeks_since <= 16
order by
    {{ footfall.byte_order('cohorts.system') }}
    , {{ footfall.byte_order('cohorts.department') }}
    , cohorts.cohort_week
    , cohorts.weeks_since
