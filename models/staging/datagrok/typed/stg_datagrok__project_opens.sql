{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'project_opens'",
    columns={
        'project_id': 'activities.object_id',
        'project_name': 'activities.object_name',
        'is_dashboard': 'projects.is_dashboard',
        'is_root': 'projects.is_root',
        'is_entity': 'projects.is_entity',
    },
    lookups={
        'projects': [ref('stg_datagrok__projects'), 'activities.object_id = projects.project_id'],
    }
) }}
