"""Zoomdata: the lines of its log as they are, against the models. A record is its whole line."""

from __future__ import annotations

from integration_tests.raw_comparisons_usual import (
    LAST_28_DAYS,
    D,
    compare,
    named_facts,
    usual,
)

RECORDS = "by_hand.zoomdata_records"
LOOKS = "by_hand.zoomdata_looks"
ACTIVITIES = "by_hand.zoomdata_activities"
RELATIONS: dict[str, str] = {}

# Old lines begin with a time. Lines that are no record lack a type or a time.
RELATIONS["zoomdata_records"] = """
    select record ->> 'activityType' as action, record ->> 'status' as status,
           case when (record ->> 'userType') = 'KEY' then 'key:' || lower(record ->> 'user')
                else lower(record ->> 'user') end as person,
           record ->> 'userType' as user_type, record ->> 'cid' as cid,
           cast(record ->> 'duration' as bigint) as duration,
           cast(record ->> 'count' as bigint) as row_count,
           record ->> 'request' as request, record, done_at, cast(done_at as date) as day
    from (
        select record, case when (record ->> 'eventDate') like '20__-__-__ %'
                            then cast(record ->> 'eventDate' as timestamp) end as done_at
        from (
            select document(substr(record, position('{' in record))) as record
            from (select distinct record from zoomdata.activity_log) as lines
            where record like '%{%'
        ) as documents
    ) as dated
    where done_at is not null and (record ->> 'activityType') is not null
"""
# A look at a chart is its STARTED record. What the other record of its cid says is its end.
RELATIONS["zoomdata_looks"] = f"""
    select starts.*, ends.status as end_status, ends.duration as look_ms
    from {RECORDS} as starts
    left join {RECORDS} as ends
        on starts.cid = ends.cid and ends.action = 'VIS_COMMAND' and ends.status <> 'STARTED'
    where starts.action = 'VIS_COMMAND' and starts.status = 'STARTED'
"""
RELATIONS["zoomdata_activities"] = f"""
    select done_at, day, person, action,
           case
               when end_status = 'FINISHED' then 'succeeded'
               when end_status = 'FAILED' then 'failed'
               else 'unknown'
           end as outcome
    from {LOOKS} as looks
    union all
    select done_at, day, person, action,
           case
               when action = 'REQUEST' and (record ->> 'responseCode') in ('401', '403')
                   then 'denied'
               when action = 'REQUEST' and (record ->> 'responseCode') like '5%' then 'failed'
               when status in ('FINISHED', 'SUCCEEDED', 'CREATED', 'UPDATED', 'DELETED', 'SAVED')
                   then 'succeeded'
               when status = 'FAILED' then 'failed'
               else 'unknown'
           end as outcome
    from {RECORDS} as records
    where action <> 'VIS_COMMAND'
"""
RAW_DAYS = """
    select cast(case when logged_on like '20__-__-__' then logged_on end as date) as day
    from (
        select left(coalesce(document(content) ->> 'eventDate', record), 10) as logged_on
        from (
            select record,
                   case when record like '%{%' then substr(record, position('{' in record)) end
                       as content
            from zoomdata.activity_log
        ) as lines
    ) as days
"""
FACTS = named_facts("zoomdata")


def _typed(relation: str) -> str:
    return f"""{FACTS}
            inner join staging.stg_zoomdata__{relation} as typed
                on facts.source_event_id = typed.event_id"""


