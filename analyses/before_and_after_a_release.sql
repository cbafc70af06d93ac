{# The day of the release: --vars '{released_on: 2026-03-16}'; else four weeks before D. #}
{% set released_on = var('released_on', none) %}
{% if released_on %}
{% set release_date = "cast('" ~ released_on ~ "' as date)" %}
{% else %}
{% set release_date = footfall.add_days(footfall.as_of_date(), -27) %}
{% endif %}

with

workflow_days as (

    select * from {{ ref('workflow_usage_daily') }}
    where
        system <> 'all'
        and activity_date >= {{ footfall.add_days(release_date, -28) }}
        and activity_date < {{ footfall.add_days(release_date, 28) }}

)

, usage as (

    select
        system
        , workflow
        , sum(case when activity_date < {{ release_date }} then activities else 0 end) as activities_before
        , sum(case when activity_date >= {{ release_date }} then activities else 0 end) as activities_after
        , sum(case when activity_date < {{ release_date }} then failed else 0 end) as failed_before
        , sum(case when activity_date >= {{ release_date }} then failed else 0 end) as failed_after
    from workflow_days
    group by system, workflow

)

select
    system
    , workflow
    , activities_before
    , activities_after
    , {{ footfall.ratio('activities_after', 'activities_before') }} - 1 as change_ratio
    , {{ footfall.ratio('failed_before', 'activities_before') }} as failure_rate_before
    , {{ footfall.ratio('failed_after', 'activities_after') }} as failure_rate_after
from usage
order by abs(activities_after - activities_before) desc, system asc, workflow asc
