{% macro systems() %}
    {#- What has to be said of a system in one place: its name ->
        log      the raw table of its events
        time     that table's column by which they are dated
        tables   further raw tables, each with the var <system>_<table>_table as the log has
        records  the base model, which says what became of every raw row
        has      what int_<system>__<name> it has beside its activities
        nobody   why its log may name nobody -#}
    {% do return({
        'clutch': {
            'log': 'audit_events',
            'time': 'occurred_at',
            'records': 'base_clutch__audit_events',
            'has': ['error_groups', 'activity_objects'],
            'nobody': 'Clutch runs without authentication, and logs every caller as UNKNOWN. Set up its authn module.',
        },
        'amundsen': {
            'log': 'user_actions',
            'time': 'start_epoch_ms',
            'records': 'base_amundsen__user_actions',
            'has': ['error_groups', 'activity_objects', 'activity_details'],
            'nobody': 'Amundsen without an AUTH_USER_METHOD logs the account of its server. Set one in its front end.',
        },
        'datagrok': {
            'log': 'events',
            'time': 'event_time',
            'tables': [
                'event_types', 'event_parameters', 'event_parameter_values', 'users_sessions', 'users', 'groups',
                'groups_relations', 'entities', 'entity_types', 'published_packages', 'packages', 'funcs', 'func_params',
                'func_calls', 'func_call_values', 'queries', 'connections', 'projects', 'project_relations',
            ],
            'records': 'base_datagrok__events',
            'has': [
                'error_groups', 'activity_objects', 'activity_details', 'dataset_origins', 'user_lifecycle_events', 'accounts',
            ],
            'nobody': 'users_sessions says whose an event is. Load it, or grant the right to read it.',
        },
        'zoomdata': {
            'log': 'activity_log',
            'time': 'record',
            'records': 'base_zoomdata__activity_log',
            'has': ['activity_objects', 'activity_details', 'dataset_origins', 'user_lifecycle_events', 'accounts'],
            'nobody': 'no record has the userName of an account.',
        },
        'liblab': {
            'log': 'audit_trail',
            'time': 'time',
            'records': 'base_liblab__audit_trail',
            'has': ['activity_links', 'dataset_origins', 'user_lifecycle_events', 'accounts'],
            'nobody': 'the column email of the audit trail is empty.',
        },
    }) %}
{% endmacro %}
