-- Sessions of Clutch's users by day.
select
    activity_date
    , count(*) as sessions
from marts.fct_sessions
where system = 'clutch'
group by activity_date
-- On the raw tables:
select
    cast(occurred_at as date) as activity_date
    , count(*) as sessions
from (
    select
        occurred_at
        , lag(occurred_at) over (partition by user_name order by occurred_at) as previous_at
    from (
        select
            events.occurred_at at time zone 'UTC' as occurred_at
            , events.details ->> 'user_name' as user_name
        from clutch.audit_events as events
        inner join staging.activity_vocabulary as vocabulary
            on
                vocabulary.system = 'clutch'
                and vocabulary.action
                = (events.details ->> 'service_name') || '/' || (events.details ->> 'method_name')
        where vocabulary.is_engagement
    ) as activities
) as neighbours
where
    previous_at is null
    or occurred_at >= previous_at + interval '30 minutes'
group by cast(occurred_at as date)
