{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

func_calls as (

    {{ footfall.raw_select(
        source('datagrok', 'func_calls'),
        {
            'id': 'string', 'func_id': 'string', 'session_id': 'string', 'started': 'timestamp',
            'parent_func_call_id': 'string',
        },
        ['id', 'func_id', 'session_id', 'started'], 'datagrok', 'datagrok_func_calls_table', is_optional=true
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(id), '') as call_id
        , nullif(lower(func_id), '') as function_id
        , nullif(lower(session_id), '') as session_id
        , {{ footfall.plausible_timestamp('started') }} as started_at
    from func_calls
    -- What a function calls by itself is no run of somebody's.
    where coalesce(parent_func_call_id, '') = ''

)

, numbered as (

    select
        *
        , row_number() over (
            partition by call_id
            order by
                started_at
                , {{ footfall.byte_order('function_id') }}
                , {{ footfall.byte_order('session_id') }}
        ) as copy_number
    from typed
    where
        call_id is not null
        and function_id is not null
        and session_id is not null
        and started_at is not null

)

, final as (

    select
        call_id
        , function_id
        , session_id
        , started_at
        , {{ footfall.reporting_date('started_at') }} as activity_date
    from numbered
    where copy_number = 1

)

select * from final
