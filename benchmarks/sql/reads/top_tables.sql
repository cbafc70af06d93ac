-- Views of the fifty tables that people looked at most in the last 28 days.
select
    table_rank
    , views
    , viewers
from marts.top_tables
where window_days = 28
-- On the raw tables:
select
    row_number() over (
        order by
            count(case when is_view then 1 end) desc
            , count(distinct case when is_view then user_name end) desc
    ) as table_rank
    , count(case when is_view then 1 end) as views
    , count(distinct case when is_view then user_name end) as viewers
from (
    select
        "user" as user_name
        , coalesce(
            cast(keyword_args_json as $json) ->> 'table_key', cast(keyword_args_json as $json) ->> 'resource_key'
        ) as table_key
        , command = '_get_table_metadata'
        and (cast(output as $json) ->> 'status_code') = '200'
        and error is null as is_view
    from amundsen.user_actions
    where
        command in (
            '_get_table_metadata', '_log_put_column_description', '_log_update_table_tags', '_log_update_bookmark'
        )
        and cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date)
        between cast('$as_of' as date) - 27 and cast('$as_of' as date)
) as uses
group by table_key
order by table_rank
limit 50
