{{ footfall.active_users_by_period('week', by_department=true) }}
