{{ footfall.active_users_by_day(by_department=true) }}
