{# What each action is: our vocabulary, and the company's, whose rows win. Of the company and of mapped logs a row may
   be a pattern, which counts for every action that was logged and is like it. #}
{{ config(materialized='rebuilt_whole') }}

{% set mapped = footfall.custom_vocabulary() %}
{% set is_pattern = "position('%' in rules.pattern) > 0" %}
{% set order = [
    'rules.rule_rank', 'case when ' ~ is_pattern ~ ' then 1 else 0 end', '-length(rules.pattern)',
    footfall.byte_order('rules.pattern'),
] %}

with

vocabulary as (

    {{ footfall.seed_select(ref('activity_vocabulary'), {
        'system': 'string', 'action': 'string', 'activity_type': 'string', 'workflow': 'string',
        'is_engagement': 'boolean', 'description': 'string',
    }) | indent(4) }}

)

, company_vocabulary as (

    {{ footfall.seed_select(ref('company_activity_vocabulary'), {
        'system': 'string', 'action': 'string', 'activity_type': 'string', 'workflow': 'string',
        'is_engagement': 'boolean', 'description': 'string',
    }) | indent(4) }}

)

, action_days as (

    select * from {{ ref('int_action_days') }}

)

, actions as (

    select distinct
        system
        , action
    from action_days

)

, rules as (

    select
        system
        , action as pattern
        , activity_type
        , workflow
        , is_engagement
        , description
        , 1 as rule_rank
    from company_vocabulary

    {% for rule in mapped %}
    union all

    select
        {{ footfall.quoted([rule.system]) }} as system
        , {{ footfall.quoted([rule.pattern]) }} as pattern
        , {{ footfall.quoted([rule.activity_type]) if rule.activity_type else 'null' }} as activity_type
        , {{ footfall.quoted([rule.workflow]) if rule.workflow else 'null' }} as workflow
        , {{ 'false' if rule.is_no_engagement else 'null' }} as is_engagement
        , null as description
        , 2 as rule_rank
    {% endfor %}

)

-- Of the rules that fit an action the company's come first, then the action itself, then the longest pattern.
, fitting as (

    select
        actions.system
        , actions.action
        , {{ footfall.first_by('rules.activity_type', order) }} as activity_type
        , {{ footfall.first_by('rules.workflow', order) }} as workflow
        , {{ footfall.first_by('rules.is_engagement', order) }} as is_engagement
        , {{ footfall.first_by('rules.description', order) }} as description
        , count(case when rules.rule_rank = 1 then rules.activity_type end) > 0 as is_company_activity_type
    from actions
    inner join rules
        on
            actions.system = rules.system
            and (
                actions.action = rules.pattern
                or (
                    {{ is_pattern }}
                    and {{ footfall.is_like(footfall.fold_case('actions.action'), 'rules.pattern') }}
                )
            )
    group by actions.system, actions.action

)

, listed as (

    select
        coalesce(company_vocabulary.system, vocabulary.system) as system
        , coalesce(company_vocabulary.action, vocabulary.action) as action
        , coalesce(company_vocabulary.activity_type, vocabulary.activity_type) as activity_type
        , coalesce(company_vocabulary.workflow, vocabulary.workflow) as workflow
        , coalesce(company_vocabulary.is_engagement, vocabulary.is_engagement) as is_engagement
        , coalesce(company_vocabulary.description, vocabulary.description) as description
        , company_vocabulary.activity_type is not null as is_company_activity_type
    from vocabulary
    full outer join company_vocabulary
        on
            vocabulary.system = company_vocabulary.system
            and vocabulary.action = company_vocabulary.action

)

, final as (

    select
        coalesce(listed.system, fitting.system) as system
        , coalesce(listed.action, fitting.action) as action
        , coalesce(fitting.activity_type, listed.activity_type, 'other') as activity_type
        , coalesce(fitting.workflow, listed.workflow) as workflow
        , coalesce(fitting.is_engagement, listed.is_engagement, true) as is_engagement
        , coalesce(fitting.description, listed.description) as description
        , coalesce(fitting.is_company_activity_type, listed.is_company_activity_type) as is_company_activity_type
    from listed
    full outer join fitting
        on
            listed.system = fitting.system
            and listed.action = fitting.action

)

select * from final
where position('%' in action) = 0
