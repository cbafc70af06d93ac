-- Changes of Amundsen's metadata by day and kind, and how many people made them.
select
    activity_date
    , edit_kind
    , edits
    , editors
    , objects
from marts.metadata_edits_daily
-- On the raw tables:
select
    activity_date
    , edit_kind
    , count(*) as edits
    , count(distinct user_name) as editors
    , count(distinct table_key) as objects
from (
    select
        cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date) as activity_date
        , "user" as user_name
        , cast(keyword_args_json as $json) ->> 'table_key' as table_key
        , case
            when command = '_log_put_column_description' then 'column_description'
            when (cast(keyword_args_json as $json) ->> 'method') = 'PUT' then 'tag_added'
            when (cast(keyword_args_json as $json) ->> 'method') = 'DELETE' then 'tag_removed'
        end as edit_kind
    from amundsen.user_actions
    where command in ('_log_put_column_description', '_log_update_table_tags')
) as edits
group by activity_date, edit_kind
