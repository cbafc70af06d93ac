{{ footfall.weekly_retention(by_department=true) }}
