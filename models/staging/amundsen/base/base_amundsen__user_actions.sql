{{ config(materialized='rebuilt_by_day', days_at_once=60, enabled=footfall.is_enabled('amundsen')) }}

{% set columns = footfall.raw_columns(
    source('amundsen', 'user_actions'),
    [
        'command', 'user', 'host_name', 'start_epoch_ms', 'end_epoch_ms',
        'pos_args_json', 'keyword_args_json', 'output', 'error'
    ],
    'amundsen', 'amundsen_user_actions_table'
) %}

{% set argument_fields = {
    'browser_command': ['command'],
    'table_key': ['table_key'],
    'dashboard_uri': ['uri'],
    'dashboard_uri_key': ['uri_key'],
    'feature_key': ['feature_key'],
    'profile_user': ['user_id'],
    'resource_key': ['resource_key'],
    'resource_type': ['resource_type'],
    'type_metadata_key': ['type_metadata_key'],
    'column_name': ['column_name'],
    'tag': ['tag'],
    'owner': ['owner'],
    'method': ['method'],
    'description': ['description'],
    'result_index': ['index'],
    'source': ['source'],
    'search_term': ['search_term'],
    'search_type': ['search_type'],
    'page_index': ['page_index'],
    'feedback_type': ['feedback_type'],
    'rating': ['rating'],
    'comment': ['comment'],
    'notification_type': ['notification_type'],
    'notification_path': ['options', 'resource_path'],
    'target_id': ['target_id'],
    'target_type': ['target_type'],
    'location': ['location'],
    'value': ['value'],
    'position': ['position'],
    'filters': ['filters', '*'],
} %}

