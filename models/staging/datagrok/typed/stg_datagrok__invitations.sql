{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'invitations'",
    columns={
        'invited_user_id': 'event_parameters.other_user_id',
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
