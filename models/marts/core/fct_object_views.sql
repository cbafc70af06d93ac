{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "activity_type = 'view'",
    columns={
        'opened_from': 'details.opened_from',
        'result_index': 'details.result_index',
    },
    lookups={
        'details': [ref('int_activity_details'), footfall.is_same_event('details')],
    }
) }}
