"""Amundsen: its action log as it is, against the models. A call is all that its two rows share."""

from __future__ import annotations

from integration_tests.raw_comparisons_usual import (
    LAST_28_DAYS,
    D,
    compare,
    named_facts,
    somebody,
    usual,
)

CALLS = "by_hand.amundsen_calls"
ACTIVITIES = "by_hand.amundsen_activities"
VIEWS = "by_hand.amundsen_views"
RELATIONS: dict[str, str] = {}

# Of the rows of a call the last one knows how it ended.
RELATIONS["amundsen_calls"] = f"""
    select distinct on (host_name, "user", command, start_epoch_ms, pos_args_json,
                        keyword_args_json)
           command, {somebody('"user"')} as person, error, end_epoch_ms, start_epoch_ms,
           to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as done_at,
           cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date) as day,
           document(keyword_args_json) as arguments, document(output) as result
    from amundsen.user_actions
    where command <> '' and start_epoch_ms > 946684800000 and keyword_args_json like '{{%'
      and document(keyword_args_json) is not null
    order by host_name, "user", command, start_epoch_ms, pos_args_json, keyword_args_json,
             coalesce(end_epoch_ms, 0) desc
"""
SEARCHES = "command like '%_search%' and command not like '%/%'"
# The other functions log an intention, and not how it ended.
WORKING = f"""(
    command in ('_get_table_metadata', '_get_feature_metadata', '_get_related_dashboards_metadata')
    or {SEARCHES}
)"""
RELATIONS["amundsen_activities"] = f"""
    select done_at, day, person, arguments, result, end_epoch_ms - start_epoch_ms as spent,
           -- Whoever posts a browser's event chooses its command.
           case when (arguments ->> 'command') is not null and left(command, 1) = '_'
                then '_log_generic_action' else command end as action,
           case
               when error is not null then 'failed'
               when (arguments ->> 'command') is not null or not {WORKING} then 'unknown'
               when coalesce(end_epoch_ms, 0) = 0 then 'unknown'
               when (result ->> 'status_code') = '200' then 'succeeded'
               when (result ->> 'status_code') in ('401', '403') then 'denied'
               when (result ->> 'status_code') is not null then 'failed'
               when (result ->> 'msg') is not null and {SEARCHES} then 'failed'
               else 'unknown'
           end as outcome
    from {CALLS} as calls
"""
# A time before 2000 does not count as one.
RAW_DAYS = """
    select cast(to_timestamp(started_ms / 1000.0) at time zone 'UTC' as date) as day
    from (
        select case when start_epoch_ms > 946684800000 then start_epoch_ms end as started_ms
        from amundsen.user_actions
    ) as starts
"""
FACTS = named_facts("amundsen")
DONE = f"{ACTIVITIES} as activities"
# After an edit the page asks for its table again.
RELATIONS["amundsen_views"] = f"""
    select views.* from {ACTIVITIES} as views
    where action = '_get_table_metadata' and outcome = 'succeeded'
      and not ((arguments ->> 'source') is null and exists (
          select 1 from {ACTIVITIES} as edits
          where edits.action in ('_log_update_table_tags', '_log_update_table_owner')
            and edits.person = views.person
            and (edits.arguments ->> 'table_key') = (views.arguments ->> 'table_key')
            and views.done_at between edits.done_at and edits.done_at + interval '5 seconds'
      ))
"""

