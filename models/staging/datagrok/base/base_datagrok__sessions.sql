{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

with

users_sessions as (

    {{ footfall.raw_select(
        source('datagrok', 'users_sessions'),
        {
            'id': 'string', 'user_id': 'string', 'started': 'timestamp', 'ended': 'timestamp',
            'type': 'string',
        },
        ['id'], 'datagrok', 'datagrok_users_sessions_table', is_optional=true
    ) | indent(4) }}

)

, typed as (

    select
        nullif(lower(id), '') as session_id
        , nullif(lower(user_id), '') as user_id
        , {{ footfall.plausible_timestamp('started') }} as started_at
        , {{ footfall.plausible_timestamp('ended') }} as ended_at
        , lower({{ adapter.quote('type') }}) as session_type
    from users_sessions

)

, numbered as (

    select
        *
        -- A copy taken later knows when the session ended.
        , row_number() over (
            partition by session_id
            order by
                ended_at desc nulls last
                , {{ footfall.byte_order('user_id') }} asc nulls last
                , started_at asc nulls last
                , {{ footfall.byte_order('session_type') }} asc nulls last
        ) as copy_number
    from typed
    where session_id is not null

)

, final as (

    select
        session_id
        , user_id
        , started_at
        , ended_at
        , session_type
        , coalesce(session_type = 'guest', false) as is_guest
    from numbered
    where copy_number = 1

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

select {{ footfall.erased_columns("'datagrok'") }}
from final
cross join erasures
