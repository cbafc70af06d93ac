-- Users of Zoomdata by month.
select
    month_start_date
    , active_users
from marts.active_users_monthly
where
    system = 'zoomdata'
    and active_users > 0
-- On the raw tables:
select
    cast(date_trunc('month', cast(document ->> 'eventDate' as timestamp)) as date) as month_start_date
    , count(distinct document ->> 'user') as active_users
from (select cast(record as $json) as document from zoomdata.activity_log) as records
inner join staging.activity_vocabulary as vocabulary
    on
        vocabulary.system = 'zoomdata'
        and vocabulary.action = (document ->> 'activityType')
where
    vocabulary.is_engagement
    and (document ->> 'activityType') <> 'VIS_DATA'
group by cast(date_trunc('month', cast(document ->> 'eventDate' as timestamp)) as date)