COMPARISONS = usual("amundsen", ACTIVITIES, RAW_DAYS) + compare(
    "amundsen",
    {
        "rows that are the other half of a call, a copy or unreadable": (
            f"""
            select (select count(*) from amundsen.user_actions) - (select count(*) from {CALLS})
            """,
            """
            select sum(duplicates + merged + quarantined) from marts.reconciliation
            where system = 'amundsen'
            """,
        ),
        "requests of tables per user and day": (
            f"""
            select arguments ->> 'table_key', person, day, count(*) from {DONE}
            where action = '_get_table_metadata' group by 1, 2, 3
            """,
            f"""
            select object_id, person, activity_date, count(*) from {FACTS}
            where action = '_get_table_metadata' group by 1, 2, 3
            """,
        ),
        "views and viewers of tables in 28 days": (
            f"""
            select arguments ->> 'table_key', count(*), count(distinct person)
            from {VIEWS} as views where {LAST_28_DAYS}
            group by 1 order by 2 desc, 3 desc, 1 limit 20
            """,
            """
            select table_key, views, viewers from marts.top_tables
            where window_days = 28 and table_rank <= 20
            """,
        ),
        "sources that lead to tables": (
            f"""
            select arguments ->> 'source', arguments ->> 'index', count(*) from {DONE}
            where action = '_get_table_metadata' and (arguments ->> 'index') is not null
              and length(arguments ->> 'index') < 4
              and (arguments ->> 'index') between '0' and '999'
            group by 1, 2
            """,
            """
            select source, cast(result_index as varchar), count(*)
            from staging.stg_amundsen__table_views where result_index is not null group by 1, 2
            """,
        ),
        "time that tables take in 28 days": (
            f"""
            select percentile_cont(0.5) within group (order by spent),
                   percentile_cont(0.95) within group (order by spent)
            from {DONE} where action = '_get_table_metadata' and {LAST_28_DAYS}
            """,
            """
            select p50_duration_ms, p95_duration_ms from marts.workflow_usage
            where system = 'amundsen' and action = '_get_table_metadata' and window_days = 28
            """,
        ),
        "searches per kind and user": (
            f"""
            select arguments ->> 'search_type', person, count(*) from {DONE}
            where action = '_search_resources' group by 1, 2
            """,
            f"""
            select search_type, person, count(*)
            from {FACTS}
            inner join staging.stg_amundsen__searches as searches
                on facts.source_event_id = searches.event_id
            where facts.action = '_search_resources' group by 1, 2
            """,
        ),
        "terms that users submit in 28 days": (
            f"""
            select lower(trim(arguments ->> 'search_term')), count(*), count(distinct person)
            from {DONE}
            where action in ('_search_resources', '_search_table') and {LAST_28_DAYS}
              and (arguments ->> 'search_type') = 'submit_search_term'
              and trim(arguments ->> 'search_term') <> ''
            group by 1 order by 2 desc, 3 desc, 1 limit 15
            """,
            """
            select term, searches, searchers from marts.top_search_terms
            where window_days = 28 and term_rank <= 15
            """,
        ),
        "tags and owners added and removed per day": (
            f"""
            select day, case when action like '%tags' then 'tag' else 'owner' end,
                   arguments ->> 'method', count(*), count(distinct person)
            from {DONE} where action like '_log_update_%_tags' or action like '%update_table_owner'
            group by 1, 2, 3
            """,
            """
            select activity_date, split_part(edit_kind, '_', 1),
                   case when edit_kind like '%_added' then 'PUT' else 'DELETE' end, edits, editors
            from marts.metadata_edits_daily
            where edit_kind like 'tag_%' or edit_kind like 'owner_%'
            """,
        ),
        "descriptions edited per user": (
            f"""
            select action, person, count(*) from {DONE}
            where action like '_log_put_%_description' group by 1, 2
            """,
            f"""
            select action, person, count(*) from {FACTS}
            where activity_type = 'edit' and action like '_log_put%' group by 1, 2
            """,
        ),
        "bookmarks of tables": (
            f"""
            select arguments ->> 'resource_key', count(*) from {DONE}
            where action = '_log_update_bookmark' and (arguments ->> 'method') = 'PUT'
              and (arguments ->> 'resource_type') = 'table' group by 1
            """,
            """
            select object_id, count(*) from marts.fct_activities as facts
            inner join staging.stg_amundsen__bookmarks as bookmarks
                on facts.source_event_id = bookmarks.event_id
            where bookmarks.is_added and facts.object_type = 'table' group by 1
            """,
        ),
        "pages that are viewed": (
            f"""
            select arguments ->> 'location', person, count(*) from {DONE}
            where action = 'analytics/pageView' group by 1, 2
            """,
            f"""
            select location, person, count(*)
            from {FACTS}
            inner join staging.stg_amundsen__page_views as pages
                on facts.source_event_id = pages.event_id
            group by 1, 2
            """,
        ),
        "users by number of actions in 28 days": (
            f"""
            select count(*), count(distinct day) from {DONE}
            where day between {D} - 27 and {D} and person is not null group by person
            """,
            """
            select activities, active_days from marts.top_users
            where system = 'amundsen' and window_days = 28
            """,
        ),
    },
)
