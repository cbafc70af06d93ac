{{ config(
    materialized='rebuilt_by_day',
    event_days='custom_source_event_days',
    event_id="system || '/' || event_id",
    enabled=footfall.custom_sources() | length > 0
) }}

{% set tables = footfall.custom_tables() %}
{% set detail_count = footfall.custom_detail_count() %}
{% set hashed = [
    'logged_at', 'actor', 'action', 'object_type', 'object_id', 'object_name', 'outcome', 'duration_ms',
    'session_key', 'correlation_id',
] %}

{# Of the records of one event one wins: that of which the mapping says so, then the earliest or latest. What the winner
   leaves out, as a response may leave out who asked, the others say. #}
{% set of_one_event = 'partition by judged.system, judged.source_event_id, judged.record_state' %}
{% set last_wins, elapsed = [], [] %}
{% for table in tables if table.get('records') %}
    {% do last_wins.append(table.name) if table.records.get('winner') == 'last' %}
    {% do elapsed.append(table.name) if table.records.get('duration') %}
{% endfor %}
{% set copy_number -%}
    row_number() over (
        {{ of_one_event }}
        order by
            judged.wins desc
            {% if last_wins %}
            , case when judged.system in ({{ footfall.quoted(last_wins) }}) then judged.occurred_at end desc nulls last
            {% endif %}
            , judged.occurred_at nulls last
            , {{ footfall.byte_order('judged.actor') }} nulls last
            , {{ footfall.byte_order('judged.action') }} nulls last
            , {{ footfall.byte_order('judged.object_id') }} nulls last
            , {{ footfall.byte_order('judged.object_type') }} nulls last
            , {{ footfall.byte_order('judged.outcome') }}
            , judged.duration_ms nulls last
    )
{%- endset %}

{% set filled = [
    'actor', 'actor_login', 'actor_email', 'actor_name', 'activity_type', 'object_type', 'object_id', 'object_name',
    'session_key', 'correlation_id', 'objects',
] + footfall.custom_detail_columns() %}
{% set of_copies = {'copy_number': {'window': copy_number, 'alone': 1}} %}
{% for column in filled %}
    {% set text = "nullif(judged." ~ column ~ ", '')" %}
    {% do of_copies.update({
        'known_' ~ column: {
            'window': 'coalesce(' ~ text ~ ', ' ~ footfall.min_text(text, of_one_event) ~ ')',
            'alone': 'judged.' ~ column,
        },
    }) %}
{% endfor %}
{% set known_duration = 'coalesce(judged.duration_ms, min(judged.duration_ms) over (' ~ of_one_event ~ '))' %}
{% set elapsed_ms = 'cast(' ~ footfall.time_between(
    'millisecond', 'min(judged.occurred_at) over (' ~ of_one_event ~ ')', 'max(judged.occurred_at) over (' ~ of_one_event ~ ')'
) ~ ' as bigint)' %}
{% do of_copies.update({
    'known_duration_ms': {
        'window': known_duration if not elapsed
        else 'case when judged.system in (' ~ footfall.quoted(elapsed) ~ ') then ' ~ elapsed_ms ~ ' else ' ~ known_duration ~ ' end',
        'alone': 'judged.duration_ms',
    },
    'known_outcome': {
        'window': "case when judged.has_outcome then judged.outcome else coalesce("
        ~ footfall.min_text('case when judged.has_outcome then judged.outcome end', of_one_event) ~ ", judged.outcome) end",
        'alone': 'judged.outcome',
    },
}) %}

{% set carried = {
    'action': 'action', 'workflow': 'workflow', 'outcome': 'known_outcome', 'is_service': 'is_service',
    'duration_ms': 'known_duration_ms',
} %}
{% for column in filled %}
    {% do carried.update({
        column: footfall.mask_secrets('known_' ~ column) if column in footfall.custom_detail_columns() else 'known_' ~ column
    }) %}
{% endfor %}

-- depends_on: {{ ref('base_custom_sources__raw_rows_by_day') }}
with

{% for table in tables %}
{{ ', ' if not loop.first }}source_{{ table.name }}_{{ table.number }} as (

    {{ footfall.custom_source_rows(table, detail_count) | indent(4) }}

)
{% endfor %}

, raw_rows as (

    {% for table in tables %}
    select * from source_{{ table.name }}_{{ table.number }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

, identified as (

    select
        raw_rows.*
        , {{ footfall.plausible_timestamp('raw_rows.logged_at') }} as occurred_at
        -- The hash of a row without an id holds personal data: unsalted, it could be guessed.
        , case
            when raw_rows.has_event_id then nullif(raw_rows.event_id, '')
            else md5(salt.salt || {{ footfall.surrogate_key(hashed + footfall.custom_detail_columns()) }})
        end as source_event_id
    from raw_rows
    cross join salt
    where {{ footfall.in_stale_days(
        footfall.reporting_date(footfall.plausible_timestamp('raw_rows.logged_at'))
    ) }}

)

, quarantined as (

    select
        *
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , case
            when occurred_at is null then 'time is missing, unreadable or not between 2000 and 2099'
            when not is_counted then null
            when source_event_id is null then 'event_id is missing'
            when action is null or action = '' then 'action is missing'
        end as quarantine_reason
    from identified

)

, judged as {{ footfall.materialized_cte() }} (

    select
        *
        , case
            when quarantine_reason is not null then 'quarantined'
            when not is_counted then 'excluded'
            else 'kept'
        end as record_state
    from quarantined

)

, numbered as (

    {{ footfall.among_copies('judged', 'source_event_id', of_copies) }}

)

, final as (

    select
        system
        , case when record_state <> 'excluded' then source_event_id end as event_id
        , occurred_at
        , activity_date
        -- What does not count is counted, and not kept.
        {% for column, value in carried.items() %}
        , case when record_state <> 'excluded' then {{ value }} end as {{ column }}
        {% endfor %}
        , case when record_state = 'kept' and copy_number > 1 then 'duplicate' else record_state end as record_state
        , quarantine_reason
    from numbered

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns('final.system', more=footfall.custom_detail_columns()) }}
from final
cross join erasures
