{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

func_call_values as (

    {{ footfall.raw_select(
        source('datagrok', 'func_call_values'),
        {
            'func_call_id': 'string', 'func_param_id': 'string', 'value': 'string', 'value_uuid': 'string',
            'value_string': 'string', 'data_frame_value_name': 'string',
        },
        ['func_call_id', 'func_param_id'], 'datagrok', 'datagrok_func_call_values_table', is_optional=true
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(func_call_id), '') as call_id
        , nullif(lower(func_param_id), '') as parameter_id
        -- Datagrok writes a null as text. Of a table there is the name.
        , coalesce(
            case when {{ adapter.quote('value') }} not in ('', 'null') then {{ adapter.quote('value') }} end
            , nullif(value_string, '')
            , nullif(data_frame_value_name, '')
            , nullif(lower(value_uuid), '')
        ) as parameter_value
    from func_call_values

)

, final as (

    select
        call_id
        , parameter_id
        , {{ footfall.min_text('parameter_value') }} as parameter_value
    from typed
    where
        call_id is not null
        and parameter_id is not null
        and parameter_value is not null
    group by call_id, parameter_id

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
