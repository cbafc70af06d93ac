{{ config(enabled=footfall.is_enabled('clutch')) }}

{% set columns = ['event_id', 'occurred_at', 'activity_date', 'names_several'] %}

with

audit_events as (

    select
        *
        -- Seen in the text, so that the many lists of one resource need not be opened.
        , coalesce(
            request_resources like ('%}%{' || '%')
            or response_resources like ('%}%{' || '%')
            or request_resources <> response_resources
            , false
        ) as names_several
    from {{ ref('base_clutch__audit_events') }}
    where record_state = 'kept'

)

, request_resources as (

    {{ footfall.unnest_json_objects('audit_events', columns, 'request_resources', ['type_url', 'id']) | indent(4) }}

)

, response_resources as (

    {{ footfall.unnest_json_objects('audit_events', columns, 'response_resources', ['type_url', 'id']) | indent(4) }}

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
        , {{ footfall.clutch_mended_id('type_url', 'id') | indent(8) }} as resource_id
        , names_several
    from resources

)

select * from final
