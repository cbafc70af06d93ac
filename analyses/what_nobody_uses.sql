with

unused_actions as (

    select * from {{ ref('unused_actions') }}

)

, vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}

)

, workflows as (

    select
        vocabulary.system
        , vocabulary.workflow
        , count(*) as actions
        , count(unused_actions.action) as unused
        , max(unused_actions.last_used_on) as last_use_of_unused
    from vocabulary
    left join unused_actions
        on
            vocabulary.system = unused_actions.system
            and vocabulary.action = unused_actions.action
    where vocabulary.is_engagement
    group by vocabulary.system, vocabulary.workflow

)

select
    *
    , {{ footfall.ratio('unused', 'actions') }} as unused_share
from workflows
where unused > 0
order by unused_share desc, unused desc, system asc, workflow asc
