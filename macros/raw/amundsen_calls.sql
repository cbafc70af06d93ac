{% macro amundsen_calls() -%}
    {#- A query: the calls of Amundsen's log that count, with their action and the object that they are about. -#}
    with

    user_actions as (

        select * from {{ ref('base_amundsen__user_actions') }}
        where record_state = 'kept'

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

    select * from described
{%- endmacro %}