{# Of these a number or a yes is kept. #}
{% set derived = ['description', 'rating', 'page_index', 'filters'] %}

{# What somebody typed, what a page sent along, and keys, which may be those of a connection with its password. #}
{% set written = [
    'search_term', 'comment', 'notification_path', 'location', 'value', 'table_key', 'dashboard_uri',
    'dashboard_uri_key', 'feature_key', 'resource_key', 'type_metadata_key',
] %}

{# One key in the first versions, plural ones until 2021, singular ones since. #}
{% set output_fields = {
    'status_code': ['status_code'],
    'all_found': ['total_results'],
    'tables_found': ['tables', 'total_results'],
    'dashboards_found': ['dashboards', 'total_results'],
    'features_found': ['features', 'total_results'],
    'users_found': ['users', 'total_results'],
    'table_found': ['table', 'total_results'],
    'dashboard_found': ['dashboard', 'total_results'],
    'feature_found': ['feature', 'total_results'],
    'user_found': ['user', 'total_results'],
} %}

{% set arguments = footfall.json_object(
    'user_actions.keyword_args_json', argument_fields, columns['keyword_args_json']
) %}
{% set results = footfall.json_object('user_actions.output', output_fields, columns['output']) %}

{% set start_epoch_ms = footfall.raw_integer('user_actions.start_epoch_ms', columns['start_epoch_ms']) %}

{# Of a call the rows of post_exec, then those of pre_exec. #}
{% set of_one_call -%}
    partition by judged.event_id, judged.quarantine_reason is null
    order by
        judged.is_post desc
        , judged.elapsed_ms desc nulls last
        , judged.has_result desc
        , judged.status_code asc nulls last
        , judged.total_results desc
        , {{ footfall.byte_order('judged.error_message') }} asc nulls last
{%- endset %}

-- depends_on: {{ ref('base_amundsen__raw_rows_by_day') }}
with

user_actions as (

    select * from {{ source('amundsen', 'user_actions') }}

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

, opened as (

    select
        user_actions.command
        , user_actions.{{ adapter.quote('user') }} as user_name
        , {{ start_epoch_ms }} as start_epoch_ms
        , {{ footfall.raw_integer('user_actions.end_epoch_ms', columns['end_epoch_ms']) }} as end_epoch_ms
        , user_actions.error as error_message
        -- Nothing in the log says which rows are one call but that all of this is equal. Salted: the
        -- hash becomes the event's public id, and users could be guessed from a bare one.
        , {{ footfall.surrogate_key([
            'salt.salt', 'user_actions.host_name', 'user_actions.' ~ adapter.quote('user'),
            'user_actions.command', 'user_actions.start_epoch_ms', 'user_actions.pos_args_json',
            'user_actions.keyword_args_json',
        ]) }} as event_id
        , {{ arguments }} as arguments  -- noqa: PRS
        , {{ results }} as results  -- noqa: PRS
    from user_actions
    cross join salt
    where {{ footfall.in_stale_days(footfall.reporting_date(footfall.plausible_epoch_ms(start_epoch_ms))) }}
    {{ footfall.evaluate_once() }}

)

, typed as (

    select
        event_id
        , nullif(command, '') as command
        , user_name
        , start_epoch_ms
        , {{ footfall.plausible_epoch_ms('start_epoch_ms') }} as occurred_at
        , case when end_epoch_ms >= start_epoch_ms then end_epoch_ms - start_epoch_ms end as elapsed_ms
        , coalesce(end_epoch_ms, 0) <> 0 as is_post
        , error_message
        , {{ footfall.is_json_object('arguments') }} as is_readable
        , {{ footfall.is_json_object('results') }} as has_result
        {% for name in argument_fields if name not in derived %}
        , {{ footfall.json_text('arguments', argument_fields, name) }} as {{ name }}
        {% endfor %}
        , length({{ footfall.json_text('arguments', argument_fields, 'description') }}) as description_length
        , {{ footfall.whole_number(footfall.json_text('arguments', argument_fields, 'rating')) }} as rating
        , {{ footfall.whole_number(footfall.json_text('arguments', argument_fields, 'page_index')) }} as page_index
        -- {"table": {}, "dashboard": {}} is what a page sends where nothing is chosen.
        , {{ footfall.replace_pattern(
            footfall.json_nested('arguments', argument_fields, 'filters'), '"[^"]*" ?: ?[{][}]|[^"]', ''
        ) }} <> '' as has_filters
        {% for name in output_fields %}
        , {{ footfall.whole_number(footfall.json_text('results', output_fields, name)) }} as {{ name }}
        {% endfor %}
    from opened

)

, judged as {{ footfall.materialized_cte() }} (

    select
        *
        , coalesce(all_found, 0)
        + coalesce(tables_found, 0) + coalesce(dashboards_found, 0)
        + coalesce(features_found, 0) + coalesce(users_found, 0)
        + coalesce(table_found, 0) + coalesce(dashboard_found, 0)
        + coalesce(feature_found, 0) + coalesce(user_found, 0) as total_results
        , {{ footfall.reporting_date('occurred_at') }} as activity_date
        , case
            when command is null then 'command is null or empty'
            when start_epoch_ms is null then 'start_epoch_ms is not a whole number'
            when occurred_at is null then 'start_epoch_ms is not between 2000 and 2099'
            when not is_readable then 'keyword_args_json is not a JSON object'
        end as quarantine_reason
    from typed

)

, numbered as (

    {{ footfall.among_copies('judged', 'event_id', {
        'place': {'window': 'row_number() over (' ~ of_one_call ~ ')', 'alone': 1},
        'posts': {
            'window': 'sum(case when judged.is_post then 1 else 0 end) over (' ~ of_one_call
            ~ ' rows between unbounded preceding and unbounded following)',
            'alone': 'case when judged.is_post then 1 else 0 end',
        },
    }) }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , command
        , user_name
        , is_post
        , case when is_post then elapsed_ms end as elapsed_ms
        , {{ footfall.mask_secrets('error_message') }} as error_message
        , has_result
        , status_code
        , total_results
        {% for name in argument_fields if name not in derived + written %}
        , {{ name }}
        {% endfor %}
        {% for name in written %}
        , {{ footfall.mask_secrets(name) }} as {{ name }}
        {% endfor %}
        , description_length
        , rating
        , page_index
        , has_filters
        , case
            when quarantine_reason is not null then 'quarantined'
            when is_post and place > 1 then 'duplicate'
            when not is_post and place - posts > 1 then 'duplicate'
            -- The row of pre_exec, whose call ended and so has a row of post_exec.
            when not is_post and posts > 0 then 'merged'
            else 'kept'
        end as record_state
        , quarantine_reason
    from numbered

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'amundsen'") }}
from final
cross join erasures
