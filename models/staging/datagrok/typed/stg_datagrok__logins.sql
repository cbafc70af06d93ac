{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'logins'",
    columns={
        'parameter_user_id': 'event_parameters.parameter_user_id',
        'login': 'event_parameters.login',
        'commit_hash': 'event_parameters.commit_hash',
    },
    lookups={
        'event_parameters': [ref('stg_datagrok__event_parameters'), 'activities.event_id = event_parameters.event_id'],
    }
) }}
