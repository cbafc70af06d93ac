select
    active.activity_date
    , active.wau
    , busiest.user_key as busiest_user_key
from {{ ref('footfall', 'active_users_daily') }} as active
left join {{ ref('footfall', 'top_users') }} as busiest
    on busiest.system = active.system
    and busiest.window_days = 28
    and busiest.user_rank = 1
where active.system = 'all'
