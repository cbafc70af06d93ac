{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'entity_changes'",
    columns={
        'entity_id': 'object_id',
        'entity_name': 'object_name',
    }
) }}
