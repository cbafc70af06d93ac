{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

event_parameters as (

    {{ footfall.raw_select(
        source('datagrok', 'event_parameters'), {'id': 'string', 'name': 'string'},
        ['id', 'name'], 'datagrok', 'datagrok_event_parameters_table'
    ) | indent(4) }}

)

, event_parameter_values as (

    {{ footfall.raw_select(
        source('datagrok', 'event_parameter_values'),
        {'event_id': 'string', 'parameter_id': 'string', 'value': 'string', 'value_uuid': 'string'},
        ['event_id', 'parameter_id', 'value'], 'datagrok', 'datagrok_event_parameter_values_table'
    ) | indent(4) }}

)

, parameters as (

    select
        lower(id) as parameter_id
        , {{ footfall.min_text('name') }} as parameter_name
    from event_parameters
    group by lower(id)

)

, typed as (

    select
        nullif(lower(event_id), '') as event_id
        , lower(parameter_id) as parameter_id
        -- Datagrok writes a null as text.
        , case when {{ adapter.quote('value') }} not in ('', 'null') then {{ adapter.quote('value') }} end as text_value
        , nullif(lower(value_uuid), '') as value_uuid
    from event_parameter_values

)

, final as (

    select
        typed.event_id
        , parameters.parameter_name
        , {{ footfall.mask_secrets('typed.text_value') }} as text_value
        -- An id stands in value_uuid, or only as text of its length.
        , coalesce(
            typed.value_uuid, case when length(typed.text_value) = 36 then lower(typed.text_value) end
        ) as referenced_id
    from typed
    left join parameters on typed.parameter_id = parameters.parameter_id
    where typed.event_id is not null

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
