{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "activity_type = 'login'",
    columns={
        'login_method': 'details.login_method',
    },
    lookups={
        'details': [ref('int_activity_details'), footfall.is_same_event('details')],
    }
) }}
