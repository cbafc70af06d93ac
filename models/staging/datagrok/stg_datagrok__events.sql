{{ config(
    materialized='rebuilt_by_day',
    enabled=footfall.is_enabled('datagrok'),
    versioned_by_day=['base_datagrok__event_types', 'stg_datagrok__objects', 'stg_datagrok__packages']
) }}

{# Relations whose events are use of a package where they name one. #}
{% set package_relations = [
    'function_runs', 'query_runs', 'entity_runs', 'dialogs', 'menu_clicks', 'ui_actions', 'errors',
    'viewer_renders', 'tutorials', 'package_tests', 'test_runs', 'package_publications',
] %}

with

events as (

    select * from {{ ref('base_datagrok__events') }}
    where
        record_state = 'kept'
        and {{ footfall.in_stale_days() }}

)

, event_types as (

    select * from {{ ref('base_datagrok__event_types') }}

)

, event_parameters as (

    select * from {{ ref('stg_datagrok__event_parameters') }}
    where {{ footfall.in_stale_days() }}

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

, package_versions as (

    select * from {{ ref('stg_datagrok__packages') }}

)

, named_packages as (

    select
        package_name
        , {{ footfall.min_text('package_id') }} as package_id
    from package_versions
    group by package_name

)

-- Loggers write a package's name where others write its id.
, named_parameters as (

    select
        *
        , coalesce(test_package, case when length(package_text) <> 36 then package_text end) as package_name
    from event_parameters

)

, joined as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.event_type_id
        , events.source
        , event_types.typed_relation
        , event_types.action
        , event_types.entity_kind
        , event_types.change_kind
        , event_types.default_workflow
        , event_types.type_name
        , events.error_message is not null as has_error
        , case
            when event_types.typed_relation = 'errors'
                then coalesce(
                        event_types.error_stack_trace_hash, events.error_fingerprint, md5(event_types.event_type_id)
                    )
        end as error_group
        -- One line, since engines differ in whether a dot matches the end of one.
        , replace(
            case when events.ui_path like 'Shell / %' then substr(events.ui_path, 9) else events.ui_path end
            , chr(10)
            , ' '
        ) as ui_path
        , named_parameters.parameter_user_id
        , named_parameters.login
        , named_parameters.other_user_id
        , named_parameters.entity_id
        , named_parameters.function_id
        , named_parameters.query_id
        , named_parameters.connection_id
        , named_parameters.project_id
        , named_parameters.object_ids
        , coalesce(named_packages.package_id, named_parameters.package_id) as package_id
        , named_parameters.package_name as event_package_name
        , named_parameters.http_method
        , named_parameters.http_route
        , {{ footfall.whole_number('named_parameters.http_status') }} as http_status
        , {{ footfall.whole_number('named_parameters.failed') }} as failed
        , lower(named_parameters.success) as success
        , lower(named_parameters.skipped) as skipped
        , lower(named_parameters.result) as result
        , case
            when {{ footfall.matches_pattern('named_parameters.ms', '^[0-9]+([.][0-9]*)?$') }}
                then {{ footfall.whole_number(footfall.text_part('named_parameters.ms', "'.'", 1)) }}
        end as duration_ms
    from events
    inner join event_types on events.event_type_id = event_types.event_type_id
    left join named_parameters on events.event_id = named_parameters.event_id
    left join named_packages on named_parameters.package_name = named_packages.package_name
    {{ footfall.evaluate_once() }}

)

, pointed as (

    select
        *
        , case
            -- In older rows the type's id is the id of what ran.
            when source in ('function', 'function-package', 'data-query', 'script') then event_type_id
            when typed_relation = 'function_runs' then coalesce(function_id, entity_id)
            when typed_relation = 'query_runs' then coalesce(query_id, entity_id)
            when typed_relation = 'entity_runs' then coalesce(entity_id, function_id)
            when typed_relation = 'project_opens' then coalesce(project_id, entity_id)
            when entity_kind = 'query' then coalesce(entity_id, query_id)
            when entity_kind = 'connection' then coalesce(entity_id, connection_id)
            when entity_kind = 'project' then coalesce(entity_id, project_id)
            when entity_kind = 'script' then coalesce(entity_id, function_id)
            when typed_relation in ('package_tests', 'test_runs') then coalesce(package_id, event_package_name)
            when typed_relation = 'package_publications' then coalesce(package_id, entity_id)
            when typed_relation = 'errors' then error_group
            when typed_relation = 'http_requests' then coalesce(http_method || ' ', '') || http_route
            when typed_relation = 'invitations' then other_user_id
            -- Who could not log in has no session.
            when action = 'user-login-failed' then coalesce(parameter_user_id, login)
            when typed_relation in ('logins', 'other_events') then null
            else entity_id
        end as object_id
        , nullif(
            trim(both ' ' from {{ footfall.extract_group('ui_path', '^(.* / )?([^:]*):[^ 0-9/]', 2) }}), ''
        ) as ui_package
    from joined

)

, named as (

    select
        pointed.*
        , case
            when pointed.object_id is null then null
            -- What ran as a function may be a script or a query, which is one object in all events.
            when
                objects.object_type in ('user', 'group', 'project', 'query', 'connection', 'script', 'function')
                then objects.object_type
            when pointed.typed_relation = 'function_runs' then 'function'
            when pointed.typed_relation = 'query_runs' then 'query'
            when pointed.typed_relation in ('entity_runs', 'entity_changes') then pointed.entity_kind
            when pointed.typed_relation = 'project_opens' then 'project'
            when pointed.typed_relation in ('package_tests', 'test_runs', 'package_publications') then 'package'
            when pointed.typed_relation = 'errors' then 'error'
            when pointed.typed_relation = 'http_requests' then 'route'
            when pointed.typed_relation in ('logins', 'invitations') then 'user'
            else coalesce(objects.object_type, 'entity')
        end as object_type
        , case
            when pointed.typed_relation = 'function_runs'
                then coalesce(objects.function_name, objects.object_name)
            when pointed.typed_relation = 'http_requests' then pointed.object_id
            when pointed.typed_relation in ('package_tests', 'test_runs')
                then coalesce(objects.object_name, pointed.event_package_name)
            else objects.object_name
        end as known_name
        , objects.object_id is not null as is_known
        , objects.package_id as object_package_id
        , objects.package_name as object_package_name
        , packages.package_name as parameter_package_name
    from pointed
    left join objects on pointed.object_id = objects.object_id
    left join objects as packages on pointed.package_id = packages.object_id

)

, packaged as (

    select
        *
        -- In older rows the type of what ran has its name.
        , coalesce(
            known_name
            , case when source in ('function', 'function-package', 'script', 'data-query') then type_name end
        ) as object_name
        , case
            -- What runs belongs to its own package, whatever else the event names.
            when typed_relation in ('function_runs', 'query_runs', 'entity_runs') and is_known
                then coalesce(object_package_name, 'Core')
            else coalesce(parameter_package_name, event_package_name, object_package_name, ui_package)
        end as package_name
    from named

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , session_id
        , user_id
        , source
        , typed_relation
        , action
        , entity_kind
        , change_kind
        , object_type
        , object_id
        , object_name
        , package_name
        , case
            when package_name <> 'Core' and typed_relation in ({{ footfall.quoted(package_relations) }})
                then 'Package: ' || package_name
            else default_workflow
        end as default_workflow
        , case
            when typed_relation = 'errors' or has_error then 'failed'
            when source in ('info', 'warning', 'debug') then 'unknown'
            when typed_relation = 'http_requests' and http_status between 200 and 399 then 'succeeded'
            when typed_relation = 'http_requests' and http_status in (401, 403) then 'denied'
            when typed_relation = 'http_requests' and http_status is not null then 'failed'
            when typed_relation = 'test_runs' and (skipped = 'true' or result = 'skipped') then 'unknown'
            when typed_relation = 'test_runs' and coalesce(success = 'false', result = 'failed') then 'failed'
            when typed_relation = 'test_runs' and coalesce(success = 'true', result in ('passed', 'success'))
                then 'succeeded'
            when typed_relation = 'package_tests' and failed > 0 then 'failed'
            when typed_relation = 'package_tests' and failed = 0 then 'succeeded'
            when typed_relation in ('http_requests', 'test_runs', 'package_tests') then 'unknown'
            when action in ('user-login-failed', 'impersonation-failed') then 'failed'
            else 'succeeded'
        end as outcome
        , duration_ms
        , error_group
        , ui_path
        -- Most point at the main object alone.
        , case when object_ids <> coalesce(object_type || ':' || object_id, '') then object_ids end as object_ids
    from packaged

)

select * from final
