{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}

)

, event_parameters as (

    select * from {{ ref('stg_datagrok__event_parameters') }}

)

, final as (

    select
        'datagrok' as system
        , events.event_id as source_event_id
        , events.activity_date
        , cast(null as {{ dbt.type_string() }}) as search_term
        , cast(null as boolean) as has_filters
        , cast(null as bigint) as total_results
        , cast(null as bigint) as page_index
        , cast(null as {{ dbt.type_string() }}) as opened_from
        , cast(null as bigint) as result_index
        , cast(null as {{ dbt.type_string() }}) as edit_kind
        , cast(null as {{ dbt.type_string() }}) as edited_part
        , cast(null as bigint) as row_count
        , cast(null as bigint) as byte_count
        , cast(null as {{ dbt.type_string() }}) as export_format
        , case
            when event_parameters.granted_user_id is not null then 'user'
            when event_parameters.granted_group_id is not null then 'group'
        end as recipient_type
        , cast(null as {{ dbt.type_string() }}) as login_method
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
