{{ footfall.warn_of_old_changes(ref('reconciliation')) }}
-- Every raw row is an activity, merged into one, a duplicate, or quarantined.
-- Dates after D may still be receiving rows while the models are built.
select * from {{ ref('reconciliation') }}
where
    unexplained_rows <> 0
    and (activity_date is null or activity_date <= {{ footfall.as_of_date() }})
