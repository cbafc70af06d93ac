-- A visit: sign in, look at two charts (begin, data, end), and one thing more.
insert into zoomdata.activity_log (record, file_name, line_number)

with

numbered as (

    select
        numbers.number
        , numbers.activity_date
        , benchmark.time_text(benchmark.moment_ms(numbers.activity_date, numbers.number)) as event_date
        , benchmark.visitor(numbers.number, $users) as visitor
        , cast(numbers.number & 7 as bigint) as place
        , cast(floor(120 * benchmark.draw(numbers.number >> 2, 5)) as bigint) as source_number
        , cast(floor(3000 * pow(benchmark.draw(numbers.number >> 2, 6), 4)) as bigint) + 5 as duration_ms
        , benchmark.draw(numbers.number, 7) as fate
    from benchmark.numbers as numbers
    where numbers.system = 'zoomdata'

)

, typed as (

    select
        *
        , case
            when place = 0 then 'AUTHENTICATION'
            when place in (1, 3, 4, 6) then 'VIS_COMMAND'
            when place in (2, 5) then 'VIS_DATA'
            when fate < 0.3 then 'VIS'
            when fate < 0.4 then 'SOURCE'
            when fate < 0.6 then 'RAW_DATA_EXPORT'
            else 'REQUEST'
        end as activity_type
        , 'visit' || (number >> 3) || case when place < 4 then 'a' else 'b' end as cid
        , '"sourceId":"5f1a0c3e9b' || source_number || '","sourceName":"Source ' || source_number || '"' as source
    from numbered

)

select
    '{"eventDate":"' || event_date || '","user":"user' || visitor
    || '@example.com","userType":"USER","accountId":"5f1a0c3e9b","userGroups":["Analysts","Team '
    || visitor % 90 || '"],"userRoles":["ROLE_USER","ROLE_VIEWER"],"ip":"10.0.' || visitor % 250
    || '.17","activityType":"' || activity_type || '",'
    || case
        when activity_type = 'AUTHENTICATION' then '"status":"SUCCEEDED","authenticationType":"FORM"'
        when activity_type = 'VIS_COMMAND' and place in (1, 4)
            then
                '"status":"STARTED","cid":"' || cid || '",' || source || ',"streamType":"DB","request":'
                || '"{\"source\":{\"id\":\"5f1a0c3e9b' || source_number || '\",\"name\":\"Source '
                || source_number || '\",\"subStorageType\":\"POSTGRESQL\",\"storageConfiguration\":{'
                || '\"schema\":\"sales\",\"collection\":\"orders_' || source_number
                || '\",\"connectionId\":\"c' || source_number % 9 || '\"}},\"time\":{\"from\":\"+$$start_of_data\"}}"'
        when activity_type = 'VIS_COMMAND'
            then '"status":"FINISHED","cid":"' || cid || '",' || source || ',"duration":' || duration_ms
        when activity_type = 'VIS_DATA'
            then
                '"status":"SUCCEEDED","cid":"' || cid || '",' || source || ',"duration":' || duration_ms
                || ',"payload":"[[\"north\",1200],[\"south\",870],[\"east\",415]]"'
        when activity_type = 'VIS'
            then
                '"status":"' || case when fate < 0.1 then 'CREATED' else 'UPDATED' end
                || '","visualizationId":"v' || source_number || '","visualizationName":"Chart ' || source_number || '"'
        when activity_type = 'SOURCE' then '"status":"SAVED",' || source || ',"storageType":"POSTGRESQL"'
        when activity_type = 'RAW_DATA_EXPORT'
            then '"status":"FINISHED","exportType":"CSV","count":' || duration_ms * 7 || ',' || source
        else
            '"status":"FINISHED","uri":"/zoomdata/api/sources/' || source_number
            || '","host":"bi.example.com","requestTime":"' || event_date
            || '","requestSize":420,"responseCode":200,"responseSize":' || duration_ms * 3
    end
    || '}' as record
    , 'activity-' || activity_date || '.log' as file_name
    , number as line_number
from typed
