{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'package_tests'",
    columns={
        'package_id': 'activities.object_id',
        'successful_tests': footfall.whole_number('event_parameters.successful'),
        'skipped_tests': footfall.whole_number('event_parameters.skipped'),
        'failed_tests': footfall.whole_number('event_parameters.failed'),
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
