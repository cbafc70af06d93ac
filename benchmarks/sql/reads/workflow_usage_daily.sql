-- The 95th percentile of the milliseconds that Zoomdata takes to show a chart, by day.
select
    activity_date
    , p95
from marts.workflow_usage_daily
where
    system = 'zoomdata'
    and action = 'VIS_COMMAND'
-- On the raw tables:
select
    cast(cast(document ->> 'eventDate' as timestamp) as date) as activity_date
    , percentile_cont(0.95) within group (order by cast(document ->> 'duration' as bigint)) as p95
from (select cast(record as $json) as document from zoomdata.activity_log) as records
where
    (document ->> 'activityType') = 'VIS_COMMAND'
    and (document ->> 'status') = 'FINISHED'
group by cast(cast(document ->> 'eventDate' as timestamp) as date)
