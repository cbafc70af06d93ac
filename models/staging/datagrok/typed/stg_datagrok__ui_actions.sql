{{ config(enabled=footfall.is_enabled('datagrok')) }}

{{ footfall.typed_activities(
    ref('stg_datagrok__events'),
    "typed_relation = 'ui_actions'",
    columns=footfall.ui_path_levels()
) }}
