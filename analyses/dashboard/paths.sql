{#
title: Ways through a session
explanation: The first five different actions of a session, the most frequent first.
section: Paths
position: 390
width: full
chart: table
bar: sessions
filters: {system: system, window: window_days}
columns:
  path_rank: Rank
  path: Path
  sessions: Sessions
  users: Users
#}

select
    window_days
    , system
    , path_rank
    , path
    , sessions
    , users
from {{ ref('top_paths') }}
where path_rank <= 30
order by window_days, {{ footfall.byte_order('system') }}, path_rank
