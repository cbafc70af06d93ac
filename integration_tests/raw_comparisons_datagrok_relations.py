"""Datagrok: what its own tables say, in relations that the comparisons read."""

from __future__ import annotations

EVENTS = "by_hand.datagrok_events"
PARAMETERS = "by_hand.datagrok_parameters"
ACTIVITIES = "by_hand.datagrok_activities"
REQUESTS = "by_hand.datagrok_requests"
RESULTS = "by_hand.datagrok_results"
FUNCTIONS = "by_hand.datagrok_functions"
MEMBERS = "by_hand.datagrok_members"
# The group that the reports filter by unless they are told otherwise.
ALL_USERS = "a4b45840-9a50-11e6-9cc9-8546b8bf62e6"
UI_TYPES = """
    'click', 'menu click', 'dialog show', 'dialog close', 'dialog ok', 'input', 'command',
    'navigate', 'dragstart', 'drop', 'dock', 'undock'
"""

RELATIONS: dict[str, str] = {
    "datagrok_events": """
        select cast(events.id as varchar) as id, event_time as done_at,
               cast(event_time as date) as day, cast(session_id as varchar) as session_id,
               cast(sessions.user_id as varchar) as person, types.source,
               types.friendly_name as type_name, cast(types.id as varchar) as type_id, description,
               error_message, error_source, cast(error_stack_trace_hash as varchar) as error_hash
        from datagrok.events as events
        inner join datagrok.event_types as types on events.event_type_id = types.id
        left join datagrok.users_sessions as sessions on events.session_id = sessions.id
    """,
    # A null is the word null.
    "datagrok_parameters": """
        select cast(event_id as varchar) as event_id, name,
               case when value <> 'null' then value end as value,
               cast(value_uuid as varchar) as value_uuid
        from datagrok.event_parameter_values as given
        inner join datagrok.event_parameters as parameters on given.parameter_id = parameters.id
    """,
    "datagrok_requests": f"""
        select id, done_at, day,
               max(case when name = 'method' then value end) as method,
               max(case when name = 'route' then value end) as route,
               cast(max(case when name = 'status' then value end) as bigint) as status,
               cast(max(case when name = 'ms' then value end) as bigint) as ms
        from {EVENTS} as events
        inner join {PARAMETERS} as parameters on events.id = parameters.event_id
        where source = 'usage' and type_name = 'http-request'
        group by id, done_at, day
    """,
    "datagrok_results": f"""
        select event_id,
               max(case when name = 'skipped' then value end) as skipped,
               max(case when name = 'success' then value end) as success,
               max(case when name = 'failed' then value end) as failed,
               max(case when name = 'packageName' then value end) as package,
               max(case when name = 'test' then value end) as test,
               max(case when name = 'ms' then cast(value as bigint) end) as ms
        from {PARAMETERS}
        group by event_id
    """,
    # The types of old clients' events are what ran; a test's name is in its type's.
    "datagrok_activities": f"""
        select done_at, day, person,
               case
                   when source = 'error' then 'error'
                   when source = 'info' and type_name = 'datagrok-started' then 'server-started'
                   when source in ('info', 'warning', 'debug') then source
                   when source in ('function', 'function-package') then 'function-ran'
                   when source = 'data-query' then 'query-start'
                   when source = 'script' then 'script-start'
                   when type_name like 'test-%' then split_part(type_name, ' ', 1)
                   else type_name
               end as action,
               case
                   when source = 'error' or error_message is not null then 'failed'
                   when source in ('info', 'warning', 'debug') then 'unknown'
                   when status in (401, 403) then 'denied'
                   when status >= 400 then 'failed'
                   when type_name = 'user-login-failed' then 'failed'
                   when skipped = 'true' then 'unknown'
                   when success = 'false' then 'failed'
                   when type_name = 'package-tested' and failed <> '0' then 'failed'
                   else 'succeeded'
               end as outcome
        from {EVENTS} as events
        left join (select id as request_id, status from {REQUESTS}) as requests
            on events.id = requests.request_id
        left join {RESULTS} as results on events.id = results.event_id
    """,
    # A function's package is its version's, or else the root project's that holds it.
    "datagrok_functions": """
        select distinct cast(funcs.id as varchar) as id, funcs.name,
               coalesce(versions.name, projects.name, 'Core') as package
        from datagrok.funcs as funcs
        left join datagrok.entities as entities on funcs.id = entities.id
        left join datagrok.published_packages as versions on entities.package_id = versions.id
        left join datagrok.project_relations as relations on funcs.id = relations.entity_id
        left join datagrok.projects as projects
            on relations.project_id = projects.id and projects.is_root and projects.is_package
    """,
    # Those whose own group is in the group of all users, through whatever groups.
    "datagrok_members": f"""
        with recursive members as (
            select child_id from datagrok.groups_relations where parent_id = '{ALL_USERS}'
            union
            select relations.child_id
            from members
            inner join datagrok.groups_relations as relations
                on members.child_id = relations.parent_id
        )
        select cast(users.id as varchar) as user_id
        from members
        inner join datagrok.users as users on members.child_id = users.group_id
    """,
}
