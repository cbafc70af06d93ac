{# Calls that belong together: searches that are one submission, and pages that are asked for again after an edit. #}
{{ config(materialized='rebuilt_by_day', days_around=1, days_at_once=60, enabled=footfall.is_enabled('amundsen')) }}

{% set window_seconds = var('automatic_request_window_seconds') %}
{% set lookup_actions = ['_get_table_metadata', '_get_dashboard_metadata', '_log_get_user'] %}
{% set owner_edit_actions = ['_log_update_table_owner', '_update_table_owner'] %}
{% set edit_actions = owner_edit_actions + ['_log_update_table_tags', '_log_update_dashboard_tags'] %}

with

all_calls as (

    {{ footfall.amundsen_calls() | indent(4) }}

)

, calls as (

    select * from all_calls
    where {{ footfall.in_stale_days(around=1) }}

)

-- After an edit the page asks for the same object again, and after a change of owners for their profiles.
, edits_and_lookups as (

    select
        event_id
        , activity_date
        , user_name
        , object_id
        , occurred_at
        , source is null and action in ({{ footfall.quoted(lookup_actions) }}) as is_lookup_without_source
        , action = '_log_get_user' as is_profile
        , case when action in ({{ footfall.quoted(edit_actions) }}) then occurred_at end as edited_at
        , case when action in ({{ footfall.quoted(owner_edit_actions) }}) then occurred_at end as owners_edited_at
    from calls
    where
        user_name is not null
        and action in ({{ footfall.quoted(lookup_actions + edit_actions) }})

)

, followed_edits as (

    select
        event_id
        , activity_date
        , occurred_at
        , is_lookup_without_source
        , max(edited_at) over (partition by user_name, object_id order by occurred_at) as object_edited_at
        , case
            when is_profile then max(owners_edited_at) over (partition by user_name order by occurred_at)
        end as any_owners_edited_at
    from edits_and_lookups

)

, refetches as (

    select
        event_id
        , activity_date
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
        , activity_date
        , user_name
        , search_term
        , action
        , occurred_at
        , page_index
        -- The first versions logged no type.
        , coalesce(
            search_type, case when coalesce(page_index, 0) = 0 then 'submit_search_term' else 'update_page' end
        ) as search_type
    from calls
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
        , activity_date
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
        event_id
        , activity_date
        , search_type
        , submission_id
        , false as is_refetch
    from submissions
    where {{ footfall.in_stale_days() }}

    union all

    select
        event_id
        , activity_date
        , cast(null as {{ dbt.type_string() }}) as search_type
        , cast(null as {{ dbt.type_string() }}) as submission_id
        , true as is_refetch
    from refetches
    where {{ footfall.in_stale_days() }}

)

select * from final
