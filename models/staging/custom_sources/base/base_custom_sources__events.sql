{{ config(
    materialized='rebuilt_by_day',
    days_at_once=60,
    event_days='custom_source_event_days',
    event_id="system || '/' || event_id",
    enabled=footfall.custom_sources() | length > 0
) }}

{% set sources = footfall.custom_sources() %}
{% set detail_count = footfall.custom_detail_count() %}
{% set hashed = [
    'logged_at', 'actor', 'action', 'object_type', 'object_id', 'object_name', 'outcome', 'duration_ms',
    'session_key', 'correlation_id',
] %}

{# Of the records of one event the one that says how it ended wins, then the earliest. What the winner leaves out, as a
   response may leave out who asked, the others say. #}
{% set of_one_event = 'partition by judged.system, judged.source_event_id, judged.quarantine_reason is null' %}
{% set copy_number -%}
    row_number() over (
        {{ of_one_event }}
        order by
            judged.has_outcome desc
            , judged.occurred_at nulls last
            , {{ footfall.byte_order('judged.actor') }} nulls last
            , {{ footfall.byte_order('judged.action') }} nulls last
            , {{ footfall.byte_order('judged.object_id') }} nulls last
            , {{ footfall.byte_order('judged.outcome') }}
            , judged.duration_ms nulls last
    )
{%- endset %}

{% set filled = [
    'actor', 'object_type', 'object_id', 'object_name', 'duration_ms', 'session_key', 'correlation_id'
] + footfall.custom_detail_columns() %}
{% set of_copies = {'copy_number': {'window': copy_number, 'alone': 1}} %}
{% for column in filled %}
    {% set text = 'judged.' ~ column if column == 'duration_ms' else "nullif(judged." ~ column ~ ", '')" %}
    {% do of_copies.update({
        'known_' ~ column: {
            'window': 'coalesce(' ~ text ~ ', ' ~ footfall.min_text(text, of_one_event) ~ ')' if column != 'duration_ms'
            else 'coalesce(' ~ text ~ ', min(' ~ text ~ ') over (' ~ of_one_event ~ '))',
            'alone': 'judged.' ~ column,
        },
    }) %}
{% endfor %}

-- depends_on: {{ ref('base_custom_sources__raw_rows_by_day') }}
with

{% for source in sources.values() %}
{{ ', ' if not loop.first }}source_{{ source.name }} as (

    {{ footfall.custom_source_rows(source, detail_count) | indent(4) }}

)
{% endfor %}

, raw_rows as (

    {% for name in sources %}
    select * from source_{{ name }}
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

, judged as {{ footfall.materialized_cte() }} (

    select
        *
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , case
            when source_event_id is null then 'event_id is missing'
            when occurred_at is null then 'time is missing, unreadable or not between 2000 and 2099'
            when action is null or action = '' then 'action is missing'
        end as quarantine_reason
    from identified

)

, numbered as (

    {{ footfall.among_copies('judged', 'source_event_id', of_copies) }}

)

, final as (

    select
        system
        , source_event_id as event_id
        , occurred_at
        , activity_date
        , action
        , workflow
        , outcome
        {% for column in filled if column not in footfall.custom_detail_columns() %}
        , known_{{ column }} as {{ column }}
        {% endfor %}
        {% for column in footfall.custom_detail_columns() %}
        , {{ footfall.mask_secrets('known_' ~ column) }} as {{ column }}
        {% endfor %}
        , case
            when quarantine_reason is not null then 'quarantined'
            when copy_number > 1 then 'duplicate'
            else 'kept'
        end as record_state
        , quarantine_reason
    from numbered

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns('final', 'final.system', more=footfall.custom_detail_columns()) }}
from final
cross join erasures
