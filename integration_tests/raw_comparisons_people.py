"""All systems together: one person counts once, and belongs to a department on each day."""

from __future__ import annotations

from integration_tests import raw_comparisons_amundsen as amundsen
from integration_tests import raw_comparisons_clutch as clutch
from integration_tests import raw_comparisons_datagrok_relations as datagrok
from integration_tests import raw_comparisons_liblab as liblab
from integration_tests import raw_comparisons_zoomdata as zoomdata
from integration_tests.raw_comparisons_usual import D, compare

DONE = "by_hand.people_activities"
BY_EMAIL = "system in ('clutch', 'amundsen', 'liblab')"

RELATIONS: dict[str, str] = {
    # A name that is no e-mail address is a login or a mailbox of the directory, if of one person.
    "people_directory": """
        select name, min(email) as email
        from (
            select lower(login) as name, lower(email) as email from hr.employees
            union
            select split_part(lower(email), '@', 1), lower(email) from hr.employees
        ) as names
        group by name having count(distinct email) = 1
    """,
    "people_activities": f"""
        select system, person, done.name, done_at, day, action, outcome,
               case when done.name like '%@%' then done.name
                    else coalesce(directory.email, system || ':' || person) end as identity
        from (
            select 'clutch' as system, person, person as name, done_at, day, action, outcome
            from {clutch.EVENTS}
            union all
            select 'amundsen', person, person, done_at, day, action, outcome
            from {amundsen.ACTIVITIES}
            union all
            select 'liblab', person, person, done_at, day, action, outcome from {liblab.ENTRIES}
            union all
            select 'zoomdata', person, person, done_at, day, action, outcome
            from {zoomdata.ACTIVITIES}
            union all
            select 'datagrok', person, lower(coalesce(users.email, users.login)), done_at, day,
                   action, outcome
            from {datagrok.ACTIVITIES} as activities
            left join datagrok.users as users on activities.person = cast(users.id as varchar)
        ) as done
        left join by_hand.people_directory as directory on done.name = directory.name
        -- Who failed to log in was not active.
        where not (done.outcome in ('failed', 'denied') and exists (
            select 1 from staging.activity_vocabulary as logins
            where logins.system = done.system and logins.action = done.action
                and logins.activity_type = 'login'
        ))
    """,
}
# The department and role of each person's day, for who is in the directory by e-mail.
PLACED = f"""
    select done.*, employees.department, employees.role
    from {DONE} as done
    inner join hr.employees as employees
        on done.identity = lower(employees.email)
        and done.day between employees.valid_from
            and coalesce(employees.valid_to, date '9999-12-31')
"""


def _pairs(of: str, who: str) -> str:
    """How many are in both of two systems."""
    return f"""
        select ones.system, others.system, count(*)
        from (select distinct system, {who} from {of}) as ones
        inner join (select distinct system, {who} from {of}) as others
            on ones.{who} = others.{who} and ones.system < others.system
        group by 1, 2
    """


COMPARISONS = compare(
    "all systems",
    {
        "distinct e-mails per day in three systems": (
            f"""
            select day, count(distinct name), count(*) from {DONE} as done
            where {BY_EMAIL} and name like '%@%' group by 1
            """,
            f"""
            select activity_date, count(distinct facts.user_key), count(*)
            from marts.fct_activities as facts
            inner join (
                select distinct user_key from audit.user_identities where {BY_EMAIL} and email <> ''
            ) as known on facts.user_key = known.user_key
            where {BY_EMAIL} group by 1
            """,
        ),
        "people and activities per day": (
            f"select day, count(distinct identity), count(identity) from {DONE} as d group by 1",
            """
            select activity_date, dau, activities from marts.active_users_daily
            where system = 'all'
            """,
        ),
        "people in 7 and 28 days": (
            f"""
            select days.day,
                   count(distinct case when done.day > days.day - 7 then identity end),
                   count(distinct identity)
            from (select distinct day from {DONE} where day > {D} - 30) as days
            inner join {DONE} as done on done.day between days.day - 27 and days.day
            group by 1
            """,
            f"""
            select activity_date, wau, mau from marts.active_users_daily
            where system = 'all' and activity_date > {D} - 30
            """,
        ),
        "new people per day": (
            f"""
            select day, count(*)
            from (
                select identity, min(day) as day from {DONE} where identity is not null group by 1
            ) as first_days group by 1
            """,
            """
            select activity_date, new_users from marts.active_users_daily
            where system = 'all' and new_users > 0
            """,
        ),
        "people in two systems": (
            _pairs(DONE, "identity"),
            _pairs("marts.fct_user_days", "user_key"),
        ),
        "activities per system and month": (
            f"""
            select system, cast(date_trunc('month', day) as date), count(distinct identity),
                   count(identity)
            from {DONE} as done group by 1, 2
            """,
            """
            select system, month_start_date, active_users, activities
            from marts.active_users_monthly where system <> 'all'
            """,
        ),
        "activities per week": (
            f"""
            select cast(date_trunc('week', day) as date), count(distinct identity), count(identity)
            from {DONE} as done group by 1
            """,
            """
            select week_start_date, active_users, activities
            from marts.active_users_weekly where system = 'all'
            """,
        ),
        "who is still there from month to month": (
            f"""
            select cast(month as date), count(case when is_new then 1 end),
                   count(case when not is_new then 1 end)
            from (
                select identity, month, min(month) over (partition by identity) = month as is_new
                from (
                    select distinct identity, date_trunc('month', day) as month
                    from {DONE} where identity is not null
                ) as months
            ) as seen group by 1
            """,
            """
            select month_start_date, new_users, retained_users + resurrected_users
            from marts.active_users_monthly where system = 'all'
            """,
        ),
        "departments and roles per system and day": (
            f"""
            select system, day, department, role, count(distinct identity), count(*)
            from ({PLACED}) as placed group by 1, 2, 3, 4
            """,
            """
            select system, activity_date, department, role, count(distinct user_key),
                   sum(activities)
            from marts.fct_user_days where department is not null group by 1, 2, 3, 4
            """,
        ),
        "people outside of the directory": (
            f"""
            select system, count(distinct done.identity), count(*)
            from {DONE} as done
            where done.identity not in (select lower(email) from hr.employees) group by 1
            """,
            """
            select system, count(distinct user_key), sum(activities)
            from marts.fct_user_days
            where user_key in (select user_key from marts.dim_users where employment <> 'employee')
            group by 1
            """,
        ),
        "days and systems of each person": (
            f"""
            select identity, min(day), max(day), string_agg(distinct system, ', ' order by system)
            from {DONE} as done where identity like '%@%' group by 1
            """,
            """
            select distinct names.email, first_active_date, last_active_date, systems
            from marts.dim_users as users
            inner join audit.user_identities as names on users.user_key = names.user_key
            where names.email is not null
            """,
        ),
        "actions that no vocabulary knows": (
            f"""
            select system, action, count(*), count(distinct identity), min(done_at), max(done_at)
            from {DONE} as done
            where not exists (
                select 1 from staging.activity_vocabulary as known
                where known.system = done.system and known.action = done.action
            )
            group by 1, 2
            """,
            """
            select system, action, activities, users, first_seen_at, last_seen_at
            from marts.unmapped_actions
            """,
        ),
        "days of the calendar": (
            f"select min(day), max(day), max(day) - min(day) + 1 from {DONE} as done",
            "select min(date_day), max(date_day), count(*) from marts.dim_dates",
        ),
    },
)
