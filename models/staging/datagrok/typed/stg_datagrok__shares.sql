{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'shares'",
    columns={
        'entity_kind': 'activities.object_type',
        'entity_id': 'activities.object_id',
        'entity_name': 'activities.object_name',
        'granted_user_id': 'event_parameters.granted_user_id',
        'granted_group_id': 'event_parameters.granted_group_id',
        'is_silent': "activities.action = 'entity-shared-silent'",
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
