{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

produced_tables as (

    select * from {{ ref('stg_datagrok__produced_tables') }}

)

, activity_objects as (

    select * from {{ ref('int_datagrok__activity_objects') }}

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

-- A run may make several tables: further ones are objects of the same type.
, tables as (

    select
        event_id
        , entity_id as dataset_id
        , entity_name as dataset_name
    from produced_tables

    union

    select
        produced_tables.event_id
        , activity_objects.object_id as dataset_id
        , activity_objects.object_name as dataset_name
    from produced_tables
    inner join activity_objects
        on
            produced_tables.event_id = activity_objects.source_event_id
            and produced_tables.entity_kind = activity_objects.object_type

)

, final as (

    select
        'datagrok' as system
        , produced_tables.event_id as source_event_id
        , produced_tables.occurred_at
        , produced_tables.activity_date
        , produced_tables.user_id as native_user
        , 'table_produced' as origin
        , 'table-produced' as event_type
        , 'table' as dataset_type
        , tables.dataset_id
        , tables.dataset_name
        , objects.object_type as made_by_type
        -- A query is a function too.
        , coalesce(produced_tables.query_id, produced_tables.function_id) as made_by_id
        , objects.object_name as made_by_name
        , produced_tables.outcome
        , cast(null as {{ dbt.type_string() }}) as link
    from produced_tables
    inner join tables on produced_tables.event_id = tables.event_id
    left join objects on coalesce(produced_tables.query_id, produced_tables.function_id) = objects.object_id

)

select * from final
