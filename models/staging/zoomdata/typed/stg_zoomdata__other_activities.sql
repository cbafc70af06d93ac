{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set documented = [
    'ACCOUNT', 'AUTHENTICATION', 'GROUP', 'SECURITY_KEY', 'SOURCE', 'USER',
    'VIS', 'VIS_DEF', 'VIS_COMMAND', 'VIS_DATA', 'RAW_DATA_EXPORT', 'RAW_DATA_EXPORT_CSV',
    'UPLOAD', 'BOOKMARK', 'OAUTH_CLIENT', 'OAUTH_TOKEN', 'REQUEST', 'RDD',
    'RDD_CACHE', 'TOPOLOGY', 'TOPOLOGY_PERFORMANCE',
] %}

{{ footfall.typed_activities(
    ref('stg_zoomdata__activity_log'),
    'activity_type not in (' ~ footfall.quoted(documented) ~ ')'
) }}
