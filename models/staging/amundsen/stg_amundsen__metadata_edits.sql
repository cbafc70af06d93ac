{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, edits as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , object_type
        , object_id
        , case
            when action = '_log_put_table_description' then 'table_description'
            when action = '_log_put_column_description' then 'column_description'
            when action = '_log_put_type_metadata_description' then 'type_description'
            when action in ('_log_update_table_tags', '_log_update_dashboard_tags')
                then case method when 'PUT' then 'tag_added' when 'DELETE' then 'tag_removed' end
            when action in ('_log_update_table_owner', '_update_table_owner')
                then case method when 'PUT' then 'owner_added' when 'DELETE' then 'owner_removed' end
        end as edit_kind
        , column_name
        , type_metadata_key
        , description_length
        , tag
        , owner
        , outcome
    from user_actions

)

, final as (

    select * from edits
    where edit_kind is not null

)

select * from final
