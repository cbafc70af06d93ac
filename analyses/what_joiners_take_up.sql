{% set first_days = 14 %}

with

user_workflow_days as (

    select * from {{ ref('fct_user_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, user_engagement as (

    select * from {{ ref('user_engagement') }}
    where system = 'all'

)

, beginning as (

    select min(first_active_date) as first_date
    from user_engagement

)

-- Whoever was there when the log began is no joiner, and whose first days are not over has had less time.
, joiners as (

    select
        user_engagement.user_key
        , user_engagement.first_active_date
    from user_engagement
    cross join beginning
    where
        user_engagement.first_active_date >= {{ footfall.add_days('beginning.first_date', first_days) }}
        and user_engagement.first_active_date <= {{ footfall.add_days(footfall.as_of_date(), 1 - first_days) }}

)

, joined as (

    select count(*) as joiners
    from joiners

)

, first_uses as (

    select
        user_workflow_days.system
        , user_workflow_days.workflow
        , joiners.user_key
        , cast(min(user_workflow_days.activity_date) - min(joiners.first_active_date) as integer) as days_until
        , count(*) as days_used
    from joiners
    inner join user_workflow_days on joiners.user_key = user_workflow_days.user_key
    where user_workflow_days.activity_date < {{ footfall.add_days('joiners.first_active_date', first_days) }}
    group by user_workflow_days.system, user_workflow_days.workflow, joiners.user_key

)

select
    first_uses.system
    , first_uses.workflow
    , joined.joiners
    , count(*) as adopters
    , {{ footfall.ratio('count(*)', 'joined.joiners') }} as adoption_rate
    , count(case when first_uses.days_used >= 2 then 1 end) as used_on_a_second_day
    , avg(first_uses.days_until) as mean_days_until
from first_uses
cross join joined
group by first_uses.system, first_uses.workflow, joined.joiners
order by adopters desc, {{ footfall.byte_order('first_uses.system') }}, {{ footfall.byte_order('first_uses.workflow') }}
