{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

{# Where uuids are listed. One may stand in several tables: a query is a function and an entity too. The
   first that has it says what it is. A personal group is called like its person. #}
{% set name = "coalesce(nullif(name, ''), nullif(friendly_name, ''))" %}
{% set lists = [
    {'from': 'users', 'id': 'lower(id)', 'type': "'user'"},
    {'from': 'sessions', 'id': 'lower(user_id)', 'type': "'user'"},
    {
        'from': 'user_groups', 'id': 'group_id', 'type': "'group'",
        'name': 'case when not is_personal then group_name end',
    },
    {'from': 'projects', 'id': 'project_id', 'type': "'project'", 'name': 'project_name'},
    {'from': 'queries', 'id': 'query_id', 'type': "'query'", 'name': 'query_name'},
    {'from': 'connections', 'id': 'lower(id)', 'type': "'connection'", 'name': name},
    {
        'from': 'funcs', 'id': 'lower(id)',
        'type': "case when source = 'script' then 'script' else 'function' end",
        'name': name, 'source': 'source',
    },
    {
        'from': 'package_versions', 'id': 'package_version_id', 'type': "'package version'",
        'name': 'package_name', 'version': 'package_version_id', 'package': 'package_id',
    },
    {
        'from': 'packages', 'id': 'lower(id)', 'type': "'package'",
        'name': "nullif(name, '')", 'package': 'lower(id)',
    },
    {
        'from': 'package_versions', 'id': 'package_id', 'type': "'package'",
        'name': 'package_name', 'package': 'package_id',
    },
    {
        'from': 'typed_entities', 'id': 'object_id', 'type': 'entity_kind',
        'name': 'entity_name', 'version': 'package_version_id',
    },
] %}
{% set ranks = {} %}
{% for list in lists %}{% do ranks.setdefault(list['from'], loop.index) %}{% endfor %}

with

entities as (

    {{ footfall.raw_select(
        source('datagrok', 'entities'),
        {
            'id': 'string', 'entity_type_id': 'string', 'package_id': 'string', 'name': 'string',
            'friendly_name': 'string',
        },
        ['id'], 'datagrok', 'datagrok_entities_table', is_optional=true
    ) | indent(4) }}

)

, entity_types as (

    {{ footfall.raw_select(
        source('datagrok', 'entity_types'), {'id': 'string', 'name': 'string'},
        ['id', 'name'], 'datagrok', 'datagrok_entity_types_table', is_optional=true
    ) | indent(4) }}

)

, funcs as (

    {{ footfall.raw_select(
        source('datagrok', 'funcs'),
        {
            'id': 'string', 'name': 'string', 'friendly_name': 'string', 'source': 'string',
        },
        ['id'], 'datagrok', 'datagrok_funcs_table', is_optional=true
    ) | indent(4) }}

)

, connections as (

    {{ footfall.raw_select(
        source('datagrok', 'connections'), {'id': 'string', 'name': 'string', 'friendly_name': 'string'},
        ['id'], 'datagrok', 'datagrok_connections_table', is_optional=true
    ) | indent(4) }}

)

, packages as (

    {{ footfall.raw_select(
        source('datagrok', 'packages'), {'id': 'string', 'name': 'string'},
        ['id', 'name'], 'datagrok', 'datagrok_packages_table', is_optional=true
    ) | indent(4) }}

)

, project_relations as (

    {{ footfall.raw_select(
        source('datagrok', 'project_relations'), {'project_id': 'string', 'entity_id': 'string'},
        ['project_id', 'entity_id'], 'datagrok', 'datagrok_project_relations_table', is_optional=true
    ) | indent(4) }}

)

, package_versions as (

    select * from {{ ref('stg_datagrok__packages') }}

)

, queries as (

    select * from {{ ref('stg_datagrok__queries') }}

)

, projects as (

    select * from {{ ref('stg_datagrok__projects') }}

)

, users as (

    {{ footfall.raw_select(
        source('datagrok', 'users'), {'id': 'string'}, ['id'], 'datagrok', 'datagrok_users_table', is_optional=true
    ) | indent(4) }}

)

, sessions as (

    {{ footfall.raw_select(
        source('datagrok', 'users_sessions'), {'id': 'string', 'user_id': 'string'},
        ['id'], 'datagrok', 'datagrok_users_sessions_table', is_optional=true
    ) | indent(4) }}

)

, user_groups as (

    select * from {{ ref('stg_datagrok__groups') }}

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

, kinds_of_entities as (

    select
        lower(id) as entity_type_id
        -- PredictiveModel is predictive-model in the names of events.
        , {{ footfall.min_text(
            'lower(' ~ footfall.replace_pattern('name', '([a-z])([A-Z])', '\\1-\\2') ~ ')'
        ) }} as entity_kind
    from entity_types
    group by lower(id)

)

, typed_entities as (

    select
        lower(entities.id) as object_id
        , coalesce(kinds_of_entities.entity_kind, 'entity') as entity_kind
        , case
            -- Entities of these kinds are called like persons.
            when kinds_of_entities.entity_kind in ('user', 'user-group') then null
            else coalesce(nullif(entities.name, ''), nullif(entities.friendly_name, ''))
        end as entity_name
        , nullif(lower(entities.package_id), '') as package_version_id
    from entities
    left join kinds_of_entities on lower(entities.entity_type_id) = kinds_of_entities.entity_type_id

)

, listed as (

    {% for list in lists %}
    select
        {{ list['id'] }} as object_id
        , {{ loop.index }} as object_rank
        , {{ list['type'] }} as object_type
        , cast({{ list['name'] | default('null') }} as {{ dbt.type_string() }}) as object_name
        , cast({{ list['version'] | default('null') }} as {{ dbt.type_string() }}) as package_version_id
        , cast({{ list['package'] | default('null') }} as {{ dbt.type_string() }}) as package_id
        , cast({{ list['source'] | default('null') }} as {{ dbt.type_string() }}) as function_source
    from {{ list['from'] }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, known as (

    select
        {{ footfall.erased('listed.object_id', "'datagrok'", 'object_id') }} as object_id
        , listed.object_rank
        , listed.object_type
        , {{ footfall.erased('listed.object_name', "'datagrok'", 'object_id') }} as object_name
        , listed.package_version_id
        , listed.package_id
        , listed.function_source
    from listed
    cross join erasures

)

, ranked as (

    select
        *
        , min(object_rank) over (partition by object_id) as lowest_rank
    from known
    where object_id <> ''

)

, merged as (

    select
        object_id
        , {{ footfall.min_text('case when object_rank = lowest_rank then object_type end') }} as object_type
        , {{ footfall.min_text('case when object_rank = lowest_rank then object_name end') }} as own_name
        -- Not of users and groups: other lists call them like persons.
        , {{ footfall.min_text(
            'case when lowest_rank > ' ~ ranks.user_groups ~ ' then object_name end'
        ) }} as other_name
        , max(case when object_rank = {{ ranks.projects }} then 1 else 0 end) = 1 as is_project
        , max(case when object_rank = {{ ranks.queries }} then 1 else 0 end) = 1 as is_query
        , max(case when object_rank = {{ ranks.connections }} then 1 else 0 end) = 1 as is_connection
        , max(case when object_rank = {{ ranks.funcs }} then 1 else 0 end) = 1 as is_function
        , {{ footfall.min_text('case when object_rank = ' ~ ranks.funcs ~ ' then object_name end') }} as function_name
        , {{ footfall.min_text('function_source') }} as function_source
        , {{ footfall.min_text('package_version_id') }} as package_version_id
        , {{ footfall.min_text('package_id') }} as package_id
    from ranked
    group by object_id

)

-- What hangs under a package's root project belongs to the package, where no version owns it.
, root_packages as (

    select
        lower(project_relations.entity_id) as object_id
        , {{ footfall.min_text('projects.project_name') }} as package_name
    from project_relations
    inner join projects on lower(project_relations.project_id) = projects.project_id
    where
        projects.is_root
        and projects.is_package
    group by lower(project_relations.entity_id)

)

, package_ids as (

    select
        package_name
        , {{ footfall.min_text('package_id') }} as package_id
    from package_versions
    group by package_name

)

, final as (

    select
        merged.object_id
        , merged.object_type
        , coalesce(merged.own_name, merged.other_name) as object_name
        , merged.is_project
        , merged.is_query
        , merged.is_connection
        , merged.is_function
        , merged.function_name
        , merged.function_source
        , coalesce(merged.package_id, package_versions.package_id, package_ids.package_id) as package_id
        , coalesce(
            case when merged.package_id is not null then merged.own_name end
            , package_versions.package_name
            , root_packages.package_name
        ) as package_name
    from merged
    left join package_versions on merged.package_version_id = package_versions.package_version_id
    left join root_packages on merged.object_id = root_packages.object_id
    left join package_ids on root_packages.package_name = package_ids.package_name

)

select * from final