COMPARISONS = usual("zoomdata", ACTIVITIES, RAW_DAYS) + compare(
    "zoomdata",
    {
        "repeated records and ends of looks": (
            f"""
            select (select count(*) - count(distinct record) from zoomdata.activity_log),
                   (select count(*) from {RECORDS} as records
                    where action = 'VIS_COMMAND' and status <> 'STARTED')
            """,
            """
            select sum(duplicates), sum(merged) from marts.reconciliation
            where system = 'zoomdata'
            """,
        ),
        "looks at charts per day": (
            f"""
            select day, count(*) from {RECORDS} as records
            where action = 'VIS_COMMAND' and status = 'STARTED' group by 1
            """,
            """
            select activity_date, sum(activities) from marts.workflow_usage_daily
            where system = 'zoomdata' and action = 'VIS_COMMAND' group by 1
            """,
        ),
        "looks at charts per source and user": (
            f"""
            select document(request) -> 'source' ->> 'id', document(request) -> 'source' ->> 'name',
                   person, count(*)
            from {LOOKS} as looks group by 1, 2, 3
            """,
            f"""
            select object_id, object_name, person, count(*) from {FACTS}
            where action = 'VIS_COMMAND' group by 1, 2, 3
            """,
        ),
        "looks at charts per connection and collection": (
            f"""
            select source ->> 'subStorageType', source -> 'storageConfiguration' ->> 'connectionId',
                   source -> 'storageConfiguration' ->> 'schema',
                   source -> 'storageConfiguration' ->> 'collection', count(*)
            from (select document(request) -> 'source' as source from {LOOKS} as l) as sources
            group by 1, 2, 3, 4
            """,
            """
            select storage_type, storage_connection_id, storage_schema, storage_collection, count(*)
            from staging.stg_zoomdata__visualization_commands group by 1, 2, 3, 4
            """,
        ),
        "time that charts take in 28 days": (
            f"""
            select percentile_cont(0.5) within group (order by look_ms),
                   percentile_cont(0.95) within group (order by look_ms)
            from {LOOKS} as looks where {LAST_28_DAYS}
            """,
            """
            select p50_duration_ms, p95_duration_ms from marts.workflow_usage
            where system = 'zoomdata' and action = 'VIS_COMMAND' and window_days = 28
            """,
        ),
        "time that charts take per day": (
            f"""
            select day, percentile_cont(0.5) within group (order by look_ms),
                   percentile_cont(0.95) within group (order by look_ms),
                   percentile_cont(0.99) within group (order by look_ms)
            from {LOOKS} as looks where look_ms is not null group by 1
            """,
            """
            select activity_date, p50, p95, p99 from marts.workflow_usage_daily
            where system = 'zoomdata' and action = 'VIS_COMMAND' and p50 is not null
            """,
        ),
        "looks at charts that never end": (
            f"select person, done_at from {LOOKS} as looks where end_status is null",
            f"""
            select person, occurred_at from {FACTS}
            where action = 'VIS_COMMAND' and outcome = 'unknown'
            """,
        ),
        "logins that succeed and fail per day": (
            f"""
            select day, count(case when status = 'SUCCEEDED' then 1 end),
                   count(case when status = 'FAILED' then 1 end)
            from {RECORDS} as records where action = 'AUTHENTICATION' group by 1
            """,
            """
            select activity_date, count(case when outcome = 'succeeded' then 1 end),
                   count(case when outcome = 'failed' then 1 end)
            from marts.fct_activities
            where system = 'zoomdata' and action = 'AUTHENTICATION' group by 1
            """,
        ),
        "logins per kind and user": (
            f"""
            select record ->> 'authenticationType', person, count(*) from {RECORDS} as records
            where action = 'AUTHENTICATION' group by 1, 2
            """,
            f"""
            select authentication_type, person, count(*)
            from {_typed("authentications")} group by 1, 2
            """,
        ),
        "rows exported per user": (
            f"""
            select action, person, count(*), sum(row_count) from {RECORDS} as records
            where action like 'RAW_DATA_EXPORT%' group by 1, 2
            """,
            f"""
            select action, person, count(*), sum(row_count)
            from {FACTS}
            inner join (
                select event_id, row_count from staging.stg_zoomdata__raw_data_exports
                union all
                select event_id, row_count from staging.stg_zoomdata__csv_exports
            ) as exports on facts.source_event_id = exports.event_id
            where activity_type = 'export' group by 1, 2
            """,
        ),
        "time that exports take in 28 days": (
            f"""
            select action, percentile_cont(0.95) within group (order by duration)
            from {RECORDS} as records
            where action like 'RAW_DATA_EXPORT%' and {LAST_28_DAYS} group by 1
            """,
            """
            select action, p95_duration_ms from marts.workflow_usage
            where system = 'zoomdata' and workflow = 'Exports' and window_days = 28
            """,
        ),
        "what users delete": (
            f"""
            select action, person, done_at from {RECORDS} as records
            where status = 'DELETED'
            """,
            f"""
            select action, person, occurred_at from {FACTS} where activity_type = 'delete'
            """,
        ),
        "what users create and change": (
            f"""
            select action, count(case when status = 'CREATED' then 1 end),
                   count(case when status in ('UPDATED', 'SAVED') then 1 end)
            from {RECORDS} as records
            where action in ('USER', 'GROUP', 'SOURCE', 'VIS', 'VIS_DEF', 'OAUTH_CLIENT')
            group by 1
            """,
            """
            select action, count(case when activity_type = 'create' then 1 end),
                   count(case when activity_type = 'edit' then 1 end)
            from marts.fct_activities
            where system = 'zoomdata'
              and action in ('USER', 'GROUP', 'SOURCE', 'VIS', 'VIS_DEF', 'OAUTH_CLIENT')
            group by 1
            """,
        ),
        "visitors of share links, none of them a person": (
            f"""
            select count(distinct person), count(*), 0 from {ACTIVITIES} as activities
            where person like 'key:%'
            """,
            f"""
            select count(distinct user_key), count(*), count(case when is_person then 1 end)
            from {FACTS} where person like 'key:%'
            """,
        ),
        "share links made per user": (
            f"""
            select person, count(distinct record ->> 'keyId') from {RECORDS} as records
            where action = 'SECURITY_KEY' group by 1
            """,
            f"select person, count(*) from {FACTS} where activity_type = 'share' group by 1",
        ),
        "requests per address and code": (
            f"""
            select record ->> 'uri', record ->> 'responseCode', count(*)
            from {RECORDS} as records where action = 'REQUEST' group by 1, 2
            """,
            f"""
            select uri, cast(response_code as varchar), count(*) from {_typed("requests")}
            group by 1, 2
            """,
        ),
        "bytes uploaded per user": (
            f"""
            select person, count(*), sum(cast(record ->> 'filesize' as bigint))
            from {RECORDS} as records where action = 'UPLOAD' group by 1
            """,
            f"select person, count(*), sum(file_size) from {_typed('uploads')} group by 1",
        ),
        "charts changed": (
            f"""
            select coalesce(record ->> 'visualizationId', record ->> 'visualizationID'), count(*),
                   max(done_at)
            from {RECORDS} as records where action in ('VIS', 'VIS_DEF') group by 1
            """,
            """
            select object_id, activities, last_seen_at from marts.dim_objects
            where system = 'zoomdata' and object_type = 'visualization'
            """,
        ),
        "work of the query engine in 90 days": (
            f"""
            select action, count(*), percentile_cont(0.5) within group (order by duration)
            from {RECORDS} as records
            where action in ('RDD', 'TOPOLOGY', 'TOPOLOGY_PERFORMANCE')
              and day between {D} - 89 and {D} group by 1
            """,
            """
            select action, activities, p50_duration_ms from marts.workflow_usage
            where system = 'zoomdata' and window_days = 90
              and action in ('RDD', 'TOPOLOGY', 'TOPOLOGY_PERFORMANCE')
            """,
        ),
    },
)
