{# What makes a user a person, no person, or nobody: of the rules that match, that of the lowest rank decides. #}

with

company_user_kinds as (

    {{ footfall.seed_select(
        ref('company_user_kinds'), {'system': 'string', 'pattern': 'string', 'user_kind': 'string'}
    ) | indent(4) }}

)

, nobody_users as (

    {{ footfall.seed_select(ref('nobody_users'), {'system': 'string', 'pattern': 'string'}) | indent(4) }}

)

, non_person_users as (

    {{ footfall.seed_select(ref('non_person_users'), {'system': 'string', 'pattern': 'string'}) | indent(4) }}

)

, rules as (

    select
        system
        , pattern
        , user_kind
        , case user_kind when 'person' then 1 when 'non_person' then 2 else 3 end as rule_rank
    from company_user_kinds

    union all

    select
        system
        , pattern
        , 'nobody' as user_kind
        , 4 as rule_rank
    from nobody_users

    union all

    -- The word of JSON, SQL and JavaScript for no value cannot stand in a seed: dbt reads it as no value.
    select
        '*' as system
        , 'null' as pattern
        , 'nobody' as user_kind
        , 4 as rule_rank

    union all

    select
        system
        , pattern
        , 'non_person' as user_kind
        , 5 as rule_rank
    from non_person_users

)

, final as (

    select distinct
        system
        -- A company's own rule for that word.
        , coalesce(pattern, 'null') as pattern
        , user_kind
        , rule_rank
    from rules

)

select * from final
