-- How far down the list of results people click, by day.
select
    activity_date
    , resource_type
    , clicks
    , mean_click_index
from marts.search_click_index_daily
where source = 'search_results'
-- On the raw tables:
select
    cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date) as activity_date
    , case command when '_get_table_metadata' then 'table' else 'dashboard' end as resource_type
    , count(*) as clicks
    , avg(cast(cast(keyword_args_json as $json) ->> 'index' as double precision)) as mean_click_index
from amundsen.user_actions
where
    command in ('_get_table_metadata', '_get_dashboard_metadata')
    and (cast(keyword_args_json as $json) ->> 'source') = 'search_results'
group by
    cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date)
    , case command when '_get_table_metadata' then 'table' else 'dashboard' end
