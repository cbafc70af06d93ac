{#
title: What goes wrong
explanation: Which errors did people meet, in which actions, and when last? In twice the longest window.
section: Workflows
position: 355
width: full
chart: table
bar: errors
filters: {system: system}
opens: {error: {view: error, key: error}}
columns:
  error: Error
  action: Action
  errors: Errors
  days: Days with it
  first_on: First
  last_on: Last
#}

with

grouped as (

    select
        system
        , case when error_group = '(none)' then action else error_group end as error
        , action
        , sum(errors) as errors
        , count(distinct activity_date) as days
        , min(activity_date) as first_on
        , max(activity_date) as last_on
    from {{ ref('errors_daily') }}
    where activity_date > {{ footfall.dashboard_since() }}
    group by system, error_group, action

)

, ranked as (

    select
        *
        , row_number() over (
            partition by system
            order by errors desc, {{ footfall.byte_order('error') }}, {{ footfall.byte_order('action') }}
        ) as error_rank
    from grouped

)

select
    system
    , error
    , action
    , errors
    , days
    , first_on
    , last_on
from ranked
where error_rank <= 60
order by {{ footfall.byte_order('system') }}, error_rank
