with

activities as (

    select * from {{ ref('fct_activities') }}

)

, vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}

)

, unmapped as (

    select activities.*
    from activities
    left join vocabulary
        on
            activities.system = vocabulary.system
            and activities.action = vocabulary.action
    where vocabulary.action is null

)

, final as (

    select
        system
        , action
        , count(*) as activities
        , count(distinct user_key) as users
        , min(occurred_at) as first_seen_at
        , max(occurred_at) as last_seen_at
    from unmapped
    group by system, action

)

select * from final
