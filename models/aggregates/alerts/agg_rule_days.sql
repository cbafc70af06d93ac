{# How much a subject did on a day of what a rule of the kind volume counts. #}
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
        and kind = 'volume'

)

, matches as (

    {{ footfall.alert_rule_matches(['occurred_at']) | indent(4) }}

)

, final as (

    -- The rule decides the rest, which would only make groups dearer.
    select
        activity_date
        , rule
        , any_value(kind) as kind
        , any_value(severity) as severity
        , system
        , any_value(subject_type) as subject_type
        , subject
        , any_value(threshold) as threshold
        , any_value(min_activities) as min_activities
        , count(*) as activities
        , min(occurred_at) as first_at
        , max(occurred_at) as last_at
    from matches
    group by
        activity_date
        , rule
        , system
        , subject

)

select * from final
