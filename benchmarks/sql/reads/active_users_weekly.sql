-- Users of Clutch by week.
select
    week_start_date
    , active_users
from marts.active_users_weekly
where
    system = 'clutch'
    and active_users > 0
-- On the raw tables:
select
    cast(date_trunc('week', events.occurred_at at time zone 'UTC') as date) as week_start_date
    , count(distinct events.details ->> 'user_name') as active_users
from clutch.audit_events as events
inner join staging.activity_vocabulary as vocabulary
    on
        vocabulary.system = 'clutch'
        and vocabulary.action = (events.details ->> 'service_name') || '/' || (events.details ->> 'method_name')
where vocabulary.is_engagement
group by cast(date_trunc('week', events.occurred_at at time zone 'UTC') as date)
