insert into amundsen.user_actions (
    command, "user", host_name, start_epoch_ms, end_epoch_ms, pos_args_json, keyword_args_json, output, error
)

with

commands (command_number, command, duration_ms) as (

    values
    (0, 'analytics/pageView', 0)
    , (1, 'analytics/pageView', 0)
    , (2, 'analytics/pageView', 0)
    , (3, 'click', 0)
    , (4, 'click', 0)
    , (5, 'click', 0)
    , (6, '_search_resources', 90)
    , (7, '_search_resources', 90)
    , (8, '_search_resources', 90)
    , (9, '_get_table_metadata', 140)
    , (10, '_get_table_metadata', 140)
    , (11, '_get_table_metadata', 140)
    , (12, '_get_dashboard_metadata', 120)
    , (13, '_log_get_user', 1)
    , (14, '_log_put_column_description', 1)
    , (15, '_log_update_table_tags', 1)
    , (16, '_log_update_bookmark', 1)

)

, numbered as (

    select
        numbers.number
        , benchmark.moment_ms(numbers.activity_date, numbers.number) as moment_ms
        , benchmark.visitor(numbers.number, $users) as visitor
        , cast(floor(17 * benchmark.draw(numbers.number, 5)) as bigint) as command_number
        , cast(floor(3000 * pow(benchmark.draw(numbers.number, 6), 2)) as bigint) as object_number
        , cast(floor(12 * pow(benchmark.draw(numbers.number, 7), 2)) as bigint) as position
        , benchmark.draw(numbers.number, 8) as fate
    from benchmark.numbers as numbers
    where numbers.system = 'amundsen'

)

, described as (

    select
        numbered.*
        , commands.command
        , cast(floor(commands.duration_ms * (0.5 + 2 * numbered.fate)) as bigint) as duration_ms
        , 'hive://warehouse.team_' || numbered.object_number % 40 || '/table_' || numbered.object_number
            as table_key
    from numbered
    inner join commands on numbered.command_number = commands.command_number

)

select
    command
    , 'user' || visitor || '@example.com' as "user"
    , 'amundsen-7c9d-' || visitor % 3 as host_name
    , moment_ms as start_epoch_ms
    , moment_ms + duration_ms as end_epoch_ms
    , '[]' as pos_args_json
    , case command
        when '_search_resources'
            then
                '{"search_term": "term ' || object_number % 500
                || '", "resource_types": ["table", "dashboard", "feature", "user"], "page_index": 0'
                || ', "results_per_page": 10, "filters": {"table": {"database": {"value": "hive", '
                || '"filterOperation": "OR"}}}, "highlight_options": {"table": {"enable_highlight": true}}'
                || ', "search_type": "submit_search_term"}'
        when '_get_table_metadata'
            then
                '{"table_key": "' || table_key || '", "index": "' || position
                || '", "source": "search_results"}'
        when '_get_dashboard_metadata'
            then
                '{"uri": "mode_dashboard://gold.group_' || object_number % 30 || '/dashboard_'
                || object_number || '", "index": "' || position || '", "source": "search_results"}'
        when '_log_get_user'
            then
                '{"user_id": "user' || object_number % $users
                || '@example.com", "index": null, "source": "owned_by"}'
        when '_log_put_column_description'
            then
                '{"table_key": "' || table_key || '", "column_name": "column_' || position
                || '", "description": "What this column holds, where it comes from and who to ask.", '
                || '"source": "detail_page"}'
        when '_log_update_table_tags'
            then
                '{"table_key": "' || table_key || '", "method": "' || case when fate < 0.8 then 'PUT' else 'DELETE' end
                || '", "tag": "tag_' || position || '"}'
        when '_log_update_bookmark'
            then
                '{"resource_type": "table", "resource_key": "' || table_key || '", "method": "'
                || case when fate < 0.8 then 'PUT' else 'DELETE' end || '"}'
        else
            '{"command": "' || command || '", "target_id": "'
            || case command when 'click' then 'header-search' else 'browser' end
            || '", "target_type": "button", "label": "Look at team_' || object_number % 40
            || '", "location": "/table_detail/warehouse/hive/team_' || object_number % 40 || '/table_'
            || object_number || '", "value": null, "position": null, "resource_href": null, '
            || '"resource_type": null, "search_term": null, "search_page_index": null, "search_results": null}'
    end as keyword_args_json
    , case command
        when '_search_resources'
            then
                '{"search_term": "term ' || object_number % 500 || '", "msg": "Success", "table": {"page_index": 0'
                || ', "results": [{"key": "' || table_key || '", "name": "table_' || object_number
                || '", "cluster": "warehouse", "type": "table"}], "total_results": ' || object_number % 50
                || '}, "dashboard": {"page_index": 0, "results": [], "total_results": 0}, "status_code": 200}'
        when '_get_table_metadata' then '{"status_code": 200, "msg": "Success", "tableData": {}}'
        when '_get_dashboard_metadata' then '{"status_code": 200, "msg": "Success", "dashboard": {}}'
        else 'null'
    end as output
    , case
        when command = '_get_table_metadata' and fate > 0.99
            then 'ReadTimeout(''HTTPConnectionPool(port=5002): Read timed out.'')'
    end as error
from described
