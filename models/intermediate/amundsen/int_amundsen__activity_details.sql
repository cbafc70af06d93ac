{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, metadata_edits as (

    select * from {{ ref('stg_amundsen__metadata_edits') }}

)

, final as (

    select
        'amundsen' as system
        , user_actions.event_id as source_event_id
        , user_actions.activity_date
        , user_actions.search_term
        , user_actions.has_filters
        , user_actions.total_results
        , user_actions.page_index
        , user_actions.source as opened_from
        , user_actions.result_index
        , metadata_edits.edit_kind
        , coalesce(metadata_edits.column_name, metadata_edits.tag) as edited_part
        , cast(null as bigint) as row_count
        , cast(null as bigint) as byte_count
        , cast(null as {{ dbt.type_string() }}) as export_format
        , cast(null as {{ dbt.type_string() }}) as recipient_type
        , cast(null as {{ dbt.type_string() }}) as login_method
    from user_actions
    left join metadata_edits
        on
            user_actions.event_id = metadata_edits.event_id
            and user_actions.activity_date = metadata_edits.activity_date

)

select * from final
