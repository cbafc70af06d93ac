{#
title: Top users
explanation: Who uses it most?
section: People
position: 210
chart: table
bar: activities
filters: {system: system, window: window_days}
opens: {user_label: {view: user, key: user_view}}
columns:
  user_rank: Rank
  user_label: User
  activities: Activities
  active_days: Active days
  last_active_at: Last seen (UTC)
#}

select
    window_days
    , system
    , user_rank
    , user_label
    , substr(user_key, 1, 12) as user_view
    , activities
    , active_days
    , last_active_at
from {{ ref('top_users') }}
where user_rank <= 50
order by window_days, {{ footfall.byte_order('system') }}, user_rank
