{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

with

func_params as (

    {{ footfall.raw_select(
        source('datagrok', 'func_params'),
        {'id': 'string', 'func_id': 'string', 'name': 'string', 'is_input': 'boolean'},
        ['id', 'func_id', 'name'], 'datagrok', 'datagrok_func_params_table', is_optional=true
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(id), '') as parameter_id
        , nullif(lower(func_id), '') as function_id
        , nullif(name, '') as parameter_name
        -- What nobody calls an output was given.
        , coalesce(not is_input, false) as is_output
    from func_params

)

, numbered as (

    select
        *
        , row_number() over (
            partition by parameter_id
            order by
                {{ footfall.byte_order('function_id') }}
                , {{ footfall.byte_order('parameter_name') }}
                , is_output
        ) as copy_number
    from typed
    where
        parameter_id is not null
        and function_id is not null
        and parameter_name is not null

)

, final as (

    select
        parameter_id
        , function_id
        , parameter_name
        , is_output
    from numbered
    where copy_number = 1

)

select * from final
