{#
title: Busiest days
explanation: On which days did most people come?
section: Acme
position: 50
chart: ranking
x: dau
y: day_name
filters: {system: system}
columns:
  day_name: Day
  dau: Users
#}

select
    system
    , cast(activity_date as {{ dbt.type_string() }}) as day_name
    , dau
from {{ ref('footfall', 'active_users_daily') }}
where dau > 0
order by system, dau desc, activity_date
