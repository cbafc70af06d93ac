with

activities as (

    select * from {{ ref('fct_activities') }}

)

, vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}

)

, actions as (

    select
        system
        , action
        , count(*) as activities
        , count(distinct user_key) as users
        , min(occurred_at) as first_seen_at
        , max(occurred_at) as last_seen_at
    from activities
    group by system, action

)

, final as (

    select actions.*
    from actions
    left join vocabulary
        on
            actions.system = vocabulary.system
            and actions.action = vocabulary.action
    where vocabulary.action is null

)

select * from final
