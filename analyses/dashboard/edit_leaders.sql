{#
title: Edit leaders
explanation: Who keeps the metadata?
section: Catalogue
position: 550
chart: table
bar: edits
only_for: amundsen
filters: {window: window_days}
opens: {user_label: {view: user, key: user_view}}
columns:
  leader_rank: Rank
  user_label: User
  edits: Edits
  objects: Objects
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    window_days
    , leader_rank
    , user_label
    , substr(user_key, 1, 12) as user_view
    , edits
    , objects
from {{ ref('metadata_edit_leaders') }}
where leader_rank <= 50
order by window_days, leader_rank
