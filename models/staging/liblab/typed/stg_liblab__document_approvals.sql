{{ config(enabled=footfall.is_enabled('liblab')) }}

{{ footfall.typed_activities(
    ref('stg_liblab__audit_trail'),
    "event_kind = 'document_approval'",
    columns={
        'is_approved': "event_name = 'user approved doc'",
    }
) }}
