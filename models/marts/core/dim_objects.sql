with

object_days as (

    select * from {{ ref('agg_object_days') }}

)

, final as (

    select
        system
        , object_type
        , object_id
        , {{ footfall.last_by('object_name', ['last_seen_at']) }} as object_name
        , min(first_seen_at) as first_seen_at
        , max(last_seen_at) as last_seen_at
        , {{ footfall.last_by('last_action', ['last_seen_at']) }} as last_action
        , cast(sum(activities) as bigint) as activities
    from object_days
    group by system, object_type, object_id

)

select * from final
