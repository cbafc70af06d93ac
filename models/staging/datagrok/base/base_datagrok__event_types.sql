{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

{# Typed relation -> the names of its event types and its workflow for people. The clicks that the
   browser tracks have names with blanks. #}
{% set relations = {
    'function_runs': ('Functions', ['function-ran']),
    'query_runs': ('Queries', ['query-start']),
    'project_opens': ('Projects', ['project-opened']),
    'dialogs': ('Dialogs', ['dialog-ok', 'dialog ok', 'dialog show', 'dialog close']),
    'menu_clicks': ('Menus', ['main-menu-item-click', 'menu click']),
    'ui_actions': (
        'User interface',
        ['click', 'input', 'command', 'navigate', 'dragstart', 'drop', 'dock', 'undock'],
    ),
    'shares': ('Sharing', ['entity-shared', 'entity-shared-silent']),
    'errors': ('Errors', ['error']),
    'http_requests': ('Requests', ['http-request']),
    'viewer_renders': ('Viewers', ['viewer-rendered', 'd4-viewer-rendered']),
    'tutorials': ('Tutorials', ['tutorial-completed']),
    'package_tests': ('Tests', ['package-tested']),
    'test_runs': ('Tests', []),
    'package_publications': ('Packages', ['package-version-published']),
    'produced_tables': ('Tables', ['table-produced']),
    'comments': ('Comments', ['comment-posted']),
    'invitations': ('People', ['user-invited']),
    'logins': (
        'Authentication', ['datagrok-started', 'user-logged-in', 'user-logged-out', 'user-login-failed']
    ),
} %}

{% set entity_workflows = {
    'query': 'Queries',
    'connection': 'Connections',
    'job': 'Jobs',
    'script': 'Scripts',
    'predictive-model': 'Models',
    'notebook': 'Notebooks',
    'project': 'Projects',
    'action': 'Actions',
} %}

{% set kinds = entity_workflows | join('|') %}
{% set change_pattern = '^(' ~ kinds ~ ')-(created|edited|deleted|published|transformations-edited)$' %}
{% set start_pattern = '^(' ~ kinds ~ ')-start$' %}

with

event_types as (

    {{ footfall.raw_select(
        source('datagrok', 'event_types'),
        {
            'id': 'string', 'friendly_name': 'string', 'name': 'string', 'source': 'string',
            'error_source': 'string', 'error_severity': 'string', 'error_stack_trace_hash': 'string',
            'is_error': 'boolean',
        },
        ['id', 'source'], 'datagrok', 'datagrok_event_types_table'
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(id), '') as event_type_id
        , lower(source) as source
        , coalesce(nullif(friendly_name, ''), nullif(name, '')) as type_name
        , nullif(error_source, '') as error_source
        , nullif(error_severity, '') as error_severity
        , nullif(lower(error_stack_trace_hash), '') as error_stack_trace_hash
        , is_error
    from event_types

)

, numbered as (

    select
        *
        , row_number() over (
            partition by event_type_id
            order by
                {{ footfall.byte_order('source') }} asc nulls last
                , {{ footfall.byte_order('type_name') }} asc nulls last
                , {{ footfall.byte_order('error_stack_trace_hash') }} asc nulls last
                , {{ footfall.byte_order('error_source') }} asc nulls last
                , {{ footfall.byte_order('error_severity') }} asc nulls last
                , is_error asc nulls last
        ) as copy_number
    from typed
    where event_type_id is not null

)

, named as (

    select
        *
        , {{ footfall.extract_group('type_name', change_pattern, 1) }} as changed_kind
        , {{ footfall.extract_group('type_name', change_pattern, 2) }} as change_kind
        , {{ footfall.extract_group('type_name', start_pattern, 1) }} as started_kind
    from numbered
    where copy_number = 1

)

, sorted as (

    select
        *
        , case
            when source = 'error' then 'errors'
            when source in ('info', 'warning', 'debug') then 'other_events'
            -- Older servers: the type's id is the id of what ran.
            when source in ('function', 'function-package') then 'function_runs'
            when source = 'data-query' then 'query_runs'
            when source = 'script' then 'entity_runs'
            {% for relation, (workflow, names) in relations.items() if names %}
            when type_name in ({{ footfall.quoted(names) }}) then '{{ relation }}'
            {% endfor %}
            when started_kind is not null then 'entity_runs'
            when change_kind is not null then 'entity_changes'
            when type_name like 'test-%' then 'test_runs'
            else 'other_events'
        end as typed_relation
    from named

)

, described as (

    select
        *
        , case
            when typed_relation = 'entity_runs' then case when source = 'script' then 'script' else started_kind end
            when typed_relation = 'entity_changes' then changed_kind
        end as entity_kind
        , case
            when typed_relation = 'errors' then 'error'
            -- The same name is a client's start where its source is usage.
            when source = 'info' and type_name = 'datagrok-started' then 'server-started'
            when source in ('info', 'warning', 'debug') then source
            when typed_relation = 'function_runs' then 'function-ran'
            when typed_relation = 'query_runs' then 'query-start'
            when source = 'script' then 'script-start'
            -- test-package Chem: Similarity: finds itself
            when typed_relation = 'test_runs' then {{ footfall.text_part('type_name', "' '", 1) }}
            else coalesce(type_name, 'unnamed')
        end as action
    from sorted

)

, final as (

    select
        event_type_id
        , source
        , type_name
        , typed_relation
        , action
        , entity_kind
        , case when typed_relation = 'entity_changes' then change_kind end as change_kind
        , case
            {% for relation, (workflow, names) in relations.items() %}
            when typed_relation = '{{ relation }}' then '{{ workflow }}'
            {% endfor %}
            {% for kind, workflow in entity_workflows.items() %}
            when entity_kind = '{{ kind }}' then '{{ workflow }}'
            {% endfor %}
            else 'Other'
        end as default_workflow
        , error_source
        , error_severity
        , error_stack_trace_hash
        , is_error
    from described

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
