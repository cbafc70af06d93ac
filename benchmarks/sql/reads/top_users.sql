-- Activities of the fifty users who used Clutch most in the last 28 days.
select
    user_rank
    , activities
from marts.top_users
where
    window_days = 28
    and system = 'clutch'
-- On the raw tables:
select
    row_number() over (order by count(*) desc) as user_rank
    , count(*) as activities
from clutch.audit_events as events
inner join staging.activity_vocabulary as vocabulary
    on
        vocabulary.system = 'clutch'
        and vocabulary.action = (events.details ->> 'service_name') || '/' || (events.details ->> 'method_name')
where
    vocabulary.is_engagement
    and cast(events.occurred_at at time zone 'UTC' as date)
    between cast('$as_of' as date) - 27 and cast('$as_of' as date)
group by events.details ->> 'user_name'
order by user_rank
limit 50
