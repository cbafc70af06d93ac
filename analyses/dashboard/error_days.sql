{#
title: Days
explanation: When did it go wrong, and in which actions?
section: History
view: error
key: error
position: 860
width: full
chart: bar
x: activity_date
y: errors
filters: {dates: activity_date}
columns:
  activity_date: Date
  errors: Errors
#}

with

daily as (

    select
        activity_date
        , case when error_group = '(none)' then action else error_group end as error
        , sum(errors) as errors
    from {{ ref('errors_daily') }}
    where
        system = 'all'
        and activity_date > {{ footfall.dashboard_since() }}
    group by activity_date, case when error_group = '(none)' then action else error_group end

)

, known as (

    select error
    from daily
    group by error
    order by sum(errors) desc, {{ footfall.byte_order('error') }}
    limit 100

)

select
    daily.error
    , daily.activity_date
    , daily.errors
from daily
inner join known on daily.error = known.error
order by daily.activity_date, {{ footfall.byte_order('daily.error') }}
