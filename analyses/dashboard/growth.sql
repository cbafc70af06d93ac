{#
title: Growth
explanation: Who came, came again and came back in a week; below zero, who was there the week before and not in it.
section: Audience
position: 140
chart: bar
x: week_start_date
y: [retained_users, resurrected_users, new_users, churned_users]
filters: {system: system, department: department}
columns:
  week_start_date: Week of
  retained_users: Retained
  resurrected_users: Resurrected
  new_users: New
  churned_users: Churned
#}

select
    system
    , department
    , week_start_date
    , retained_users
    , resurrected_users
    , new_users
    , -churned_users as churned_users
from {{ ref('active_users_weekly_by_department') }}
where
    is_complete
    and week_start_date > (
        select {{ footfall.add_days('max(week_start_date)', -26 * 7) }}
        from {{ ref('active_users_weekly') }}
    )
order by {{ footfall.byte_order('system') }}, {{ footfall.byte_order('department') }}, week_start_date
