-- Users of Clutch by day.
select
    activity_date
    , dau
from marts.active_users_daily
where
    system = 'clutch'
    and dau > 0
-- On the raw tables:
select
    cast(events.occurred_at at time zone 'UTC' as date) as activity_date
    , count(distinct events.details ->> 'user_name') as dau
from clutch.audit_events as events
inner join staging.activity_vocabulary as vocabulary
    on
        vocabulary.system = 'clutch'
        and vocabulary.action = (events.details ->> 'service_name') || '/' || (events.details ->> 'method_name')
where vocabulary.is_engagement
group by cast(events.occurred_at at time zone 'UTC' as date)
