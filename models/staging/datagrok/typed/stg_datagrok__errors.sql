{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'errors'",
    columns={
        'error_source': 'coalesce(event_types.error_source, event_parameters.error_source)',
        'error_severity': 'event_types.error_severity',
        'is_handled': "case lower(event_parameters.handled) when 'true' then true when 'false' then false end",
        'is_error': 'event_types.is_error',
        'error_message': 'records.error_message',
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
        'records': [
            ref('base_datagrok__events'),
            "activities.event_id = records.event_id and records.record_state = 'kept'",
        ],
        'event_types': [ref('base_datagrok__event_types'), 'records.event_type_id = event_types.event_type_id'],
    }
) }}
