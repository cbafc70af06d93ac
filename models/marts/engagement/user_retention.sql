{{ footfall.weekly_retention() }}
