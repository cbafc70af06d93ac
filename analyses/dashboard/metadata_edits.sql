{#
title: Metadata edits
explanation: Is the metadata kept, and what of it?
section: Catalogue
position: 560
width: full
chart: bar
x: activity_date
y: [descriptions, tags, owners]
only_for: amundsen
filters: {dates: activity_date}
columns:
  activity_date: Date
  descriptions: Descriptions
  tags: Tags
  owners: Owners
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    activity_date
    , sum(case when edit_kind like '%description' then edits else 0 end) as descriptions
    , sum(case when edit_kind like 'tag%' then edits else 0 end) as tags
    , sum(case when edit_kind like 'owner%' then edits else 0 end) as owners
from {{ ref('metadata_edits_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -730) }}
    from {{ ref('active_users_daily') }}
)
group by activity_date
order by activity_date
