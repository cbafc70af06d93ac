{{ config(enabled=footfall.is_enabled('amundsen')) }}

{{ footfall.typed_activities(
    ref('stg_amundsen__user_actions'),
    'submission_id is not null',
    columns={
        'normalized_term': "lower(trim(both ' ' from search_term))",
        'is_companion': "coalesce(scaffolding_reason = 'companion_search', false)",
    }
) }}
