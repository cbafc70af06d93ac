{#
title: Reconciliation
explanation: Where did each raw row go? Rows that nobody can explain should be none.
section: Trust
position: 620
width: full
chart: table
filters: {system: system}
columns:
  system: System
  raw_rows: Raw rows
  activities: Activities
  merged: Merged
  duplicates: Duplicates
  quarantined: Quarantined
  unexplained_rows: Unexplained
  state: State
#}

select
    system
    , sum(raw_rows) as raw_rows
    , sum(activities) as activities
    , sum(merged) as merged
    , sum(duplicates) as duplicates
    , sum(quarantined) as quarantined
    , sum(abs(unexplained_rows)) as unexplained_rows
    , case when sum(abs(unexplained_rows)) = 0 then 'balanced' else 'does not balance' end as state
from {{ ref('reconciliation') }}
group by system
order by {{ footfall.byte_order('system') }}
