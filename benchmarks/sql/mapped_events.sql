create schema if not exists mapped;

-- The plain events as a tool would log them: one in ten is a heartbeat, names stand in a second table.
create table mapped.records as
select
    '{"id": "' || event_id || '", "at": "' || cast(occurred_at as text) || '", "user_id": "' || user_id
    || '", "code": ' || case when draw < 0.03 then '500' when draw < 0.05 then '403' else '200' end
    || ', "agent": "' || case when draw >= 0.9 then 'probe/1.0' else 'Mozilla/5.0 (X11; Linux)' end
    || '", "events": [{"name": "' || event_name || '", "parameters": [{"name": "size", "value": "'
    || cast(floor(1000 * draw) as bigint) || '"}, {"name": "thing", "value": "t'
    || cast(floor(500 * draw) as bigint) || '"}]}]}' as record
    , timestamp '2026-01-01 00:00:00' as loaded_at
from (
    select
        *
        , benchmark.draw(cast(substr(event_id, 2) as bigint), 7) as draw
    from plain.events
) as events;

create table mapped.users as
select distinct
    user_id as id
    , user_id || '@corp.example' as email
from plain.events
