{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'query_runs'",
    columns={
        'query_id': 'activities.object_id',
        'query_name': 'activities.object_name',
        'connection_name': 'queries.connection_name',
        'data_source': 'queries.data_source',
    },
    lookups={
        'queries': [ref('stg_datagrok__queries'), 'activities.object_id = queries.query_id'],
    }
) }}
