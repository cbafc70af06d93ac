{{ config(enabled=footfall.is_enabled('liblab')) }}

{{ footfall.typed_activities(
    ref('stg_liblab__audit_trail'),
    "event_kind = 'build'",
    columns={
        'build_url': 'url',
    }
) }}
