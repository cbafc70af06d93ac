create schema if not exists plain;

create table plain.events as
select
    'e' || number as event_id
    , cast(date '$first_day' as timestamp)
    + cast(floor($days * benchmark.draw(number >> 3, 2)) as bigint) * interval '1 day'
    + cast(floor(86000 * benchmark.draw(number >> 3, 3)) + 30 * (number & 7) as bigint) * interval '1 second'
        as occurred_at
    , 'user' || benchmark.visitor(number, $users) as user_id
    , 'action_' || cast(floor(12 * pow(benchmark.draw(number, 4), 2)) as bigint) as event_name
from generate_series(cast(1 as bigint), cast($rows as bigint)) as numbers (number)
