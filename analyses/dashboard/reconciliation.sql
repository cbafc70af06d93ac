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

with

reconciliation as (

    select * from {{ ref('reconciliation') }}

)

, losses as (

    select distinct system
    from {{ ref('source_issues') }}
    where issue = 'quarantine'

)

, totals as (

    select
        system
        , sum(raw_rows) as raw_rows
        , sum(activities) as activities
        , sum(merged) as merged
        , sum(duplicates) as duplicates
        , sum(quarantined) as quarantined
        , sum(abs(unexplained_rows)) as unexplained_rows
    from reconciliation
    group by system

)

select
    totals.*
    , case
        when totals.unexplained_rows <> 0 then 'does not balance'
        when losses.system is not null then 'too many quarantined'
        else 'balanced'
    end as state
from totals
left join losses on totals.system = losses.system
order by {{ footfall.byte_order('totals.system') }}
