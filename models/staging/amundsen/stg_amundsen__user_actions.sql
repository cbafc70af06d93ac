{#- A view: the base has all of a call but what other calls say of it. -#}
{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

calls as (

    {{ footfall.amundsen_calls() | indent(4) }}

)

, linked_calls as (

    select * from {{ ref('stg_amundsen__linked_calls') }}

)

, final as (

    select
        calls.event_id
        , calls.occurred_at
        , calls.activity_date
        , calls.user_name
        , calls.command
        , calls.action
        , calls.is_frontend_event
        , calls.object_type
        , calls.object_id
        , case
            when calls.error_message is not null then 'failed'
            when not calls.is_post or not calls.is_working or not calls.has_result then 'unknown'
            when calls.status_code = 200 then 'succeeded'
            when calls.status_code in (401, 403) then 'denied'
            when calls.status_code is not null or calls.is_search then 'failed'
            else 'unknown'
        end as outcome
        , calls.status_code
        , calls.error_message
        -- The other functions only write the log: their milliseconds say nothing.
        , case when calls.is_working then calls.elapsed_ms end as duration_ms
        , case when calls.is_search then calls.total_results end as total_results
        , linked_calls.search_type
        , linked_calls.submission_id
        , calls.search_term
        , calls.page_index
        , calls.has_filters
        , {{ footfall.whole_number('calls.result_index') }} as result_index
        , calls.source
        , calls.column_name
        , calls.type_metadata_key
        , calls.tag
        , calls.owner
        , calls.method
        , calls.description_length
        , calls.feedback_type
        , calls.rating
        , calls.comment
        , calls.notification_type
        , calls.notification_path
        , calls.target_id
        , calls.target_type
        , calls.location
        , calls.value
        , calls.position
        , calls.resource_type
        , case
            when linked_calls.is_refetch then 'refetch'
            when linked_calls.search_type = 'inline_search' then 'type_ahead'
            when linked_calls.submission_id <> calls.event_id then 'companion_search'
            when
                calls.notification_type in ('owner_added', 'owner_removed', 'metadata_edited')
                and calls.action = '_log_send_notification'
                then 'automatic_notification'
            -- The page that the link leads to logs its own view.
            when
                calls.action = 'click'
                and (
                    calls.position is not null
                    or calls.target_id in (
                        'table_list_item', 'dashboard_list_item', 'feature_list_item', 'user_list_item'
                    )
                    or (
                        calls.target_id like 'inline-resultitem-%:%'
                        and calls.target_id not like '%viewall%'
                    )
                )
                then 'link_click'
        end as scaffolding_reason
    from calls
    left join linked_calls
        on
            calls.event_id = linked_calls.event_id
            and calls.activity_date = linked_calls.activity_date

)

select * from final
