insert into liblab.audit_trail (name, email, org, event, "time", url, details)

with

events (event_number, event) as (

    values
    (0, 'User Build')
    , (1, 'User Build')
    , (2, 'User Build')
    , (3, 'User Approved doc')
    , (4, 'User Published PR')
    , (5, 'User Published PR')
    , (6, 'User Publish PR Failure')
    , (7, 'User Invite Member')
    , (8, 'User Create API')

)

, numbered as (

    select
        numbers.number
        , benchmark.moment_ms(numbers.activity_date, numbers.number) as moment_ms
        , benchmark.visitor(numbers.number, $users) as visitor
        , cast(floor(9 * benchmark.draw(numbers.number, 5)) as bigint) as event_number
    from benchmark.numbers as numbers
    where numbers.system = 'liblab'

)

select
    'User ' || numbered.visitor as name
    , 'user' || numbered.visitor || '@example.com' as email
    , 'Example' as org
    , events.event
    , to_timestamp(numbered.moment_ms / 1000.0) at time zone 'UTC' as "time"
    , 'https://app.liblab.com/builds/' || numbered.number as url
    , '{"api_name": "api-' || numbered.visitor % 60 || '", "api_id": ' || numbered.visitor % 60
    || ', "build_id": ' || numbered.number || ', "sdk_name": "api-' || numbered.visitor % 60
    || '-sdk", "language": "python", "version": "1.' || numbered.number % 40
    || '.0", "trigger": "portal", "branch": "main", "commit_message": "Generate the SDK again after a change '
    || 'of the specification", "files_changed": ' || numbered.number % 300 || '}' as details
from numbered
inner join events on numbered.event_number = events.event_number
