{#
title: Click index
explanation: How far down the list was the result that people opened? 0 is the first place.
section: Catalogue
position: 540
chart: line
x: activity_date
y: mean_click_index
only_for: amundsen
filters: {dates: activity_date}
columns:
  activity_date: Date
  mean_click_index: {label: Mean click index, format: decimal}
  clicks: Clicks
  top4_rate: {label: Among the first four, format: percent}
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    activity_date
    , sum(mean_click_index * clicks) / nullif(sum(clicks), 0) as mean_click_index
    , sum(clicks) as clicks
    , {{ footfall.ratio('sum(top4_clicks)', 'sum(clicks)') }} as top4_rate
from {{ ref('search_click_index_daily') }}
where
    clicks > 0
    and activity_date > (
        select {{ footfall.add_days('max(activity_date)', -730) }}
        from {{ ref('active_users_daily') }}
    )
group by activity_date
order by activity_date
