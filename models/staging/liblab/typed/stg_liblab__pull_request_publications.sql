{{ config(enabled=footfall.is_enabled('liblab')) }}

{{ footfall.typed_activities(
    ref('stg_liblab__audit_trail'),
    "event_kind = 'pull_request_publication'",
    columns={
        'is_published': "event_name = 'user published pr'",
    }
) }}
