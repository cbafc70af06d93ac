{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'function_runs'",
    columns={
        'function_id': 'activities.object_id',
        'function_name': 'activities.object_name',
        'function_source': 'functions.function_source',
    },
    lookups={
        'functions': [ref('stg_datagrok__functions'), 'activities.object_id = functions.function_id'],
    }
) }}
