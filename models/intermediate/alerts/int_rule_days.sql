{# How much a subject did on a day of what a rule of the kind volume counts. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        not is_scaffolding
        and {{ footfall.in_stale_days() }}

)

, alert_rules as (

    select * from {{ ref('alert_rules') }}
    where
        is_enabled
        and kind = 'volume'

)

, matches as (

    {{ footfall.alert_rule_matches(['occurred_at']) | indent(4) }}

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
        , min_activities
        , count(*) as activities
        , min(occurred_at) as first_at
        , max(occurred_at) as last_at
    from matches
    group by
        activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , threshold
        , min_activities

)

select * from final
