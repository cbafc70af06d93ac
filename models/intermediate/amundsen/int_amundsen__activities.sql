{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, final as (

    select
        'amundsen' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , user_name as native_user
        , action
        , 'Other' as default_workflow
        , cast(null as {{ dbt.type_string() }}) as native_activity_type
        , object_type
        , object_id
        -- cluster.schema/table of database://cluster.schema/table
        , coalesce(nullif({{ footfall.text_part('object_id', "'://'", 2) }}, ''), object_id) as object_name
        , outcome
        , duration_ms
        , cast(null as {{ dbt.type_string() }}) as session_key
        , cast(null as {{ dbt.type_string() }}) as correlation_id
        , scaffolding_reason is not null as is_scaffolding
    from user_actions

)

select * from final
