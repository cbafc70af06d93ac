{{ config(materialized='rebuilt_by_day', enabled=footfall.is_enabled('doors'), group='doors', access='protected') }}

-- depends_on: {{ ref('base_doors__raw_rows_by_day') }}
with

swipes as (

    {{ footfall.raw_select(
        source('doors', 'swipes'),
        {'id': 'string', 'swiped_at': 'timestamp', 'badge': 'string', 'door': 'string'},
        ['id', 'swiped_at', 'badge', 'door'], 'doors', 'doors_swipes_table'
    ) | indent(4) }}

)

, dated as (

    select
        id as event_id
        , {{ footfall.plausible_timestamp('swiped_at') }} as occurred_at
        , badge
        , door
    from swipes

)

, judged as (

    select
        *
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , row_number() over (partition by event_id order by occurred_at) as copy_number
        , case when occurred_at is null then 'swiped_at cannot be read' end as quarantine_reason
    from dated
    where {{ footfall.in_stale_days(footfall.reporting_date('occurred_at')) }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , badge
        , door
        , case
            when quarantine_reason is not null then 'quarantined'
            when copy_number > 1 then 'duplicate'
            else 'kept'
        end as record_state
        , quarantine_reason
    from judged

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'doors'") }}
from final
cross join erasures
