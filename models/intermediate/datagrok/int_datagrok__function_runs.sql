{# Runs of functions with what went in and what came out, as JSON, redacted here so that no copy of it stays whole. #}
{{ config(materialized='rebuilt_by_day', days_at_once=60, enabled=footfall.is_enabled('datagrok')) }}

{# Parameters that say who ran what and how long it took; other columns tell that. #}
{% set own_parameters = ['user', 'entity', 'package', 'ms'] %}

{# JSON by hand: what engines make of a text differs in what they escape. By its number, for a backslash in a
   literal is something else on Spark. #}
{% set texts = {} %}
{% for column in ['parameter_name', 'parameter_value'] %}
{% set escaped = namespace(text='replace(' ~ column ~ ', chr(92), chr(92) || chr(92))') %}
{% for code, letter in [(34, 'chr(34)'), (10, "'n'"), (13, "'r'"), (9, "'t'")] %}
{% set escaped.text = 'replace(' ~ escaped.text ~ ', chr(' ~ code ~ '), chr(92) || ' ~ letter ~ ')' %}
{% endfor %}
{% do texts.update({column: escaped.text}) %}
{% endfor %}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where
        typed_relation = 'function_runs'
        and {{ footfall.in_stale_days() }}

)

, event_parameter_values as (

    select * from {{ ref('base_datagrok__event_parameter_values') }}

)

, function_parameters as (

    select * from {{ ref('stg_datagrok__function_parameters') }}

)

, function_calls as (

    select * from {{ ref('stg_datagrok__function_calls') }}
    where {{ footfall.in_stale_days() }}

)

, function_call_values as (

    select * from {{ ref('stg_datagrok__function_call_values') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, declared as (

    select
        function_id
        , parameter_name
        , min(case when is_output then 1 else 0 end) = 1 as is_output
    from function_parameters
    group by function_id, parameter_name

)

, logged_values as (

    select
        events.event_id
        , event_parameter_values.parameter_name
        , coalesce(declared.is_output, false) as is_output
        , coalesce(event_parameter_values.text_value, event_parameter_values.referenced_id) as parameter_value
    from events
    inner join event_parameter_values on events.event_id = event_parameter_values.event_id
    left join declared
        on
            events.object_id = declared.function_id
            and event_parameter_values.parameter_name = declared.parameter_name
    where
        event_parameter_values.parameter_name <> ''
        and event_parameter_values.parameter_name not in ({{ footfall.quoted(own_parameters) }})

)

, numbered_runs as (

    select
        event_id
        , activity_date
        , session_id
        , object_id as function_id
        , row_number() over (
            partition by activity_date, session_id, object_id
            order by occurred_at, {{ footfall.byte_order('event_id') }}
        ) as run_number
        , count(*) over (partition by activity_date, session_id, object_id) as runs
    from events
    where
        session_id is not null
        and object_id is not null

)

, numbered_calls as (

    select
        call_id
        , activity_date
        , session_id
        , function_id
        , row_number() over (
            partition by activity_date, session_id, function_id
            order by started_at, {{ footfall.byte_order('call_id') }}
        ) as call_number
        , count(*) over (partition by activity_date, session_id, function_id) as calls
    from function_calls

)

-- Datagrok logs a run twice, and nothing ties the two together: where a session has as many calls of a function
-- as runs on a day, the first is the first.
, called_values as (

    select
        numbered_runs.event_id
        , function_parameters.parameter_name
        , function_parameters.is_output
        , function_call_values.parameter_value
    from numbered_runs
    inner join numbered_calls
        on
            numbered_runs.activity_date = numbered_calls.activity_date
            and numbered_runs.session_id = numbered_calls.session_id
            and numbered_runs.function_id = numbered_calls.function_id
            and numbered_runs.run_number = numbered_calls.call_number
            and numbered_runs.runs = numbered_calls.calls
    inner join function_call_values on numbered_calls.call_id = function_call_values.call_id
    inner join function_parameters on function_call_values.parameter_id = function_parameters.parameter_id

)

, all_values as (

    select
        event_id
        , parameter_name
        , is_output
        , parameter_value
    from logged_values
    where parameter_value is not null

    union all

    select
        event_id
        , parameter_name
        , is_output
        , parameter_value
    from called_values

)

, parameter_values as (

    select
        event_id
        , parameter_name
        , is_output
        , {{ footfall.min_text('parameter_value') }} as parameter_value
    from all_values
    group by event_id, parameter_name, is_output

)

, pairs as (

    select
        event_id
        , is_output
        , chr(34) || {{ texts['parameter_name'] }} || chr(34) || ': '
        || chr(34) || {{ texts['parameter_value'] }} || chr(34) as pair
    from parameter_values

)

, sides as (

    select
        event_id
        , case when not is_output then pair end as input_pair
        , case when is_output then pair end as output_pair
    from pairs

)

, bodies as (

    select
        event_id
        , '{' || {{ footfall.text_list('input_pair') }} || '}' as inputs
        , '{' || {{ footfall.text_list('output_pair') }} || '}' as outputs
    from sides
    group by event_id

)

, redacted as (

    select
        bodies.event_id
        , {{ footfall.redact('bodies.inputs', 'json_body', 'audit') }} as inputs
        , {{ footfall.redact('bodies.outputs', 'json_body', 'audit') }} as outputs
    from bodies
    cross join audit_policy

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.object_type
        , events.object_id as function_id
        , events.object_name as function_name
        , events.package_name
        , events.duration_ms
        , events.outcome
        , redacted.inputs
        , redacted.outputs
    from events
    left join redacted on events.event_id = redacted.event_id

)

select * from final
