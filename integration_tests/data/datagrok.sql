-- The part of Datagrok's metadata database that footfall reads, with columns that it must not.
create table entity_types (
    id uuid primary key
    , name text not null
    , friendly_name text
    , is_package_entity boolean
);

create table packages (
    id uuid primary key
    , name text not null
    , friendly_name text
    , category text
    , url text
);

create table published_packages (
    id uuid primary key
    , package_id uuid not null references packages (id)
    , name text not null
    , version text
    , is_current boolean not null default true
    , package_author text
    , published_on timestamp
    , updated_on timestamp
);

create table entities (
    id uuid primary key
    , entity_type_id uuid references entity_types (id)
    , package_id uuid references published_packages (id)
    , name text
    , friendly_name text
    , namespace text
    , is_deleted boolean not null default false
);

create table groups (
    id uuid primary key
    , name text
    , friendly_name text
    , description text
    , personal boolean not null default false
    , hidden boolean default false
);

create table groups_relations (
    id uuid primary key
    , parent_id uuid not null references groups (id)
    , child_id uuid not null references groups (id)
    , is_admin boolean not null default false
);

create table users (
    id uuid primary key
    , login text
    , email text
    , name text
    , friendly_name text
    , first_name text
    , last_name text
    , picture text
    , status text
    , is_service boolean not null default false
    , joined timestamp
    , group_id uuid references groups (id)
);

create table users_sessions (
    id uuid primary key
    , user_id uuid references users (id)
    , started timestamp
    , ended timestamp
    , type text
    , token text
    , token_hash text
    , ip text
    , is_admin boolean
);

create table event_types (
    id uuid primary key
    , source text not null
    , friendly_name text
    , name text
    , comment text
    , is_error boolean
    , error_source text
    , error_severity text
    , error_stack_trace text
    , error_stack_trace_hash uuid
);

create table events (
    id uuid primary key
    , event_type_id uuid not null references event_types (id)
    , session_id uuid references users_sessions (id)
    , event_time timestamp not null
    , friendly_name text
    , description text
    , error_message text
    , error_stack_trace text
);

create table event_parameters (
    id uuid primary key
    , event_type_id uuid references event_types (id)
    , name text not null
    , type text
);

create table event_parameter_values (
    id uuid primary key
    , event_id uuid not null references events (id) on delete cascade
    , parameter_id uuid not null references event_parameters (id)
    , value text
    , value_uuid uuid
);

create table funcs (
    id uuid primary key
    , name text
    , friendly_name text
    , source text
);

create table connections (
    id uuid primary key
    , name text
    , friendly_name text
    , data_source text
);

create table queries (
    id uuid primary key
    , name text
    , friendly_name text
    , query text
    , connection_id uuid references connections (id)
);

create table projects (
    id uuid primary key
    , name text
    , friendly_name text
    , is_root boolean not null default false
    , is_entity boolean not null default false
    , is_package boolean not null default false
    , is_dashboard boolean not null default false
);

create table project_relations (
    id uuid primary key
    , project_id uuid references projects (id)
    , entity_id uuid
    , is_link boolean
);

create index on events (event_time);
create index on event_parameter_values (event_id);
