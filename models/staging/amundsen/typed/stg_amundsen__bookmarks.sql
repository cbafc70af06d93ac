{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = '_log_update_bookmark'",
    columns={
        'resource_type': 'object_type',
        'resource_key': 'object_id',
        'is_added': "method = 'PUT'",
    }
) }}
