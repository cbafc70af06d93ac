{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "activity_type = 'export'",
    columns={
        'row_count': 'details.row_count',
        'byte_count': 'details.byte_count',
        'export_format': 'details.export_format',
    },
    lookups={
        'details': [ref('int_activity_details'), footfall.is_same_event('details')],
    }
) }}
