-- What Datagrok knows before anything happens: users, what they can run, kinds of events.
insert into datagrok.users (id, login, email, friendly_name, status, is_service)
select
    benchmark.uuid('user', number) as id
    , 'user' || number as login
    , 'user' || number || '@example.com' as email
    , 'User ' || number as friendly_name
    , 'active' as status
    , false as is_service
from generate_series(cast(0 as bigint), cast($users - 1 as bigint)) as numbers (number);

insert into datagrok.funcs (id, name, friendly_name, source)
select
    benchmark.uuid('function', number) as id
    , 'function' || number as name
    , 'Function ' || number as friendly_name
    , 'function-package' as source
from generate_series(cast(0 as bigint), cast(399 as bigint)) as numbers (number);

insert into datagrok.projects (id, name, friendly_name, is_root, is_package, is_dashboard)
select
    benchmark.uuid('project', number) as id
    , 'project' || number as name
    , 'Project ' || number as friendly_name
    , false as is_root
    , false as is_package
    , true as is_dashboard
from generate_series(cast(0 as bigint), cast(199 as bigint)) as numbers (number);

insert into datagrok.event_types (id, friendly_name, source)
select
    benchmark.uuid('type', type_number) as id
    , friendly_name
    , source
from benchmark.datagrok_types;

insert into datagrok.event_parameters (id, event_type_id, name)
select
    benchmark.uuid(names.name, types.type_number) as id
    , benchmark.uuid('type', types.type_number) as event_type_id
    , names.name
from benchmark.datagrok_types as types
cross join (values ('user'), ('entity'), ('ms')) as names (name)
