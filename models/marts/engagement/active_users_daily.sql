{{ footfall.active_users_by_day() }}
