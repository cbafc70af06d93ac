{{ footfall.active_users_by_period('month', by_department=true) }}
