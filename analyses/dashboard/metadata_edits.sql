{#
title: Metadata edits
explanation: Is the metadata kept, and what of it?
section: Catalogue
position: 560
chart: bar
x: activity_date
y: edits
color: edit_kind
only_for: amundsen
filters: {dates: activity_date}
columns:
  activity_date: Date
  edit_kind: Edit
  edits: Edits
  editors: Editors
  objects: Objects
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    activity_date
    , replace(edit_kind, '_', ' ') as edit_kind
    , edits
    , editors
    , objects
from {{ ref('metadata_edits_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -(var('usage_windows') | max)) }}
    from {{ ref('active_users_daily') }}
)
order by activity_date, edit_kind
