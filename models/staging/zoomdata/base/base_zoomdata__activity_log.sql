{{ config(materialized='rebuilt_by_day', days_around=1, enabled=footfall.is_enabled('zoomdata')) }}

{# Column -> the names that versions of Zoomdata have given to its field. #}
{% set texts = {
    'activity_type': ['activityType'],
    'status': ['status'],
    'user_name': ['user'],
    'user_type': ['userType'],
    'account_id': ['accountId', 'accountID'],
    'cid': ['cid'],
    'account_name': ['name'],
    'created_by': ['createdBy'],
    'last_modified_by': ['lastModifiedBy'],
    'created_at': ['createdDate', 'created'],
    'expires_at': ['expire'],
    'is_disabled': ['disabled'],
    'authentication_type': ['authenticationType'],
    'group_id': ['groupId', 'groupID'],
    'group_label': ['label'],
    'key_id': ['keyId', 'keyID'],
    'key_type': ['keyType'],
    'source_id': ['sourceId', 'sourceID'],
    'source_name': ['sourceName'],
    'stream_type': ['streamType'],
    'storage_type': ['storageType'],
    'subject_user_id': ['userID', 'userId'],
    'subject_user_name': ['userName'],
    'subject_full_name': ['userFullName', 'userFullname'],
    'subject_email': ['email'],
    'user_origin': ['userOrigin'],
    'visualization_id': ['visualizationId', 'visualizationID'],
    'visualization_name': ['visualizationName'],
    'export_type': ['exportType'],
    'file_location': ['location'],
    'upload_source': ['source'],
    'upload_file_name': ['fileName'],
    'content_type': ['contentType'],
    'bookmark_id': ['bookmarkId', 'bookmarkID'],
    'bookmark_name': ['bookmarkName'],
    'is_shared': ['shared'],
    'client_id': ['clientId', 'clientID'],
    'client_name': ['clientName'],
    'is_auto_approved': ['autoApprove'],
    'token_id': ['tokenId', 'tokenID'],
    'token_user_name': ['tokenUsername', 'tokenUserName'],
    'token_account_id': ['tokenAccountID', 'tokenAccountId'],
    'uri': ['uri'],
    'host': ['host'],
    'request_time': ['requestTime'],
    'proxied_user': ['proxiedUser'],
    'finish_status': ['finishStatus'],
} %}

{% set numbers = {
    'action_started_on': ['actionStartedOn'],
    'duration_ms': ['duration'],
    'row_count': ['count'],
    'file_size': ['filesize', 'fileSize'],
    'request_size': ['requestSize'],
    'response_size': ['responseSize'],
    'response_code': ['responseCode'],
    'rdd_count': ['rddCount'],
} %}

{# Arrays, or text with commas: it depends on the version. #}
{% set lists = {
    'user_groups': ['userGroups'],
    'user_roles': ['userRoles'],
    'group_roles': ['groupRoles'],
    'object_ids': ['objectIds', 'objectIDs'],
    'subject_user_groups': ['subjectUserGroups'],
    'subject_user_roles': ['subjectUserRoles'],
    'accounts': ['accounts'],
    'key_ids': ['keyIds', 'keyIDs'],
} %}

{# Bodies stay in the raw table; that there is one is known. #}
{% set bodies = {
    'has_payload': ['payload'],
    'has_query': ['query', 'queries'],
} %}

{% set date_fields = {'event_date': ['eventDate']} %}
{% set fields = {'request': ['request', '*']} %}
{% for name in texts.values() | sum(start=[]) + numbers.values() | sum(start=[]) %}
{% do fields.update({name: [name]}) %}
{% endfor %}
{% for name in lists.values() | sum(start=[]) + bodies.values() | sum(start=[]) %}
{% do fields.update({name: [name, '*']}) %}
{% endfor %}

{% set request_fields = {
    'queried_source_id': ['source', 'id'],
    'queried_source_name': ['source', 'name'],
    'queried_storage_type': ['source', 'subStorageType'],
    'storage_schema': ['source', 'storageConfiguration', 'schema'],
    'storage_collection': ['source', 'storageConfiguration', 'collection'],
    'storage_connection_id': ['source', 'storageConfiguration', 'connectionId'],
} %}

{% set content = texts.keys() | list + numbers.keys() | list + lists.keys() | list + bodies.keys() | list
    + request_fields.keys() | list %}
{# What becomes of a column: times and flags are read of their texts, `typed` mends some by name, `final` says some
   otherwise or has no use for them, and the rest is carried as it is. #}
{% set times = ['created_at', 'expires_at'] %}
{% set flags = ['is_disabled', 'is_shared', 'is_auto_approved'] %}
{% set mended = [
    'user_type', 'account_id', 'source_id', 'source_name', 'storage_type', 'action_started_at', 'finish_status',
] %}
{% set otherwise = [
    'activity_type', 'status', 'duration_ms', 'uri', 'action_started_on', 'queried_source_id', 'queried_source_name',
    'queried_storage_type',
] %}
{% set carried = content | reject('in', times + flags + mended + otherwise) | list %}

{% set within_command -%}
    partition by activity_type, cid
    order by occurred_at, case when status = 'STARTED' then 0 else 1 end, {{ footfall.byte_order('event_id') }}
{%- endset %}

{% set copy_number -%}
    row_number() over (
        partition by typed.record_hash
        order by {{ footfall.byte_order('typed.file_name') }} nulls last, typed.line_number nulls last
    )
{%- endset %}
{# Records may differ in what is not read. #}
{% set variant -%}
    dense_rank() over (
        partition by typed.content_hash
        order by {{ footfall.byte_order('typed.record_hash') }}
    )
{%- endset %}

{# The date is read first: of some days alone the other fields are, of all days both at once. #}
{% set reads_at_once = footfall.is_for_all_days() %}
{% if reads_at_once %}{% do fields.update(date_fields) %}{% endif %}
{% set logged = footfall.zoomdata_logged(
    'activity_log', fields if reads_at_once else date_fields,
    {'file_name': 'file_name', 'line_number': 'line_number'}
) %}

-- depends_on: {{ ref('base_zoomdata__raw_rows_by_day') }}
with

activity_log as (

    {{ footfall.raw_select(
        source('zoomdata', 'activity_log'),
        {'record': 'string', 'file_name': 'string', 'line_number': 'bigint'}, ['record'],
        'zoomdata', 'zoomdata_activity_log_table'
    ) | indent(4) }}

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

, logged as (

    select * from {{ logged }}  -- noqa: PRS

)

, opened as (

    select
        file_name
        , line_number
        , logged_at
        , written_at
        , md5(record) as record_hash
        , {{ 'document' if reads_at_once else footfall.json_object('json_record', fields) }} as contents  -- noqa: PRS
    from logged
    where {{ footfall.in_stale_days(footfall.reporting_date(footfall.plausible_timestamp('written_at')), around=1) }}
    {{ footfall.evaluate_once() }}

)

, extracted as (

    select
        file_name
        , line_number
        , logged_at
        , written_at
        , record_hash
        , {{ footfall.is_json_object('contents') }} as is_readable
        , case
            when upper(trim(both ' ' from {{ footfall.json_text('contents', fields, 'activityType') }})) = 'VIS_COMMAND'
                then {{ footfall.json_nested('contents', fields, 'request') }}
        end as command_request
        -- noqa: disable=LT02
        {% for column, names in texts.items() | list + numbers.items() | list %}
        , {{ footfall.zoomdata_text('contents', fields, names) }} as {{ column }}
        {% endfor %}
        {% for column, names in lists.items() %}
        , {{ footfall.zoomdata_nested('contents', fields, names) }} as {{ column }}
        {% endfor %}
        {% for column, names in bodies.items() %}
        , {{ footfall.zoomdata_exists('contents', fields, names) }} as {{ column }}
        {% endfor %}
        -- noqa: enable=LT02
    from opened
    {{ footfall.evaluate_once() }}

)

, requests as (

    select
        *
        -- A JSON document in a string of a JSON document.
        , {{ footfall.json_object('command_request', request_fields) }} as source_request  -- noqa: PRS
    from extracted
    {{ footfall.evaluate_once() }}

)

, listed as (

    select
        file_name
        , line_number
        , logged_at
        , written_at
        , record_hash
        , is_readable
        {% for column in texts %}
        , {{ column }}
        {% endfor %}
        -- noqa: disable=LT02
        {% for column in numbers %}
        -- Engines write the same JSON number as 1000 and as 1000.0.
        , {{ footfall.whole_number(footfall.replace_pattern(column, '[.]0+$', '')) }} as {{ column }}
        {% endfor %}
        {% for column in lists %}
        , {{ footfall.json_list_text(column) }} as {{ column }}
        {% endfor %}
        {% for column in bodies %}
        , {{ column }}
        {% endfor %}
        {% for column in request_fields %}
        , {{ footfall.zoomdata_text('source_request', request_fields, [column]) }} as {{ column }}
        {% endfor %}
        -- noqa: enable=LT02
    from requests
    {{ footfall.evaluate_once() }}

)

, typed as {{ footfall.materialized_cte() }} (

    select
        file_name
        , line_number
        , logged_at
        , {{ footfall.plausible_timestamp('written_at') }} as occurred_at
        , record_hash
        , is_readable
        , {{ footfall.surrogate_key(
            ['case when not is_readable then record_hash end', 'logged_at'] + content
        ) }} as content_hash
        , upper(nullif(trim(both ' ' from activity_type), '')) as activity_type
        , upper(nullif(trim(both ' ' from status), '')) as status
        , upper(trim(both ' ' from user_type)) as user_type
        , coalesce(account_id, token_account_id) as account_id
        , coalesce(source_id, queried_source_id) as source_id
        , coalesce(source_name, queried_source_name) as source_name
        , coalesce(storage_type, queried_storage_type) as storage_type
        -- Without the query: it may hold a key.
        , {{ footfall.extract_group('uri', '^([^?#;]*)', 1) }} as uri
        , {{ footfall.plausible_epoch_ms('action_started_on') }} as action_started_at
        , upper(finish_status) as finish_status
        {% for column in times %}
        , coalesce(
            {{ footfall.timestamp_from_text(column) }}
            , {{ footfall.plausible_epoch_ms(footfall.whole_number(column)) }}
        ) as {{ column }}
        {% endfor %}
        {% for column in flags %}
        , {{ footfall.raw_value(column, 'text', 'boolean') }} as {{ column }}
        {% endfor %}
        {% for column in carried + ['duration_ms'] %}
        , {{ column }}
        {% endfor %}
    from listed
    {{ footfall.evaluate_once() }}

)

, numbered as (

    {{ footfall.among_copies('typed', 'content_hash', {
        'copy_number': {'window': copy_number, 'alone': 1},
        'variant': {'window': variant, 'alone': 1},
    }) }}

)

, judged as (

    select
        numbered.*
        -- Salted: the event's id is public, and users could be guessed from a bare hash.
        , {{ footfall.surrogate_key(['salt.salt', 'numbered.content_hash', 'numbered.variant']) }} as event_id
        , {{ footfall.reporting_date('numbered.occurred_at') }} as activity_date
        , case
            when not numbered.is_readable then 'record is not a JSON object'
            when numbered.activity_type is null then 'record has no activityType'
            when numbered.logged_at is null then 'record has no eventDate'
            when numbered.occurred_at is null then 'eventDate is not a time between 2000 and 2099'
        end as quarantine_reason
    from numbered
    cross join salt

)

, ordered as (

    select
        event_id
        , coalesce(status = 'STARTED', false) as is_start
        , occurred_at
        , lag(coalesce(status = 'STARTED', false)) over ({{ within_command }}) as follows_start
        , lag(occurred_at) over ({{ within_command }}) as previous_occurred_at
        , lead(coalesce(status = 'STARTED', false)) over ({{ within_command }}) as precedes_start
        , lead(occurred_at) over ({{ within_command }}) as next_occurred_at
        , lead(status) over ({{ within_command }}) as next_status
        , lead(duration_ms) over ({{ within_command }}) as next_duration_ms
    from judged
    where
        cid is not null
        and quarantine_reason is null
        and copy_number = 1

)

, pairs as (

    select
        event_id
        , is_start
        , next_occurred_at
        , next_status
        , next_duration_ms
        , {{ footfall.time_between('millisecond', 'occurred_at', 'next_occurred_at') }} as elapsed_ms  -- noqa: LT05
    from ordered
    where
        -- An end that comes days later is that of another command.
        (is_start and not precedes_start and next_occurred_at <= {{ dbt.dateadd('day', 1, 'occurred_at') }})
        or (not is_start and follows_start and occurred_at <= {{ dbt.dateadd('day', 1, 'previous_occurred_at') }})

)

, final as (

    select
        judged.event_id
        , judged.occurred_at
        , judged.activity_date
        , judged.file_name
        , judged.line_number
        , judged.activity_type
        , judged.status
        , case when pairs.is_start then pairs.next_status end as end_status
        , case when pairs.is_start then pairs.next_occurred_at end as ended_at
        , case
            when pairs.is_start and pairs.next_duration_ms is null then cast(pairs.elapsed_ms as bigint)
            when pairs.is_start and pairs.next_duration_ms >= 0 then pairs.next_duration_ms
            when coalesce(judged.status, '') <> 'STARTED' and judged.duration_ms >= 0 then judged.duration_ms
        end as duration_ms
        {% for column in mended + times + flags + carried %}
        , judged.{{ column }}
        {% endfor %}
        , {{ footfall.mask_secrets('judged.uri') }} as uri
        , case
            when judged.quarantine_reason is not null then 'quarantined'
            when judged.copy_number > 1 then 'duplicate'
            -- The end of an activity, whose start is kept.
            when not pairs.is_start then 'merged'
            else 'kept'
        end as record_state
        , judged.quarantine_reason
    from judged
    left join pairs on judged.event_id = pairs.event_id
    where {{ footfall.in_stale_days('judged.activity_date') }}

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'zoomdata'") }}
from final
cross join erasures
