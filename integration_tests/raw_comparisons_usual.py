"""What is compared for every system alike: activities, users, usage and outcomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

AS_OF = dt.date(2026, 3, 31)
D = f"date '{AS_OF}'"
LAST_28_DAYS = f"day between {D} - 27 and {D}"


@dataclass(frozen=True)
class Comparison:
    """A query of the raw tables and a query of the models that must give the same rows.

    The raw query reads the raw tables, or relations of the schema ``by_hand`` that the modules'
    ``RELATIONS`` make of them. It may call ``document(text)``: the text as JSON, null where it is
    none.
    """

    name: str
    raw: str
    mart: str


def somebody(user: str) -> str:
    """SQL: the user in lower case; null for a word that means no user."""
    words = "'unknown', 'anonymous', 'system:anonymous'"
    return f"case when lower({user}) not in ({words}) then lower({user}) end"


def was_refused(system: str) -> str:
    """A condition on an activity of a system: a login that failed, which makes nobody active."""
    return f"""(
        outcome in ('failed', 'denied') and action in (
            select vocabulary.action from staging.activity_vocabulary as vocabulary
            where vocabulary.system = '{system}' and vocabulary.activity_type = 'login'
        )
    )"""


def named_facts(system: str) -> str:
    """A subquery: the facts of a system with `person`, the user's name there in lower case."""
    return f"""(
        select facts.*, names.person
        from marts.fct_activities as facts
        left join (
            select distinct user_key, lower(native_user) as person
            from audit.user_identities where system = '{system}'
        ) as names on facts.user_key = names.user_key
        where facts.system = '{system}'
    ) as facts"""


def usual(
    system: str, activities: str, raw_days: str, has_one_workflow: str = "true"
) -> list[Comparison]:
    """The comparisons that every system has.

    Args:
        activities: a relation made of the raw tables with a row an activity: done_at, day, person
            (null where nobody is identified), action, outcome.
        raw_days: a query with the day of each raw row, null where it has none.
        has_one_workflow: a condition on those actions that belong to one workflow each.
    """
    done = f"{activities} as activities"
    known = f"{done} where person is not null and not {was_refused(system)}"
    facts_of = f"marts.fct_activities where system = '{system}'"
    daily = f"marts.active_users_daily where system = '{system}'"
    pairs = {
        "activities per day": (
            f"select day, count(*) from {done} group by 1",
            f"select activity_date, count(*) from {facts_of} group by 1",
        ),
        "activities per action and day": (
            f"select day, action, count(*) from {done} group by 1, 2",
            f"select activity_date, action, count(*) from {facts_of} group by 1, 2",
        ),
        "activities per hour and user": (
            f"select date_trunc('hour', done_at), person, count(*) from {done} group by 1, 2",
            f"""
            select date_trunc('hour', occurred_at), person, count(*)
            from {named_facts(system)} group by 1, 2
            """,
        ),
        "outcomes per action": (
            f"select action, outcome, count(*) from {done} group by 1, 2",
            f"select action, outcome, count(*) from {facts_of} group by 1, 2",
        ),
        "users and activities per day": (
            f"select day, count(distinct person), count(*) from {known} group by 1",
            f"select activity_date, dau, activities from {daily} and dau > 0",
        ),
        "users of the last 7 and 28 days": (
            f"""
            select count(distinct case when day > {D} - 7 then person end),
                   count(distinct case when day > {D} - 28 then person end)
            from {known} and day <= {D}
            """,
            f"select wau, mau from {daily} and activity_date = {D}",
        ),
        "new users per day": (
            f"""
            select day, count(*)
            from (select person, min(day) as day from {known} group by 1) as first_days
            group by 1
            """,
            f"select activity_date, new_users from {daily} and new_users > 0",
        ),
        "users and activities per week": (
            f"""
            select cast(date_trunc('week', day) as date), count(distinct person), count(*)
            from {known} group by 1
            """,
            f"""
            select week_start_date, active_users, activities
            from marts.active_users_weekly where system = '{system}' and active_users > 0
            """,
        ),
        "users and activities per month": (
            f"""
            select cast(date_trunc('month', day) as date), count(distinct person), count(*)
            from {known} group by 1
            """,
            f"""
            select month_start_date, active_users, activities
            from marts.active_users_monthly where system = '{system}' and active_users > 0
            """,
        ),
        "usage of actions in 28 days": (
            f"""
            select action, count(*), count(distinct person)
            from {known} and {LAST_28_DAYS} and {has_one_workflow} group by 1
            """,
            f"""
            select action, activities, users from marts.workflow_usage
            where system = '{system}' and window_days = 28 and {has_one_workflow}
            """,
        ),
        "outcomes of actions in 28 days and in those before": (
            f"""
            select action,
                   count(case when {LAST_28_DAYS} and outcome = 'succeeded' then 1 end),
                   count(case when {LAST_28_DAYS} and outcome = 'failed' then 1 end),
                   count(case when {LAST_28_DAYS} and outcome = 'denied' then 1 end),
                   count(case when day between {D} - 55 and {D} - 28 then 1 end)
            from {known} and {has_one_workflow} group by 1
            having count(case when {LAST_28_DAYS} then 1 end) > 0
            """,
            f"""
            select action, succeeded, failed, denied, previous_activities
            from marts.workflow_usage
            where system = '{system}' and window_days = 28 and {has_one_workflow}
            """,
        ),
        "first and last activity of each user and day": (
            f"select day, person, min(done_at), max(done_at), count(*) from {known} group by 1, 2",
            f"""
            select user_days.activity_date, names.person, min(first_at), max(last_at),
                   sum(activities)
            from marts.fct_user_days as user_days
            inner join (
                select distinct user_key, lower(native_user) as person
                from audit.user_identities where system = '{system}'
            ) as names on user_days.user_key = names.user_key
            where user_days.system = '{system}' group by 1, 2
            """,
        ),
        "first day": (
            f"select min(day) from {known}",
            f"select min(activity_date) from {daily}",
        ),
        "raw rows per day": (
            f"select day, count(*) from ({raw_days}) as raw_rows group by 1",
            f"""
            select activity_date, raw_rows from marts.reconciliation
            where system = '{system}' and unexplained_rows = 0
            """,
        ),
    }
    return [Comparison(f"{system}: {name}", *pair) for name, pair in pairs.items()]


def compare(system: str, pairs: dict[str, tuple[str, str]]) -> list[Comparison]:
    """Comparisons of a system, from what each compares to its two queries."""
    return [Comparison(f"{system}: {name}", raw, mart) for name, (raw, mart) in pairs.items()]
