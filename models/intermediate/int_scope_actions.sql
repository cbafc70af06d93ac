{# The actions that a scope rule names, of those that happened. #}
{{ config(materialized='rebuilt_whole') }}

with

actions as (

    select distinct
        system
        , action
    from {{ ref('int_action_days') }}

)

, scope_rules as (

    {{ footfall.seed_select(ref('scope_rules'), {
        'rule_number': 'bigint', 'system': 'string', 'action': 'string', 'native_user': 'string',
        'department': 'string', 'is_included': 'boolean',
    }) | indent(4) }}

)

, final as (

    select
        scope_rules.rule_number
        , actions.system
        , actions.action
        , scope_rules.is_included
        , scope_rules.native_user is null and scope_rules.department is null as is_for_everybody
    from actions
    inner join scope_rules
        on
            coalesce(scope_rules.system, '*') in (actions.system, '*')
            and {{ footfall.is_like('lower(actions.action)', "coalesce(scope_rules.action, '%')") }}

)

select * from final
