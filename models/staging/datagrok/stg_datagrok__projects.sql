{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

projects as (

    {{ footfall.raw_select(
        source('datagrok', 'projects'),
        {
            'id': 'string', 'name': 'string', 'friendly_name': 'string', 'is_root': 'boolean',
            'is_entity': 'boolean', 'is_package': 'boolean', 'is_dashboard': 'boolean',
        },
        ['id'], 'datagrok', 'datagrok_projects_table', is_optional=true
    ) | indent(4) }}

)

, final as (

    select
        lower(id) as project_id
        , {{ footfall.min_text("coalesce(nullif(name, ''), nullif(friendly_name, ''))") }} as project_name
        , max(case when is_root then 1 else 0 end) = 1 as is_root
        , max(case when is_entity then 1 else 0 end) = 1 as is_entity
        , max(case when is_package then 1 else 0 end) = 1 as is_package
        , max(case when is_dashboard then 1 else 0 end) = 1 as is_dashboard
    from projects
    where id <> ''
    group by lower(id)

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
