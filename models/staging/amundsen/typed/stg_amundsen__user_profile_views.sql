{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = '_log_get_user'",
    columns={
        'profile_user': 'object_id',
        'is_refetch': "coalesce(scaffolding_reason = 'refetch', false)",
    }
) }}
