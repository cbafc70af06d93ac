{# What makes a user a person, no person, or nobody: of the rules that match a user the one of the lowest rank decides. #}

with

company_user_kinds as (

    select * from {{ ref('company_user_kinds') }}

)

, nobody_users as (

    select * from {{ ref('nobody_users') }}

)

, non_person_users as (

    select * from {{ ref('non_person_users') }}

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

    select
        system
        , pattern
        , 'non_person' as user_kind
        , 5 as rule_rank
    from non_person_users

)

, final as (

    select
        cast(system as {{ dbt.type_string() }}) as system
        -- dbt reads the word null in a seed as no value.
        , coalesce(cast(pattern as {{ dbt.type_string() }}), 'null') as pattern
        , user_kind
        , rule_rank
    from rules

)

select * from final
