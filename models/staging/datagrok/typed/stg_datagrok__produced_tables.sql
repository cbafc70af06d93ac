{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'produced_tables'",
    columns={
        'entity_kind': 'activities.object_type',
        'entity_id': 'activities.object_id',
        'entity_name': 'activities.object_name',
        'function_id': 'event_parameters.function_id',
        'query_id': 'event_parameters.query_id',
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
