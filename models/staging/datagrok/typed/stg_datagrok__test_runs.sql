{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'test_runs'",
    columns={
        'test_type': 'coalesce(event_parameters.test_type, substr(activities.action, 6))',
        'test_category': 'event_parameters.test_category',
        'test_name': 'event_parameters.test_name',
        'version': 'event_parameters.version',
        'is_success': "case lower(event_parameters.success) when 'true' then true when 'false' then false end",
        'is_skipped': "case lower(event_parameters.skipped) when 'true' then true when 'false' then false end",
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
