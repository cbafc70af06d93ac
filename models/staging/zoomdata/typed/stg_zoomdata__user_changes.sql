{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{{ footfall.typed_activities(ref('stg_zoomdata__activity_log'), "activity_type = 'USER'") }}
