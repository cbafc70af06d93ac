with

workflow_usage as (

    select * from {{ ref('workflow_usage') }}
    where
        system <> 'all'
        and window_days = {{ var('usage_windows') | max }}
        and p95_duration_ms is not null

)

select
    system
    , workflow
    , action
    , activities
    , users
    , p50_duration_ms
    , p95_duration_ms
    , {{ footfall.ratio('p95_duration_ms', 'p50_duration_ms') }} as spread
    , p50_duration_ms * activities / 3600000 as hours_waited
from workflow_usage
order by hours_waited desc, system asc, workflow asc, action asc
limit 50
