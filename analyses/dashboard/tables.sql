{#
title: Top tables
explanation: >
  Which tables do people look at in the catalogue? Pages that opened; “Top objects” counts every activity of type view,
  also one that failed or that the page repeated, so its numbers are higher.
section: Catalogue
position: 510
width: full
chart: table
bar: views
only_for: amundsen
filters: {window: window_days}
opens: {table_key: {view: object, key: object_key}}
columns:
  table_rank: Rank
  table_key: Table
  views: Views
  viewers: Viewers
  edits: Edits
  bookmarks: Bookmarks
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    window_days
    , table_rank
    , table_key
    , {{ footfall.dashboard_object_key("'amundsen'", "'table'", 'table_key') }} as object_key
    , views
    , viewers
    , edits
    , bookmarks
from {{ ref('top_tables') }}
where table_rank <= 50
order by window_days, table_rank
