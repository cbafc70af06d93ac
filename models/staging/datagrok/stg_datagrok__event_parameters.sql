{{ config(
    materialized='rebuilt_by_day',
    enabled=footfall.is_enabled('datagrok'),
    versioned_by_day=['stg_datagrok__objects'],
    day_versions=['datagrok_value_day_versions'],
    late_days_only=true
) }}

{# Column -> the parameter whose text it holds. #}
{% set texts = {
    'package_text': 'package',
    'test_package': 'packageName',
    'ms': 'ms',
    'http_method': 'method',
    'http_route': 'route',
    'http_status': 'status',
    'successful': 'successful',
    'skipped': 'skipped',
    'failed': 'failed',
    'success': 'success',
    'result': 'result',
    'test_type': 'type',
    'test_category': 'category',
    'test_name': 'test',
    'version': 'version',
    'commit_hash': 'commit',
    'handled': 'handled',
    'error_source': 'source',
    'login': 'login',
} %}

{# Column -> the parameter whose id it holds. #}
{% set references = {
    'parameter_user_id': 'user',
    'entity_id': 'entity',
    'granted_user_id': 'grantedUser',
    'granted_group_id': 'group',
} %}

with

events as (

    select * from {{ ref('base_datagrok__events') }}
    where
        record_state = 'kept'
        and {{ footfall.in_stale_days() }}

)

, event_parameter_values as (

    select * from {{ ref('base_datagrok__event_parameter_values') }}

)

, objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

, joined as (

    select
        events.event_id
        , events.activity_date
        , event_parameter_values.parameter_name
        , event_parameter_values.text_value
        , event_parameter_values.referenced_id
        , objects.object_type
        , coalesce(
            objects.object_type
            , case event_parameter_values.parameter_name
                when 'entity' then 'entity'
                when 'grantedUser' then 'user'
                when 'group' then 'group'
            end
        ) as pointed_type
        , objects.is_project
        , objects.is_query
        , objects.is_connection
        , objects.is_function
        , objects.package_id
    from events
    inner join event_parameter_values on events.event_id = event_parameter_values.event_id
    left join objects on event_parameter_values.referenced_id = objects.object_id

)

-- Where several values would fit, the first in byte order is taken.
, final as (

    select
        event_id
        , activity_date
        {% for column, parameter in texts.items() %}
        , {{ footfall.min_text("case when parameter_name = '" ~ parameter ~ "' then text_value end") }} as {{ column }}
        {% endfor %}
        {% for column, parameter in references.items() %}
        , {{ footfall.min_text(
            "case when parameter_name = '" ~ parameter ~ "' then referenced_id end"
        ) }} as {{ column }}
        {% endfor %}
        {% for kind in ['function', 'query', 'connection', 'project'] %}
        , {{ footfall.min_text('case when is_' ~ kind ~ ' then referenced_id end') }} as {{ kind }}_id
        {% endfor %}
        , {{ footfall.min_text(
            "case when object_type = 'user' and parameter_name <> 'user' then referenced_id end"
        ) }} as other_user_id
        -- What else the event is about; its user and package say who did it and from where.
        , {{ footfall.text_list(
            "case when parameter_name not in ('user', 'package') then pointed_type || ':' || referenced_id end"
        ) }} as object_ids
        , coalesce(
            {{ footfall.min_text("case when parameter_name = 'package' then package_id end") }}
            , {{ footfall.min_text('package_id') }}
        ) as package_id
    from joined
    group by event_id, activity_date

)

select * from final
