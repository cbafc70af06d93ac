"""liblab: its audit trail as it is, against the models. An entry is its whole record."""

from __future__ import annotations

from integration_tests.raw_comparisons_usual import D, compare, named_facts, usual

ENTRIES = "by_hand.liblab_entries"
RELATIONS: dict[str, str] = {}

RELATIONS["liblab_entries"] = """
    select distinct cast("time" at time zone 'UTC' as timestamp) as done_at,
           cast("time" at time zone 'UTC' as date) as day, lower(email) as person, event as action,
           case event when 'User Publish PR Failure' then 'failed' else 'succeeded' end as outcome,
           name, org, url
    from liblab.audit_trail
"""
RAW_DAYS = """
    select cast("time" at time zone 'UTC' as date) as day from liblab.audit_trail
"""
FACTS = named_facts("liblab")

COMPARISONS = usual("liblab", ENTRIES, RAW_DAYS) + compare(
    "liblab",
    {
        "entries that were loaded twice": (
            f"""
            select (select count(*) from liblab.audit_trail) - (select count(*) from {ENTRIES})
            """,
            "select sum(duplicates) from marts.reconciliation where system = 'liblab'",
        ),
        "builds per user and day": (
            f"""
            select person, day, count(*) from {ENTRIES} as e
            where action = 'User Build' group by 1, 2
            """,
            f"""
            select person, activity_date, count(*) from {FACTS}
            where activity_type = 'run' group by 1, 2
            """,
        ),
        "build behind each link": (
            f"""
            select regexp_replace(url, '^.*/', ''), done_at, person from {ENTRIES} as e
            where action = 'User Build'
            """,
            f"""
            select builds.build_id, facts.occurred_at, facts.person
            from {FACTS}
            inner join staging.stg_liblab__builds as builds
                on facts.source_event_id = builds.event_id
            """,
        ),
        "builds as objects": (
            f"""
            select regexp_replace(url, '^.*/', ''), count(*), max(done_at) from {ENTRIES} as e
            where action = 'User Build' group by 1
            """,
            """
            select object_id, activities, last_seen_at from marts.dim_objects
            where system = 'liblab' and object_type = 'build'
            """,
        ),
        "share of pull requests that fail, per month": (
            f"""
            select date_trunc('month', day),
                   count(case when action = 'User Publish PR Failure' then 1 end) * 1.0 / count(*)
            from {ENTRIES} as e
            where action in ('User Published PR', 'User Publish PR Failure') group by 1
            """,
            """
            select date_trunc('month', activity_date),
                   count(case when outcome = 'failed' then 1 end) * 1.0 / count(*)
            from marts.fct_activities
            where system = 'liblab' and activity_type = 'publish' group by 1
            """,
        ),
        "approvals given and taken back per user": (
            f"""
            select person, count(case when action = 'User Approved doc' then 1 end),
                   count(case when action = 'User Unapproved doc' then 1 end)
            from {ENTRIES} as e where action like 'User %pproved doc' group by 1
            """,
            f"""
            select person, count(case when is_approved then 1 end),
                   count(case when not is_approved then 1 end)
            from {FACTS}
            inner join staging.stg_liblab__document_approvals as approvals
                on facts.source_event_id = approvals.event_id
            group by 1
            """,
        ),
        "invitations per user": (
            f"""
            select person, count(*) from {ENTRIES} as e
            where action = 'User Invite Member' group by 1
            """,
            f"select person, count(*) from {FACTS} where activity_type = 'invite' group by 1",
        ),
        "sign-ups per week": (
            f"""
            select date_trunc('week', day), count(*), count(distinct person)
            from {ENTRIES} as e where action = 'User Create' group by 1
            """,
            """
            select date_trunc('week', activity_date), count(*), count(distinct object_id)
            from marts.fct_activities
            where system = 'liblab' and action = 'User Create' group by 1
            """,
        ),
        "tokens added and removed": (
            f"""
            select action, day, count(*) from {ENTRIES} as e
            where action like 'User % CI Token' group by 1, 2
            """,
            """
            select action, activity_date, count(*) from marts.fct_activities
            where system = 'liblab' and workflow = 'CI tokens' group by 1, 2
            """,
        ),
        "builds in each of the trailing windows": (
            f"""
            select days, count(*), count(distinct person)
            from {ENTRIES} as e
            inner join (select 7 as days union all select 14 union all select 28
                        union all select 90) as windows on day > {D} - days and day <= {D}
            where action = 'User Build' group by 1
            """,
            """
            select window_days, activities, users from marts.workflow_usage
            where system = 'liblab' and action = 'User Build'
            """,
        ),
    },
)
