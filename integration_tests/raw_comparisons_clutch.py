"""Clutch: its audit table as it is, against the models. A call is an id."""

from __future__ import annotations

from integration_tests.raw_comparisons_usual import (
    LAST_28_DAYS,
    D,
    compare,
    named_facts,
    somebody,
    usual,
)

EVENTS = "by_hand.clutch_events"
PERSONS = "by_hand.clutch_persons"
RESOURCES = "by_hand.clutch_resources"
SESSIONS = "by_hand.clutch_sessions"
RELATIONS: dict[str, str] = {}

RELATIONS["clutch_events"] = f"""
    select distinct on (id) id, occurred_at at time zone 'UTC' as done_at,
           cast(occurred_at at time zone 'UTC' as date) as day,
           {somebody("details ->> 'user_name'")} as person,
           (details ->> 'service_name') || '/' || (details ->> 'method_name') as action,
           details ->> 'service_name' as service,
           details ->> 'method_name' as method,
           coalesce(
               details -> 'request_resources' -> 0 ->> 'type_url',
               details -> 'response_resources' -> 0 ->> 'type_url'
           ) as resource_type,
           coalesce(
               details -> 'request_resources' -> 0 ->> 'id',
               details -> 'response_resources' -> 0 ->> 'id'
           ) as resource_id,
           case
               when (details -> 'response_body') is null then 'unknown'
               when (details -> 'status' ->> 'code') = '0' then 'succeeded'
               when (details -> 'status' ->> 'code') in ('7', '16') then 'denied'
               else 'failed'
           end as outcome
    from clutch.audit_events
    order by id
"""
# The lists of the first copy of a call, opened to their thirtieth place. No simulated id is
# malformed.
RELATIONS["clutch_resources"] = " union ".join(
    f"""
    select events.id, events.done_at,
           details -> '{named_in}_resources' -> {place} ->> 'type_url' as resource_type,
           details -> '{named_in}_resources' -> {place} ->> 'id' as resource_id
    from {EVENTS} as events
    inner join (
        select distinct on (id) id, details from clutch.audit_events order by id
    ) as calls on events.id = calls.id
    where (details -> '{named_in}_resources' -> {place} ->> 'id') is not null
    """
    for named_in in ("request", "response")
    for place in range(30)
)
RAW_DAYS = "select cast(occurred_at at time zone 'UTC' as date) as day from clutch.audit_events"
# A person is who no pattern of the seeds names.
RELATIONS["clutch_persons"] = f"""
    select events.* from {EVENTS} as events
    where person is not null and not exists (
        select 1 from (
            select system, pattern from staging.non_person_users
            union all
            select system, pattern from staging.nobody_users
            union all
            select '*', 'null'
        ) as others
        where others.system in ('*', 'clutch')
            and events.person like replace(lower(pattern), '[_]', '!_') escape '!'
    )
"""
# A call half an hour after the call before begins a session.
RELATIONS["clutch_sessions"] = f"""
    select person, done_at, session_number
    from (
        select person, done_at,
               sum(case when previous_at is null or done_at >= previous_at + interval '30 minutes'
                        then 1 else 0 end)
                   over (partition by person order by done_at, id) as session_number
        from (
            select person, done_at, id,
                   lag(done_at) over (partition by person order by done_at, id) as previous_at
            from {PERSONS} as persons
        ) as neighbours
    ) as numbered
"""
FACTS = named_facts("clutch")

COMPARISONS = usual("clutch", EVENTS, RAW_DAYS) + compare(
    "clutch",
    {
        "calls that were delivered twice": (
            "select count(*) - count(distinct id) from clutch.audit_events",
            "select sum(duplicates) from marts.reconciliation where system = 'clutch'",
        ),
        "methods of each user in 90 days": (
            f"""
            select person, action, count(*) from {EVENTS} as events
            where day > {D} - 90 and person is not null group by 1, 2
            """,
            f"""
            select person, action, count(*) from {FACTS}
            where activity_date > {D} - 90 and user_key is not null group by 1, 2
            """,
        ),
        "methods by their last part in 14 days": (
            f"""
            select method, count(*) from {EVENTS} as events
            where day > {D} - 14 and person is not null group by 1
            """,
            """
            select split_part(action, '/', 2), sum(activities) from marts.workflow_usage
            where system = 'clutch' and window_days = 14 group by 1
            """,
        ),
        "share of denied calls per service": (
            f"""
            select service, count(case when outcome = 'denied' then 1 end) * 1.0 / count(*)
            from {EVENTS} as events where {LAST_28_DAYS} and person is not null group by 1
            """,
            """
            select split_part(action, '/', 1), sum(denied) * 1.0 / sum(activities)
            from marts.workflow_usage
            where system = 'clutch' and window_days = 28 group by 1
            """,
        ),
        "success rate per method": (
            f"""
            select action, count(case when outcome = 'succeeded' then 1 end) * 1.0
                       / nullif(count(case when outcome <> 'unknown' then 1 end), 0)
            from {EVENTS} as events where {LAST_28_DAYS} and person is not null group by 1
            """,
            """
            select action, success_rate from marts.workflow_usage
            where system = 'clutch' and window_days = 28
            """,
        ),
        "resources that calls name": (
            f"""
            select resource_type, resource_id, min(done_at), max(done_at), count(distinct id)
            from {RESOURCES} as resources group by 1, 2
            """,
            """
            select object_type, object_id, first_seen_at, last_seen_at, activities
            from marts.dim_objects where system = 'clutch'
            """,
        ),
        "sessions per user": (
            f"""
            select person, session_number, min(done_at), max(done_at), count(*)
            from {SESSIONS} as sessions group by 1, 2
            """,
            """
            select person, row_number() over (partition by person order by started_at),
                   started_at, ended_at, activities
            from marts.fct_sessions as sessions
            inner join (
                select distinct user_key, lower(native_user) as person
                from audit.user_identities where system = 'clutch'
            ) as names on sessions.user_key = names.user_key
            where system = 'clutch'
            """,
        ),
        "users by number of calls in 28 days": (
            f"""
            select count(*), count(distinct day), max(done_at) from {EVENTS} as events
            where {LAST_28_DAYS} and person is not null group by person
            """,
            """
            select activities, active_days, last_active_at from marts.top_users
            where system = 'clutch' and window_days = 28
            """,
        ),
        "calls of each department per day": (
            f"""
            select events.day, employees.department, count(*)
            from {EVENTS} as events
            inner join hr.employees as employees
                on events.person = lower(employees.email)
                and events.day between employees.valid_from
                    and coalesce(employees.valid_to, date '9999-12-31')
            group by 1, 2
            """,
            """
            select activity_date, department, sum(activities) from marts.fct_user_days
            where system = 'clutch' and department is not null group by 1, 2
            """,
        ),
        "users of each role in 28 days": (
            f"""
            select employees.role, count(distinct events.person)
            from {EVENTS} as events
            inner join hr.employees as employees
                on events.person = lower(employees.email)
                and events.day between employees.valid_from
                    and coalesce(employees.valid_to, date '9999-12-31')
            where {LAST_28_DAYS} group by 1
            """,
            f"""
            select role, count(distinct user_key) from marts.fct_user_days
            where system = 'clutch' and role is not null
              and activity_date between {D} - 27 and {D} group by 1
            """,
        ),
    },
)
