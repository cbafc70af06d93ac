{# Of events whose parameters point at more than the main object: all that they point at. #}
{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where object_ids is not null

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

, named as (

    {{ footfall.unnest_text_list(
        'events', ['event_id', 'activity_date', 'user_id', 'object_id'], 'object_ids'
    ) | indent(4) }}

)

, typed as (

    select
        event_id
        , activity_date
        , user_id
        , object_id as main_object_id
        , element_number
        , {{ footfall.extract_group('element', '^([^:]*):(.*)$', 1) }} as object_type
        , {{ footfall.extract_group('element', '^([^:]*):(.*)$', 2) }} as object_id
    from named

)

, final as (

    select
        'datagrok' as system
        , typed.event_id as source_event_id
        , typed.activity_date
        , typed.element_number as object_number
        , typed.object_type
        , typed.object_id
        , objects.object_name
    from typed
    left join objects on typed.object_id = objects.object_id
    where
        typed.object_id <> coalesce(typed.main_object_id, '')
        -- Who did it is not what it was done to.
        and typed.object_id <> coalesce(typed.user_id, '')

)

select * from final
