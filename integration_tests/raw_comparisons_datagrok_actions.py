"""Datagrok: what users do to things, and in its windows, against the models."""

from __future__ import annotations

from integration_tests.raw_comparisons_datagrok_relations import (
    EVENTS,
    PARAMETERS,
    RESULTS,
    UI_TYPES,
)
from integration_tests.raw_comparisons_usual import D, compare, named_facts

FACTS = named_facts("datagrok")
# Charts of clicks leave out what all paths begin with.
PATHS = f"""
    select day, person, type_name as action,
           case when description like 'Shell / %' then substr(description, 9)
                else description end as path
    from {EVENTS} where source = 'usage' and type_name in ({UI_TYPES})
"""
TYPED_PATHS = """
    select event_id, action, ui_path, level_1, level_2 from staging.stg_datagrok__dialogs
    union all
    select event_id, action, ui_path, level_1, level_2 from staging.stg_datagrok__menu_clicks
    where action <> 'main-menu-item-click'
    union all
    select event_id, action, ui_path, level_1, level_2 from staging.stg_datagrok__ui_actions
"""
ABOUT = f"""
    select events.*, parameters.value_uuid as entity_id
    from {EVENTS} as events
    inner join {PARAMETERS} as parameters
        on events.id = parameters.event_id and parameters.name = 'entity'
"""
CHANGES = """source = 'audit' and type_name not like 'package-%'
    and split_part(type_name, '-', -1) in ('created', 'edited', 'deleted', 'published')
"""


def _typed(relation: str) -> str:
    return f"""{FACTS}
            inner join staging.stg_datagrok__{relation} as typed
                on facts.source_event_id = typed.event_id"""


