{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = '_get_dashboard_metadata'",
    columns={
        'dashboard_uri': 'object_id',
        'is_refetch': "coalesce(scaffolding_reason = 'refetch', false)",
    }
) }}
