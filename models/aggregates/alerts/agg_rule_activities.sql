{# The activities that match a rule of the kinds each and count: once for every such rule. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where
        not is_scaffolding
        and {{ footfall.in_stale_days() }}

)

, further_objects as (

    select * from {{ ref('int_further_objects') }}
    where {{ footfall.in_stale_days() }}

)

, alert_rules as (

    {{ footfall.seed_select(ref('alert_rules'), {
        'rule': 'string', 'kind': 'string', 'system': 'string', 'activity_type': 'string', 'action': 'string',
        'object_type': 'string', 'outcome': 'string', 'counts': 'string', 'from_hour': 'bigint', 'to_hour': 'bigint',
        'subject_type': 'string', 'threshold': 'bigint', 'window_minutes': 'bigint', 'min_activities': 'bigint',
        'severity': 'string', 'is_enabled': 'boolean', 'description': 'string',
    }) | indent(4) }}
    where
        is_enabled
        and kind in ('each', 'count')

)

, matches as (

    {{ footfall.alert_rule_matches(['activity_id', 'occurred_at', 'user_key', 'action']) | indent(4) }}

)

, final as (

    select
        activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , threshold
        , window_minutes
        , activity_id
        , occurred_at
        , user_key
        , action
        , object_type
        , object_id
        , object_name
    from matches

)

select * from final
