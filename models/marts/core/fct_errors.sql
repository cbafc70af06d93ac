{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "(outcome = 'failed' or activity_type = 'error')",
    columns={
        'error_group': 'error_groups.error_group',
    },
    lookups={
        'error_groups': [ref('int_error_groups'), footfall.is_same_event('error_groups')],
    }
) }}
