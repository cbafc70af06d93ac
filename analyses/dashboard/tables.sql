{#
title: Top tables
explanation: Which tables do people look at in the catalogue?
section: Catalogue
position: 510
width: full
chart: table
bar: views
only_for: amundsen
filters: {window: window_days}
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
    , views
    , viewers
    , edits
    , bookmarks
from {{ ref('top_tables') }}
where table_rank <= 12
order by window_days, table_rank
