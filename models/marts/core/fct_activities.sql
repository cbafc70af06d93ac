{{ config(
    materialized='rebuilt_by_day',
    versioned_by_day=['int_user_identities', 'int_native_user_days', 'int_activity_vocabulary', 'int_action_days'],
    day_versions=['user_day_versions', 'action_day_versions'],
) }}

-- depends_on: {{ ref('int_native_user_days') }}
-- depends_on: {{ ref('int_action_days') }}
with

system_activities as (

    {{ footfall.system_activities() | indent(4) }}

)

, activities as (

    select * from system_activities
    where {{ footfall.in_stale_days() }}
    {{ footfall.evaluate_once() }}

)

, user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}

)

, scope_decisions as (

    select * from {{ ref('int_scope_decisions') }}
    where {{ footfall.in_stale_days() }}

)

, marts_policy as (

    {{ footfall.redaction_policy_of('marts') | indent(4) }}

)

, described as (

    select
        {{ footfall.activity_id('activities') }} as activity_id
        , activities.system
        , activities.source_event_id
        , activities.occurred_at
        , activities.activity_date
        , user_identities.user_key
        , coalesce(user_identities.is_person, false) as is_person
        -- A company's own action counts until its vocabulary says otherwise: it must not vanish.
        , coalesce(vocabulary.is_engagement, true) and not activities.is_scaffolding as is_engagement
        , activities.is_scaffolding
        , case when user_identities.user_key is not null then scope_decisions.is_included end as is_included_by_rule
        -- What the vocabulary knows is no personal data; any other word is whatever somebody logged.
        , case
            when vocabulary.action is null then {{ footfall.mask_text('activities.action') }}
            else activities.action
        end as action
        , case
            when vocabulary.is_company_activity_type then vocabulary.activity_type
            else coalesce(activities.native_activity_type, vocabulary.activity_type, 'other')
        end as activity_type
        , coalesce(vocabulary.workflow, {{ footfall.mask_text('activities.default_workflow') }}) as workflow
        , {{ footfall.mask_text('activities.object_type') }} as object_type
        -- A person who was looked at is as personal as the one who looked.
        , case
            when activities.object_type = 'user' then seen_users.user_key
            else {{ footfall.redact('activities.object_id', 'object_id', 'marts') | indent(12) }}
        end as object_id
        , case
            when activities.object_type = 'user' then null
            else {{ footfall.redact('activities.object_name', 'object_id', 'marts') | indent(12) }}
        end as object_name
        , activities.outcome
        , activities.duration_ms
        , {{ footfall.mask_text('activities.session_key') }} as session_key
        , {{ footfall.mask_text('activities.correlation_id') }} as correlation_id
    from activities
    cross join marts_policy
    left join user_identities
        on
            activities.system = user_identities.system
            and activities.native_user = user_identities.native_user
    left join user_identities as seen_users
        on
            activities.object_type = 'user'
            and activities.system = seen_users.system
            and activities.object_id = seen_users.native_user
    left join vocabulary
        on
            activities.system = vocabulary.system
            and activities.action = vocabulary.action
    left join scope_decisions
        on
            activities.system = scope_decisions.system
            and activities.action = scope_decisions.action
            and activities.native_user = scope_decisions.native_user
            and activities.activity_date = scope_decisions.activity_date

)

, final as (

    select
        activity_id
        , system
        , source_event_id
        , occurred_at
        , activity_date
        , user_key
        , is_person
        , is_engagement
        , is_scaffolding
        , user_key is not null and not {{ footfall.is_refused_login() }} and coalesce(
            is_included_by_rule
            , {{ 'is_person and is_engagement' if var('activity_scope') == 'engagement' else 'true' }}
        ) as in_scope
        , is_included_by_rule
        , action
        , activity_type
        , workflow
        , object_type
        , object_id
        , object_name
        , outcome
        , duration_ms
        , session_key
        , correlation_id
    from described

)

select * from final
