-- The raw tables, and how many rows the other files of this folder are to write on which day.
create table if not exists benchmark.days (
    system text
    , activity_date date
    , first_number bigint
    , row_count bigint
);

create schema if not exists clutch;
create table if not exists clutch.audit_events (
    id bigint
    , occurred_at timestamptz
    , details $json
    , sent boolean
);

create schema if not exists amundsen;
create table if not exists amundsen.user_actions (
    command text
    , "user" text
    , host_name text
    , start_epoch_ms bigint
    , end_epoch_ms bigint
    , pos_args_json text
    , keyword_args_json text
    , output text
    , error text
);

create schema if not exists zoomdata;
create table if not exists zoomdata.activity_log (
    record text
    , file_name text
    , line_number bigint
);

create schema if not exists liblab;
create table if not exists liblab.audit_trail (
    name text
    , email text
    , org text
    , event text
    , "time" timestamp
    , url text
    , details text
);

create schema if not exists datagrok;
create table if not exists datagrok.events (
    id text
    , event_type_id text
    , session_id text
    , event_time timestamp
    , friendly_name text
    , description text
    , error_message text
);
create table if not exists datagrok.event_types (
    id text
    , friendly_name text
    , source text
);
create table if not exists datagrok.event_parameters (
    id text
    , event_type_id text
    , name text
);
create table if not exists datagrok.event_parameter_values (
    id text
    , event_id text
    , parameter_id text
    , value text
    , value_uuid text
);
create table if not exists datagrok.users_sessions (
    id text
    , user_id text
    , started timestamp
    , ended timestamp
    , type text
);
create table if not exists datagrok.users (
    id text
    , login text
    , email text
    , friendly_name text
    , status text
    , is_service boolean
);
create table if not exists datagrok.funcs (
    id text
    , name text
    , friendly_name text
    , source text
);
create table if not exists datagrok.projects (
    id text
    , name text
    , friendly_name text
    , is_root boolean
    , is_package boolean
    , is_dashboard boolean
);
