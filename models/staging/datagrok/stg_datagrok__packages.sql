{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

packages as (

    {{ footfall.raw_select(
        source('datagrok', 'packages'), {'id': 'string', 'name': 'string'},
        ['id', 'name'], 'datagrok', 'datagrok_packages_table', is_optional=true
    ) | indent(4) }}

)

, published_packages as (

    {{ footfall.raw_select(
        source('datagrok', 'published_packages'),
        {
            'id': 'string', 'package_id': 'string', 'name': 'string', 'version': 'string',
            'is_current': 'boolean',
        },
        ['id'], 'datagrok', 'datagrok_published_packages_table', is_optional=true
    ) | indent(4) }}

)

, package_names as (

    select
        lower(id) as package_id
        , {{ footfall.min_text('name') }} as package_name
    from packages
    where name <> ''
    group by lower(id)

)

, versions as (

    select
        nullif(lower(id), '') as package_version_id
        , {{ footfall.min_text("nullif(lower(package_id), '')") }} as package_id
        , {{ footfall.min_text("nullif(name, '')") }} as version_name
        , {{ footfall.min_text('version') }} as package_version
        , max(case when is_current then 1 else 0 end) = 1 as is_current
    from published_packages
    where id <> ''
    group by nullif(lower(id), '')

)

, final as (

    select
        versions.package_version_id
        , versions.package_id
        , coalesce(package_names.package_name, versions.version_name) as package_name
        , versions.package_version
        , versions.is_current
    from versions
    left join package_names on versions.package_id = package_names.package_id

)

select * from final
