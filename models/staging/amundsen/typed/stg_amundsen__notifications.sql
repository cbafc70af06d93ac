{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = '_log_send_notification'",
    columns={
        'is_automatic': "coalesce(scaffolding_reason = 'automatic_notification', false)",
    }
) }}
