{{ config(materialized='view_if_changed') }}

{# Only Amundsen logs what was opened out of a list of results. #}
{% set logs_results = footfall.is_enabled('amundsen') %}

{{ footfall.typed_facts(
    "activity_type = 'search'",
    columns={
        'search_term': "lower(trim(both ' ' from " ~ footfall.redact('details.search_term', 'query_text', 'marts') ~ '))',
        'has_filters': 'details.has_filters',
        'total_results': 'details.total_results',
        'page_index': 'details.page_index',
        'is_result_opened': 'case when submitted_searches.activity_id is not null then submitted_searches.opened_at is not null end'
        if logs_results else 'cast(null as boolean)',
        'opened_at': 'submitted_searches.opened_at' if logs_results else 'cast(null as timestamp)',
        'clicked_position': 'submitted_searches.click_index' if logs_results else 'cast(null as bigint)',
    },
    lookups=dict(
        {
            'details': [ref('int_activity_details'), footfall.is_same_event('details')],
            'marts_policy': [ref('int_redaction_policy'), "marts_policy.door = 'marts'"],
        },
        **({
            'submitted_searches': [
                ref('agg_amundsen__submitted_searches'), 'activities.activity_id = submitted_searches.activity_id',
            ],
        } if logs_results else {})
    )
) }}
