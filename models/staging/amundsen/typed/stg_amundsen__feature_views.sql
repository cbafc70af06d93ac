{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = '_get_feature_metadata'",
    columns={
        'feature_key': 'object_id',
    }
) }}
