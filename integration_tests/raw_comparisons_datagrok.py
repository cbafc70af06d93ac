"""Datagrok: its own tables against the models, by the definitions of its Usage Analysis."""

from __future__ import annotations

from integration_tests.raw_comparisons_datagrok_relations import (
    ACTIVITIES,
    ALL_USERS,
    EVENTS,
    FUNCTIONS,
    MEMBERS,
    PARAMETERS,
    REQUESTS,
)
from integration_tests.raw_comparisons_usual import LAST_28_DAYS, D, compare, named_facts, usual

RAW_DAYS = "select cast(event_time as date) as day from datagrok.events"
# A run belongs to its package's workflow: the vocabulary names none for it.
HAS_ONE_WORKFLOW = """action in (
    select action from staging.activity_vocabulary where system = 'datagrok' and workflow <> ''
)"""
FACTS = named_facts("datagrok")
FACTS_OF_28_DAYS = f"activity_date between {D} - 27 and {D}"
# What is about a function, as new clients log it: the function is a parameter.
FUNCTION_EVENTS = f"""
    select distinct events.id, events.day, events.person, functions.name, functions.package
    from {EVENTS} as events
    inner join {PARAMETERS} as parameters on events.id = parameters.event_id
    inner join {FUNCTIONS} as functions on parameters.value_uuid = functions.id
"""
# And as old clients did: the type of the event has the function's id.
RUNS = f"""
    select id, day, person, name, package from ({FUNCTION_EVENTS}) as new_runs
    where id in (select id from {EVENTS} where type_name = 'function-ran')
    union all
    select events.id, day, person, functions.name, package
    from {EVENTS} as events
    inner join {FUNCTIONS} as functions on events.type_id = functions.id
    where events.source in ('function', 'function-package')
"""
OPENS = f"""
    select events.id, events.day, events.person,
           coalesce(projects.name, projects.friendly_name) as project
    from {EVENTS} as events
    inner join {PARAMETERS} as parameters on events.id = parameters.event_id
    inner join datagrok.projects as projects
        on parameters.value_uuid = cast(projects.id as varchar)
    where source = 'usage' and type_name = 'project-opened'
      and is_dashboard and not is_root and not is_entity
"""
ERRORS = f"select * from {EVENTS} where source = 'error'"


def _typed(relation: str) -> str:
    return f"""{FACTS}
            inner join staging.stg_datagrok__{relation} as typed
                on facts.source_event_id = typed.event_id"""


def _bucket(seconds: int, moment: str) -> str:
    return f"cast(floor(extract(epoch from {moment}) / {seconds}) * {seconds} as bigint)"


def _per_bucket(hours: int) -> dict[str, tuple[str, str]]:
    """What charts show per time bucket: events of each source, and users."""
    raw, fact = (_bucket(3600 * hours, moment) for moment in ("done_at", "facts.occurred_at"))
    return {
        f"events per source and {hours} h": (
            f"select source, {raw}, count(*) from {EVENTS} as e group by 1, 2",
            f"select source, {fact}, count(*) from {_typed('events')} group by 1, 2",
        ),
        f"events per source, user and {hours} h": (
            f"""
            select source, person, {raw}, count(*) from {EVENTS} as e
            where person is not null group by 1, 2, 3
            """,
            f"""
            select source, person, {fact}, count(*) from {_typed("events")}
            where person is not null group by 1, 2, 3
            """,
        ),
        f"unique users per {hours} h": (
            f"select {raw}, count(distinct person) from {EVENTS} as e group by 1",
            f"select {fact}, count(distinct user_key) from {FACTS} group by 1",
        ),
    }


def _span(relation: str, at: str, where: str) -> str:
    return f"(select min({at}) as mn, max({at}) as mx from {relation} where {where}) as span"


