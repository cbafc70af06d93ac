{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    "action = 'click'",
    columns={
        'source': 'value',
        'result_index': footfall.whole_number('position'),
        'is_link_click': "coalesce(scaffolding_reason = 'link_click', false)",
    }
) }}
