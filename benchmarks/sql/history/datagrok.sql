insert into datagrok.users_sessions (id, user_id, started, ended, type)
select
    benchmark.uuid('session', numbers.number >> 3) as id
    , benchmark.uuid('user', benchmark.visitor(numbers.number, $users)) as user_id
    , to_timestamp(benchmark.moment_ms(numbers.activity_date, numbers.number) / 1000.0) at time zone 'UTC' as started
    , null as ended
    , 'internal' as type
from benchmark.numbers as numbers
where
    numbers.system = 'datagrok'
    and numbers.number & 7 = 0;

insert into datagrok.events (id, event_type_id, session_id, event_time, friendly_name, description, error_message)
select
    benchmark.uuid('event', numbers.number) as id
    , benchmark.uuid('type', cast(floor(12 * benchmark.draw(numbers.number, 5)) as bigint)) as event_type_id
    , benchmark.uuid('session', numbers.number >> 3) as session_id
    , to_timestamp(benchmark.moment_ms(numbers.activity_date, numbers.number) / 1000.0) at time zone 'UTC' as event_time
    , 'What happened' as friendly_name
    , 'Shell / Toolbox / Chem: Similarity search of table ' || numbers.number % 5000 as description
    , case when benchmark.draw(numbers.number, 8) > 0.99 then 'Column 17 not found' end as error_message
from benchmark.numbers as numbers
where numbers.system = 'datagrok';

-- By whom, what with, and for how long.
insert into datagrok.event_parameter_values (id, event_id, parameter_id, value, value_uuid)

with

numbered as (

    select
        numbers.number
        , benchmark.visitor(numbers.number, $users) as visitor
        , cast(floor(12 * benchmark.draw(numbers.number, 5)) as bigint) as type_number
        , cast(floor(200 * pow(benchmark.draw(numbers.number, 6), 2)) as bigint) as object_number
        , cast(floor(900 * benchmark.draw(numbers.number, 7)) as bigint) as duration_ms
    from benchmark.numbers as numbers
    where numbers.system = 'datagrok'

)

, named as (

    select
        numbered.*
        , names.name
        , case names.name
            when 'user' then benchmark.uuid('user', numbered.visitor)
            when 'entity' then benchmark.uuid(types.entity_kind, numbered.object_number)
            else cast(numbered.duration_ms as text)
        end as text_value
    from numbered
    inner join benchmark.datagrok_types as types on numbered.type_number = types.type_number
    cross join (values ('user'), ('entity'), ('ms')) as names (name)
    where
        names.name = 'user'
        or types.entity_kind is not null

)

select
    benchmark.uuid('value ' || name, number) as id
    , benchmark.uuid('event', number) as event_id
    , benchmark.uuid(name, type_number) as parameter_id
    , text_value as value
    , case when name <> 'ms' then text_value end as value_uuid
from named
