{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "activity_type = 'share'",
    columns={
        'recipient_type': 'details.recipient_type',
    },
    lookups={
        'details': [ref('int_activity_details'), footfall.is_same_event('details')],
    }
) }}
