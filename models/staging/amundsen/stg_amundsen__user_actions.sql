{{ config(materialized='rebuilt_by_day', days_around=1, days_at_once=60, enabled=footfall.is_enabled('amundsen')) }}

{% set window_seconds = var('automatic_request_window_seconds') %}
{% set lookup_actions = ['_get_table_metadata', '_get_dashboard_metadata', '_log_get_user'] %}
{% set owner_edit_actions = ['_log_update_table_owner', '_update_table_owner'] %}
{% set edit_actions = owner_edit_actions + ['_log_update_table_tags', '_log_update_dashboard_tags'] %}

with

user_actions as (

    select * from {{ ref('base_amundsen__user_actions') }}
    where
        record_state = 'kept'
        and {{ footfall.in_stale_days(around=1) }}

)

, named as (

    select
        *
        -- Whoever posts an event to the log chooses its command; only the back end's have no such key.
        , browser_command is not null as is_frontend_event
        , case
            when browser_command is not null and left(command, 1) = '_' then '_log_generic_action'
            else command
        end as action
        -- database://cluster.schema/table of database://cluster.schema/table/column/type/...
        , {{ footfall.extract_group('type_metadata_key', '^([^/]*//[^/]*/[^/]*)', 1) }} as table_key_of_type
    from user_actions

)

, described as (

    select
        *
        , action in ({{ footfall.quoted(footfall.amundsen_search_actions()) }}) as is_search
        , action in ({{ footfall.quoted(footfall.amundsen_working_actions()) }}) as is_working
        , case
            when coalesce(table_key, table_key_of_type) is not null then 'table'
            when coalesce(dashboard_uri, dashboard_uri_key) is not null then 'dashboard'
            when feature_key is not null then 'feature'
            when profile_user is not null then 'user'
            when resource_key is not null then resource_type
        end as object_type
        , coalesce(
            table_key, table_key_of_type, dashboard_uri, dashboard_uri_key, feature_key, profile_user, resource_key
        ) as object_id
    from named

)

-- After an edit the page asks for the same object again, and after a change of owners for their profiles.
, edits_and_lookups as (

    select
        event_id
        , user_name
        , object_id
        , occurred_at
        , source is null and action in ({{ footfall.quoted(lookup_actions) }}) as is_lookup_without_source
        , action = '_log_get_user' as is_profile
        , case when action in ({{ footfall.quoted(edit_actions) }}) then occurred_at end as edited_at
        , case when action in ({{ footfall.quoted(owner_edit_actions) }}) then occurred_at end as owners_edited_at
    from described
    where
        user_name is not null
        and action in ({{ footfall.quoted(lookup_actions + edit_actions) }})

)

, followed_edits as (

    select
        event_id
        , occurred_at
        , is_lookup_without_source
        , max(edited_at) over (partition by user_name, object_id order by occurred_at) as object_edited_at
        , case
            when is_profile then max(owners_edited_at) over (partition by user_name order by occurred_at)
        end as any_owners_edited_at
    from edits_and_lookups

)

, refetches as (

    select event_id
    from followed_edits
    where
        is_lookup_without_source
        and occurred_at <= {{ footfall.add_time(
            'second', window_seconds, 'coalesce(any_owners_edited_at, object_edited_at)'
        ) }}

)

, searches as (

    select
        event_id
        , user_name
        , search_term
        , action
        , occurred_at
        , page_index
        -- The first versions logged no type.
        , coalesce(
            search_type, case when coalesce(page_index, 0) = 0 then 'submit_search_term' else 'update_page' end
        ) as search_type
    from described
    where is_search

)

-- Until 2021 a search was a call for each type of resource, milliseconds apart.
, sequenced_searches as (

    select
        *
        , lag(occurred_at) over (
            partition by user_name, search_term, search_type, page_index, action = '_search_resources'
            order by occurred_at, {{ footfall.byte_order('event_id') }}
        ) as previous_call_at
    from searches

)

, spaced_searches as (

    select
        *
        , case
            when action = '_search_resources' then 1
            when occurred_at <= {{ footfall.add_time('second', window_seconds, 'previous_call_at') }} then 0
            else 1
        end as is_first_call
    from sequenced_searches

)

, counted_searches as (

    select
        *
        , sum(is_first_call) over (
            partition by user_name, search_term, search_type, page_index, action = '_search_resources'
            order by occurred_at, {{ footfall.byte_order('event_id') }}
            rows between unbounded preceding and current row
        ) as submission_number
    from spaced_searches

)

, submissions as (

    select
        event_id
        , search_type
        , first_value(event_id) over (
            partition by
                user_name, search_term, search_type, page_index, action = '_search_resources', submission_number
            order by occurred_at, {{ footfall.byte_order('event_id') }}
        ) as submission_id
    from counted_searches

)

, final as (

    select
        described.event_id
        , described.occurred_at
        , described.activity_date
        , described.user_name
        , described.command
        , described.action
        , described.is_frontend_event
        , described.object_type
        , described.object_id
        , case
            when described.error_message is not null then 'failed'
            when not described.is_post or not described.is_working or not described.has_result then 'unknown'
            when described.status_code = 200 then 'succeeded'
            when described.status_code in (401, 403) then 'denied'
            when described.status_code is not null or described.is_search then 'failed'
            else 'unknown'
        end as outcome
        , described.status_code
        , described.error_message
        -- The other functions only write the log: their milliseconds say nothing.
        , case when described.is_working then described.elapsed_ms end as duration_ms
        , case when described.is_search then described.total_results end as total_results
        , submissions.search_type
        , submissions.submission_id
        , described.search_term
        , described.page_index
        , {{ footfall.whole_number('described.result_index') }} as result_index
        , described.source
        , described.column_name
        , described.type_metadata_key
        , described.tag
        , described.owner
        , described.method
        , described.description_length
        , described.feedback_type
        , described.rating
        , described.comment
        , described.notification_type
        , described.notification_path
        , described.target_id
        , described.target_type
        , described.location
        , described.value
        , described.position
        , described.resource_type
        , case
            when refetches.event_id is not null then 'refetch'
            when submissions.search_type = 'inline_search' then 'type_ahead'
            when submissions.submission_id <> described.event_id then 'companion_search'
            when
                described.notification_type in ('owner_added', 'owner_removed', 'metadata_edited')
                and described.action = '_log_send_notification'
                then 'automatic_notification'
            -- The page that the link leads to logs its own view.
            when
                described.action = 'click'
                and (
                    described.position is not null
                    or described.target_id in (
                        'table_list_item', 'dashboard_list_item', 'feature_list_item', 'user_list_item'
                    )
                    or (
                        described.target_id like 'inline-resultitem-%:%'
                        and described.target_id not like '%viewall%'
                    )
                )
                then 'link_click'
        end as scaffolding_reason
    from described
    left join refetches on described.event_id = refetches.event_id
    left join submissions on described.event_id = submissions.event_id
    where {{ footfall.in_stale_days('described.activity_date') }}

)

select * from final