COMPARISONS = usual("datagrok", ACTIVITIES, RAW_DAYS, HAS_ONE_WORKFLOW) + compare(
    "datagrok",
    {
        **_per_bucket(1),
        **_per_bucket(4),
        **_per_bucket(24),
        "users and events per date of the home page": (
            f"""
            select day, count(distinct person), count(*),
                   count(case when source = 'error' then 1 end)
            from {EVENTS} as e where session_id is not null group by 1
            """,
            """
            select activity_date, count(distinct user_key), count(*),
                   count(case when activity_type = 'error' then 1 end)
            from marts.fct_activities
            where system = 'datagrok' and session_key is not null group by 1
            """,
        ),
        "users of all users' groups per day": (
            f"""
            select day, count(distinct person) from {EVENTS} as e
            where person in (select user_id from {MEMBERS}) group by 1
            """,
            f"""
            select activity_date, count(distinct user_key) from {FACTS}
            inner join staging.stg_datagrok__group_members as members
                on facts.person = members.user_id and members.group_id = '{ALL_USERS}'
            group by 1
            """,
        ),
        "card of active users, now and before": (
            f"""
            select count(distinct case when done_at < mn then person end),
                   count(distinct case when done_at >= mn then person end)
            from {EVENTS} as e cross join {_span(EVENTS, "done_at", LAST_28_DAYS)}
            where done_at between mn - (mx - mn) and mx
              and person in (select user_id from {MEMBERS})
            """,
            f"""
            select count(distinct case when occurred_at < mn then user_key end),
                   count(distinct case when occurred_at >= mn then user_key end)
            from {FACTS}
            inner join staging.stg_datagrok__group_members as members
                on facts.person = members.user_id and members.group_id = '{ALL_USERS}'
            cross join {_span(FACTS, "occurred_at", FACTS_OF_28_DAYS)}
            where occurred_at between mn - (mx - mn) and mx
            """,
        ),
        "card of new users": (
            f"""
            select count(*) from datagrok.users
            cross join (select min(done_at) as mn, max(done_at) as mx from {EVENTS}) as span
            where joined between mn and mx
              and cast(id as varchar) in (select user_id from {MEMBERS})
            """,
            f"""
            select count(*) from staging.stg_datagrok__users as users
            inner join staging.stg_datagrok__group_members as members
                on users.user_id = members.user_id and members.group_id = '{ALL_USERS}'
            cross join {_span(FACTS, "occurred_at", "true")}
            where joined_at between mn and mx
            """,
        ),
        "card of sessions per day": (
            f"""
            select day, count(*) from {EVENTS} as e
            where type_name = 'datagrok-started' and person is not null group by 1
            """,
            """
            select activity_date, sum(activities) from marts.workflow_usage_daily
            where system = 'datagrok' and action = 'datagrok-started' group by 1
            """,
        ),
        "sessions with events per day and user": (
            f"""
            select day, person, count(distinct session_id) from {EVENTS} as e
            where session_id is not null group by 1, 2
            """,
            f"""
            select activity_date, person, count(distinct session_key) from {FACTS}
            where session_key is not null group by 1, 2
            """,
        ),
        "events without a session, which are nobody's": (
            f"select action, count(*), 0 from {ACTIVITIES} as a where person is null group by 1",
            """
            select action, count(*), count(case when in_scope then 1 end)
            from marts.fct_activities where system = 'datagrok' and user_key is null group by 1
            """,
        ),
        "events of functions per function, package, day and user": (
            f"""
            select name, package, day, person, count(*) from ({FUNCTION_EVENTS}) as runs
            where person is not null group by 1, 2, 3, 4
            """,
            f"""
            select functions.function_name, functions.package_name, facts.activity_date, person,
                   count(*)
            from {_typed("events")}
            inner join staging.stg_datagrok__functions as functions
                on facts.object_id = functions.function_id
            where person is not null
              and source not in ('function', 'function-package', 'script', 'data-query')
            group by 1, 2, 3, 4
            """,
        ),
        "function runs of old and new clients": (
            f"select name, package, day, person, count(*) from ({RUNS}) as r group by 1, 2, 3, 4",
            f"""
            select function_name, package_name, facts.activity_date, person, count(*)
            from {_typed("function_runs")} group by 1, 2, 3, 4
            """,
        ),
        "runs and users of packages in 28 days": (
            f"""
            select case when package = 'Core' then 'Functions' else 'Package: ' || package end,
                   count(*), count(distinct person)
            from ({RUNS}) as runs where {LAST_28_DAYS} group by 1
            """,
            """
            select workflow, activities, users from marts.workflow_usage
            where system = 'datagrok' and action = 'function-ran' and window_days = 28
            """,
        ),
        "packages that events name": (
            f"""
            select versions.name, type_name, day, count(*)
            from {EVENTS} as events
            inner join {PARAMETERS} as parameters
                on events.id = parameters.event_id and parameters.name = 'package'
            inner join datagrok.published_packages as versions
                on parameters.value_uuid = cast(versions.id as varchar)
            where source = 'audit' group by 1, 2, 3
            """,
            f"""
            select typed.package_name, facts.action, facts.activity_date, count(*)
            from {_typed("events")}
            where typed_relation in ('package_tests', 'other_events') and source = 'audit'
              and typed.package_name is not null group by 1, 2, 3
            """,
        ),
        "time that packages take to publish": (
            f"""
            select 'Package: ' || packages.name, done_at, cast(spent.value as bigint)
            from {EVENTS} as events
            inner join {PARAMETERS} as spent on events.id = spent.event_id and spent.name = 'ms'
            inner join {PARAMETERS} as about on events.id = about.event_id and about.name = 'entity'
            inner join datagrok.packages as packages
                on about.value_uuid = cast(packages.id as varchar)
            where type_name = 'package-version-published'
            """,
            """
            select workflow, occurred_at, duration_ms from marts.fct_activities
            where system = 'datagrok' and activity_type = 'publish' and object_type = 'package'
            """,
        ),
        "accesses of projects per day": (
            f"select project, day, count(*) from ({OPENS}) as opens group by 1, 2",
            f"""
            select project_name, facts.activity_date, count(*) from {_typed("project_opens")}
            group by 1, 2
            """,
        ),
        "unique users per project": (
            f"select project, count(distinct person) from ({OPENS}) as opens group by 1",
            """
            select object_name, count(distinct user_key) from marts.fct_activities
            where system = 'datagrok' and action = 'project-opened' group by 1
            """,
        ),
        "who opens which project on a day": (
            f"select distinct project, day, person from ({OPENS}) as opens",
            f"""
            select distinct object_name, activity_date, person from {FACTS}
            where action = 'project-opened'
            """,
        ),
        "projects and what happens to them": (
            f"""
            select parameters.value_uuid, min(done_at), max(done_at), count(*)
            from {EVENTS} as events
            inner join {PARAMETERS} as parameters on events.id = parameters.event_id
            inner join datagrok.projects as projects
                on parameters.value_uuid = cast(projects.id as varchar)
            group by 1
            """,
            """
            select object_id, first_seen_at, last_seen_at, activities from marts.dim_objects
            where system = 'datagrok' and object_type = 'project'
            """,
        ),
        "query runs per connection": (
            f"""
            select connections.name, connections.data_source, queries.name, count(*)
            from {EVENTS} as events
            left join {PARAMETERS} as parameters
                on events.id = parameters.event_id and parameters.name = 'entity'
            inner join datagrok.queries as queries
                on cast(queries.id as varchar) = coalesce(parameters.value_uuid, events.type_id)
            inner join datagrok.connections as connections on queries.connection_id = connections.id
            where type_name = 'query-start' or source = 'data-query' group by 1, 2, 3
            """,
            """
            select connection_name, data_source, query_name, count(*)
            from staging.stg_datagrok__query_runs group by 1, 2, 3
            """,
        ),
        "latency of requests": (
            f"""
            select percentile_cont(0.5) within group (order by ms),
                   percentile_cont(0.95) within group (order by ms),
                   percentile_cont(0.99) within group (order by ms), count(*)
            from {REQUESTS} as requests where {LAST_28_DAYS}
            """,
            f"""
            select percentile_cont(0.5) within group (order by duration_ms),
                   percentile_cont(0.95) within group (order by duration_ms),
                   percentile_cont(0.99) within group (order by duration_ms), count(*)
            from {FACTS} where action = 'http-request' and {FACTS_OF_28_DAYS}
            """,
        ),
        "latency and errors per route": (
            f"""
            select method || ' ' || route, count(*),
                   percentile_cont(0.5) within group (order by ms),
                   percentile_cont(0.95) within group (order by ms),
                   percentile_cont(0.99) within group (order by ms),
                   count(case when status >= 400 then 1 end) * 100.0 / count(*)
            from {REQUESTS} as requests group by 1
            """,
            f"""
            select object_id, count(*),
                   percentile_cont(0.5) within group (order by duration_ms),
                   percentile_cont(0.95) within group (order by duration_ms),
                   percentile_cont(0.99) within group (order by duration_ms),
                   count(case when outcome in ('failed', 'denied') then 1 end) * 100.0 / count(*)
            from {FACTS} where object_type = 'route' group by 1
            """,
        ),
        "requests per status": (
            f"select status, day, count(*) from {REQUESTS} as requests group by 1, 2",
            f"""
            select status_code, facts.activity_date, count(*) from {_typed("http_requests")}
            group by 1, 2
            """,
        ),
        "errors per source": (
            f"select error_source, count(*), count(person) from ({ERRORS}) as e group by 1",
            f"select error_source, count(*), count(person) from {_typed('errors')} group by 1",
        ),
        "errors per stack and day": (
            f"""
            select error_hash, day, count(*), count(distinct person)
            from ({ERRORS}) as e group by 1, 2
            """,
            """
            select object_id, activity_date, count(*), count(distinct user_key)
            from marts.fct_activities
            where system = 'datagrok' and object_type = 'error' group by 1, 2
            """,
        ),
        "errors per package": (
            f"""
            select versions.name, e.person, count(*)
            from ({ERRORS}) as e
            inner join {PARAMETERS} as parameters
                on e.id = parameters.event_id and parameters.name = 'package'
            left join datagrok.published_packages as versions
                on parameters.value_uuid = cast(versions.id as varchar)
            group by 1, 2
            """,
            f"select package_name, person, count(*) from {_typed('errors')} group by 1, 2",
        ),
    },
)
