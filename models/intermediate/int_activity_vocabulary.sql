{# What each action is: our vocabulary, and the company's, whose rows win. #}
{{ config(materialized='rebuilt_whole') }}

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

, final as (

    select
        coalesce(company_vocabulary.system, vocabulary.system) as system
        , coalesce(company_vocabulary.action, vocabulary.action) as action
        , coalesce(company_vocabulary.activity_type, vocabulary.activity_type, 'other') as activity_type
        , coalesce(company_vocabulary.workflow, vocabulary.workflow) as workflow
        , coalesce(company_vocabulary.is_engagement, vocabulary.is_engagement, true) as is_engagement
        , coalesce(company_vocabulary.description, vocabulary.description) as description
        , company_vocabulary.activity_type is not null as is_company_activity_type
    from vocabulary
    full outer join company_vocabulary
        on
            vocabulary.system = company_vocabulary.system
            and vocabulary.action = company_vocabulary.action

)

select * from final
