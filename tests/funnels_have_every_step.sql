-- Funnels of the seed with a gap in their steps, and those with after_minutes whose first step is not the first ever:
-- of several entries the latest would be asked for the time.
with

funnels as (

    select * from {{ ref('funnels') }}

)

, counted as (

    select
        funnel
        , count(distinct step_number) as steps
        , max(step_number) as last_step
        , max(case when step_number = 1 and is_first then 1 else 0 end) as is_first
        , max(case when after_minutes is not null then 1 else 0 end) as has_after
    from funnels
    group by funnel

)

select *
from counted
where
    steps <> last_step
    or has_after > is_first
