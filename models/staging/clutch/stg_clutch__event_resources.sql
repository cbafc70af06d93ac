{{ config(enabled=footfall.is_enabled('clutch')) }}

with

audit_events as (

    select * from {{ ref('base_clutch__audit_events') }}
    where record_state = 'kept'

)

, request_resources as (

    {{ footfall.unnest_json_objects(
        'audit_events', ['event_id', 'occurred_at', 'activity_date'], 'request_resources', ['type_url', 'id']
    ) | indent(4) }}

)

, response_resources as (

    {{ footfall.unnest_json_objects(
        'audit_events', ['event_id', 'occurred_at', 'activity_date'], 'response_resources', ['type_url', 'id']
    ) | indent(4) }}

)

, resources as (

    select
        *
        , 'request' as named_in
    from request_resources

    union all

    select
        *
        , 'response' as named_in
    from response_resources

)

, final as (

    select
        {{ footfall.surrogate_key(['event_id', 'named_in', 'element_number']) }} as event_resource_id
        , event_id
        , occurred_at
        , activity_date
        , named_in
        , cast(element_number as bigint) as resource_number
        , type_url as resource_type
        , id as resource_id
    from resources

)

select * from final
