{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

user_groups as (

    {{ footfall.raw_select(
        source('datagrok', 'groups'),
        {
            'id': 'string', 'name': 'string', 'friendly_name': 'string', 'personal': 'boolean',
            'hidden': 'boolean', 'is_role': 'boolean',
        },
        ['id'], 'datagrok', 'datagrok_groups_table', is_optional=true
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(id), '') as group_id
        , coalesce(nullif(friendly_name, ''), nullif(name, '')) as group_name
        , case when personal then 1 else 0 end as personal
        , case when hidden then 1 else 0 end as hidden
        , case when is_role then 1 else 0 end as is_role
    from user_groups

)

, final as (

    select
        group_id
        , {{ footfall.min_text('group_name') }} as group_name
        , max(personal) = 1 as is_personal
        , max(hidden) = 1 as is_hidden
        , max(is_role) = 1 as is_role
    from typed
    where group_id is not null
    group by group_id

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
