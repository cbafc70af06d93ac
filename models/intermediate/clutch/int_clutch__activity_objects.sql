{# Of calls that name more than the main resource: all that request and response name. #}
{{ config(enabled=footfall.is_enabled('clutch')) }}

with

resources as (

    select * from {{ ref('stg_clutch__event_resources') }}
    where names_several

)

, final as (

    select
        'clutch' as system
        , resources.event_id as source_event_id
        , resources.activity_date
        , row_number() over (
            partition by resources.event_id
            order by resources.named_in, resources.resource_number
        ) as object_number
        , coalesce(resources.resource_type, counterparts.resource_type) as object_type
        , {{ footfall.clutch_better_id('resources.resource_id', 'counterparts.resource_id') | indent(8) }}
            as object_id
        , {{ footfall.clutch_better_id('resources.resource_id', 'counterparts.resource_id') | indent(8) }}
            as object_name
    from resources
    -- What the other list has at the same place.
    left join resources as counterparts
        on
            resources.event_id = counterparts.event_id
            and resources.resource_number = counterparts.resource_number
            and resources.named_in <> counterparts.named_in
            and coalesce(resources.resource_type = counterparts.resource_type, true)

)

select * from final
