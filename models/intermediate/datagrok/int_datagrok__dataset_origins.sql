{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

produced_tables as (

    select * from {{ ref('stg_datagrok__produced_tables') }}

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

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
        , produced_tables.entity_id as dataset_id
        , produced_tables.entity_name as dataset_name
        , objects.object_type as made_by_type
        -- A query is a function too.
        , coalesce(produced_tables.query_id, produced_tables.function_id) as made_by_id
        , objects.object_name as made_by_name
        , produced_tables.outcome
        , cast(null as {{ dbt.type_string() }}) as link
    from produced_tables
    left join objects on coalesce(produced_tables.query_id, produced_tables.function_id) = objects.object_id

)

select * from final