COMPARISONS = compare(
    "datagrok",
    {
        "clicks and dialogs per path": (
            f"select action, path, count(*) from ({PATHS}) as paths group by 1, 2",
            f"select action, ui_path, count(*) from ({TYPED_PATHS}) as paths group by 1, 2",
        ),
        "clicks and dialogs per level": (
            f"""
            select split_part(path, ' / ', 1), nullif(split_part(path, ' / ', 2), ''), count(*)
            from ({PATHS}) as paths group by 1, 2
            """,
            f"select level_1, level_2, count(*) from ({TYPED_PATHS}) as paths group by 1, 2",
        ),
        "clicks and dialogs per user and day": (
            f"select action, person, day, count(*) from ({PATHS}) as p group by 1, 2, 3",
            f"""
            select facts.action, person, activity_date, count(*)
            from {FACTS}
            inner join ({TYPED_PATHS}) as paths on facts.source_event_id = paths.event_id
            group by 1, 2, 3
            """,
        ),
        "packages whose dialogs are confirmed": (
            f"""
            select 'Package: ' || split_part(path, ':', 1), count(*), count(distinct person)
            from ({PATHS}) as paths
            where action = 'dialog ok' and path like '%:%' and day between {D} - 89 and {D}
            group by 1
            """,
            """
            select workflow, activities, users from marts.workflow_usage
            where system = 'datagrok' and action = 'dialog ok' and window_days = 90
              and workflow like 'Package: %'
            """,
        ),
        "changes of things per kind": (
            f"""
            select type_name, entity_id, person, count(*) from ({ABOUT}) as about
            where {CHANGES} group by 1, 2, 3
            """,
            f"""
            select typed.entity_kind || '-' || typed.change_kind, entity_id, person, count(*)
            from {_typed("entity_changes")} group by 1, 2, 3
            """,
        ),
        "what is created, edited, published and deleted per day": (
            f"""
            select case split_part(type_name, '-', -1) when 'created' then 'create'
                       when 'edited' then 'edit' when 'published' then 'publish' else 'delete' end,
                   day, count(*)
            from ({ABOUT}) as about where {CHANGES} group by 1, 2
            """,
            f"""
            select activity_type, facts.activity_date, count(*) from {_typed("entity_changes")}
            group by 1, 2
            """,
        ),
        "runs of scripts, models, notebooks, jobs and actions": (
            f"""
            select coalesce(names.name, names.friendly_name), person, count(*)
            from {EVENTS} as events
            left join {PARAMETERS} as parameters
                on events.id = parameters.event_id and parameters.name = 'entity'
            inner join datagrok.entities as names
                on cast(names.id as varchar) = coalesce(parameters.value_uuid, events.type_id)
            where (type_name like '%-start' and type_name <> 'query-start') or source = 'script'
            group by 1, 2
            """,
            f"select entity_name, person, count(*) from {_typed('entity_runs')} group by 1, 2",
        ),
        "what is shared with whom": (
            f"""
            select about.entity_id, about.person, users.value_uuid, groups.value_uuid,
                   type_name = 'entity-shared-silent', count(*)
            from ({ABOUT}) as about
            left join {PARAMETERS} as users
                on about.id = users.event_id and users.name = 'grantedUser'
            left join {PARAMETERS} as groups
                on about.id = groups.event_id and groups.name = 'group'
            where type_name like 'entity-shared%' group by 1, 2, 3, 4, 5
            """,
            f"""
            select entity_id, person, granted_user_id, granted_group_id, is_silent, count(*)
            from {_typed("shares")} group by 1, 2, 3, 4, 5
            """,
        ),
        "comments per thing and user": (
            f"""
            select entity_id, person, count(*) from ({ABOUT}) as about
            where type_name = 'comment-posted' group by 1, 2
            """,
            f"""
            select object_id, person, count(*) from {FACTS}
            where activity_type = 'feedback' group by 1, 2
            """,
        ),
        "invitations": (
            f"""
            select person, done_at, (
                       select max(value_uuid) from {PARAMETERS} as parameters
                       where parameters.event_id = events.id and parameters.name = 'subject'
                   )
            from {EVENTS} as events where type_name = 'user-invited'
            """,
            f"""
            select facts.person, occurred_at, invited.native_user
            from {FACTS}
            left join audit.user_identities as invited
                on facts.object_id = invited.user_key and invited.system = 'datagrok'
            where activity_type = 'invite'
            """,
        ),
        "viewers drawn per user and week": (
            f"""
            select person, date_trunc('week', day), count(*) from {EVENTS} as events
            where type_name = 'viewer-rendered' group by 1, 2
            """,
            f"""
            select person, date_trunc('week', activity_date), count(*) from {FACTS}
            where workflow = 'Viewers' group by 1, 2
            """,
        ),
        "tutorials completed": (
            f"""
            select person, done_at from {EVENTS} as events
            where type_name = 'tutorial-completed'
            """,
            f"select person, facts.occurred_at from {_typed('tutorials')}",
        ),
        "tests passed, failed and skipped": (
            f"""
            select results.package, results.test, day,
                   case when skipped = 'true' then 'unknown'
                        when success = 'true' then 'succeeded' else 'failed' end, results.ms
            from {EVENTS} as events
            inner join {RESULTS} as results on events.id = results.event_id
            where type_name like 'test-%'
            """,
            f"""
            select package_name, test_name, facts.activity_date, facts.outcome, facts.duration_ms
            from {_typed("test_runs")}
            """,
        ),
        "tables that queries produce": (
            f"""
            select day, person, count(*) from {EVENTS} as events
            where type_name = 'table-produced' group by 1, 2
            """,
            f"""
            select facts.activity_date, person, count(*) from {_typed("produced_tables")}
            group by 1, 2
            """,
        ),
        "service accounts and guests, which are no persons": (
            f"""
            select cast(users.id as varchar), count(*), 0
            from datagrok.users as users
            inner join {EVENTS} as events on events.person = cast(users.id as varchar)
            where is_service or status = 'guest' group by 1
            """,
            f"""
            select person, count(*), count(case when is_person then 1 end) from {FACTS}
            where user_key is not null
              and user_key in (select user_key from marts.dim_users where not is_person)
            group by 1
            """,
        ),
        "users by number of events in 90 days": (
            f"""
            select person, count(*), count(distinct day), max(done_at) from {EVENTS} as events
            where person is not null and day between {D} - 89 and {D} group by 1
            """,
            """
            select lower(names.native_user), activities, active_days, last_active_at
            from marts.top_users as users
            inner join audit.user_identities as names
                on users.user_key = names.user_key and names.system = users.system
            where users.system = 'datagrok' and window_days = 90
            """,
        ),
    },
)
