{{ config(materialized='rebuilt_by_day', enabled=footfall.is_enabled('liblab')) }}

{% set fields = {
    'api_name': ['api_name'],
    'api_id': ['api_id'],
    'build_id': ['build_id'],
    'document_id': ['doc_id'],
    'sdk_name': ['sdk_name'],
    'language': ['language'],
    'invited_email': ['invited_email'],
    'token_name': ['token_name'],
    'token_id': ['token_id'],
    'role': ['role'],
} %}

{% set columns = ['name', 'email', 'org', 'event', 'url'] %}

-- depends_on: {{ ref('base_liblab__raw_rows_by_day') }}
with

audit_trail as (

    {{ footfall.raw_select(
        source('liblab', 'audit_trail'),
        {
            'name': 'string', 'email': 'string', 'org': 'string', 'event': 'string', 'time': 'timestamp',
            'url': 'string', 'details': 'string',
        },
        ['name', 'email', 'org', 'event', 'time', 'url'], 'liblab', 'liblab_audit_trail_table'
    ) | indent(4) }}

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

, filled as (

    select
        -- Loaders differ in whether an empty field of a CSV file is null.
        {{ adapter.quote('time') }} as logged_at
        {% for column in columns %}
        , nullif({{ adapter.quote(column) }}, '') as {{ column }}
        {% endfor %}
        , {{ footfall.plausible_timestamp(adapter.quote('time')) }} as occurred_at
        , case when trim(both ' ' from details) not in ('', '{}', 'null') then details end as details
    from audit_trail
    {{ footfall.evaluate_once() }}

)

, opened as (

    select
        *
        , md5(details) as details_hash
        , {{ footfall.json_object('details', fields) }} as opened_details  -- noqa: PRS
    from filled
    where {{ footfall.in_stale_days(footfall.reporting_date('occurred_at')) }}
    {{ footfall.evaluate_once() }}

)

, extracted as (

    select
        {{ columns | join('\n        , ') }}
        , logged_at
        , occurred_at
        , details_hash
        {% for name in fields %}
        , nullif({{ footfall.json_text('opened_details', fields, name) }}, '') as {{ name }}
        {% endfor %}
    from opened
    {{ footfall.evaluate_once() }}

)

, identified as (

    select
        *
        , {{ footfall.surrogate_key(
            columns + [
                'cast(' ~ footfall.time_between('microsecond', "cast('2000-01-01 00:00:00' as timestamp)", 'occurred_at')
                ~ ' as bigint)'
            ] + fields.keys() | list
        ) }} as content_hash
    from extracted

)

, numbered as (

    select
        *
        , row_number() over (
            partition by {{ columns | join(', ') }}, logged_at, details_hash
            order by logged_at
        ) as copy_number
        , count(details_hash) over (
            partition by {{ columns | join(', ') }}, logged_at
        ) as copies_with_details
        -- Details may differ in what is not read.
        , dense_rank() over (
            partition by content_hash
            order by {{ footfall.byte_order('details_hash') }} nulls first
        ) as variant
    from identified

)

, judged as (

    select
        numbered.*
        -- Salted: the event's id is public, and users could be guessed from a bare hash.
        , {{ footfall.surrogate_key(['salt.salt', 'numbered.content_hash', 'numbered.variant']) }} as event_id
        , {{ footfall.reporting_date('numbered.occurred_at') }} as activity_date
        , case
            when coalesce(trim(both ' ' from numbered.event), '') = '' then 'event is null or empty'
            when numbered.logged_at is null then 'time is null or cannot be read'
            when numbered.occurred_at is null then 'time is not between 2000 and 2099'
        end as quarantine_reason
    from numbered
    cross join salt

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , event
        -- Versions of the portal differ in capitals and blanks.
        , lower({{ footfall.replace_pattern("trim(both ' ' from event)", ' +', ' ') }}) as event_name
        , name
        , email
        , org
        , {{ footfall.mask_secrets('url') }} as url
        {% for name in fields %}
        , {{ name }}
        {% endfor %}
        , case
            when quarantine_reason is not null then 'quarantined'
            when copy_number > 1 then 'duplicate'
            -- The same entry from the CSV export, which leaves the details out.
            when details_hash is null and copies_with_details > 0 then 'duplicate'
            else 'kept'
        end as record_state
        , quarantine_reason
    from judged

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'liblab'") }}
from final
cross join erasures
