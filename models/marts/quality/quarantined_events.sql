with

raw_records as (

    select * from {{ ref('int_raw_records') }}

)

, numbered as (

    select
        *
        , row_number() over (
            partition by system, event_id
            order by occurred_at nulls last, {{ footfall.byte_order('quarantine_reason') }}
        ) as copy_number
    from raw_records
    where record_state = 'quarantined'

)

, final as (

    select
        {{ footfall.surrogate_key(['system', 'event_id', 'copy_number']) }} as quarantined_event_id
        , system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , quarantine_reason
    from numbered

)

select * from final
