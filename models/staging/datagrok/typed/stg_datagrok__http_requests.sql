{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'http_requests'",
    columns={
        'method': 'event_parameters.http_method',
        'route': 'event_parameters.http_route',
        'status_code': footfall.whole_number('event_parameters.http_status'),
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
