-- Changes of the fifty people who changed most of Amundsen's metadata in the last 28 days.
select
    leader_rank
    , edits
    , objects
from marts.metadata_edit_leaders
where window_days = 28
-- On the raw tables:
select
    row_number() over (order by count(*) desc, count(distinct table_key) desc) as leader_rank
    , count(*) as edits
    , count(distinct table_key) as objects
from (
    select
        "user" as user_name
        , cast(keyword_args_json as $json) ->> 'table_key' as table_key
    from amundsen.user_actions
    where
        command in ('_log_put_column_description', '_log_update_table_tags')
        and cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date)
        between cast('$as_of' as date) - 27 and cast('$as_of' as date)
) as edits
group by user_name
order by leader_rank
limit 50
