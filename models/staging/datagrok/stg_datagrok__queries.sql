{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

queries as (

    {{ footfall.raw_select(
        source('datagrok', 'queries'),
        {
            'id': 'string', 'name': 'string', 'friendly_name': 'string', 'connection_id': 'string',
        },
        ['id'], 'datagrok', 'datagrok_queries_table', is_optional=true
    ) | indent(4) }}

)

, connections as (

    {{ footfall.raw_select(
        source('datagrok', 'connections'),
        {
            'id': 'string', 'name': 'string', 'friendly_name': 'string', 'data_source': 'string',
        },
        ['id'], 'datagrok', 'datagrok_connections_table', is_optional=true
    ) | indent(4) }}

)

, named_connections as (

    select
        lower(id) as connection_id
        , {{ footfall.min_text("coalesce(nullif(name, ''), nullif(friendly_name, ''))") }} as connection_name
        , {{ footfall.min_text('data_source') }} as data_source
    from connections
    group by lower(id)

)

, named_queries as (

    select
        lower(id) as query_id
        , {{ footfall.min_text("coalesce(nullif(name, ''), nullif(friendly_name, ''))") }} as query_name
        , {{ footfall.min_text("nullif(lower(connection_id), '')") }} as connection_id
    from queries
    where id <> ''
    group by lower(id)

)

, final as (

    select
        named_queries.query_id
        , named_queries.query_name
        , named_queries.connection_id
        , named_connections.connection_name
        , named_connections.data_source
    from named_queries
    left join named_connections on named_queries.connection_id = named_connections.connection_id

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
