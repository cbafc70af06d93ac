-- Clutch's actions of the last 28 days: how often, by how many users, with how many failures.
select
    action
    , activities
    , users
    , failed + denied as failures
from marts.workflow_usage
where
    window_days = 28
    and system = 'clutch'
-- On the raw tables:
select
    vocabulary.action
    , count(*) as activities
    , count(distinct events.details ->> 'user_name') as users
    , count(case
        when
            (events.details -> 'response_body') is not null
            and (events.details -> 'status' ->> 'code') <> '0'
            then 1
    end) as failures
from clutch.audit_events as events
inner join staging.activity_vocabulary as vocabulary
    on
        vocabulary.system = 'clutch'
        and vocabulary.action = (events.details ->> 'service_name') || '/' || (events.details ->> 'method_name')
where
    vocabulary.is_engagement
    and cast(events.occurred_at at time zone 'UTC' as date)
    between cast('$as_of' as date) - 27 and cast('$as_of' as date)
group by vocabulary.action
