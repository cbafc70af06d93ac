{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

with

users as (

    {{ footfall.raw_select(
        source('datagrok', 'users'),
        {
            'id': 'string', 'login': 'string', 'email': 'string', 'friendly_name': 'string',
            'first_name': 'string', 'last_name': 'string', 'status': 'string', 'is_service': 'boolean',
            'joined': 'timestamp', 'group_id': 'string',
        },
        ['id'], 'datagrok', 'datagrok_users_table', is_optional=true
    ) | indent(4) }}

)

, sessions as (

    select * from {{ ref('base_datagrok__sessions') }}

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

, typed as (

    select
        nullif(lower(id), '') as user_id
        , login
        , nullif(email, '') as email
        , coalesce(
            nullif(friendly_name, '')
            , nullif(trim(both ' ' from coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
        ) as full_name
        , lower(status) as user_status
        , coalesce(is_service, false) as is_service
        , {{ footfall.plausible_timestamp('joined') }} as joined_at
        , nullif(lower(group_id), '') as group_id
    from users

)

-- Before copies are told: all accounts of somebody erased are one.
, known as (

    select
        {{ footfall.erased('typed.user_id', "'datagrok'", 'user_id') }} as user_id
        , {{ footfall.erased('typed.login', "'datagrok'", 'user_id') }} as login
        , {{ footfall.erased('typed.email', "'datagrok'", 'email') }} as email
        , {{ footfall.erased('typed.full_name', "'datagrok'", 'person_name') }} as full_name
        , typed.user_status
        , typed.is_service
        , typed.joined_at
        , typed.group_id
    from typed
    cross join erasures

)

, numbered as (

    select
        *
        , row_number() over (
            partition by user_id
            order by
                {{ footfall.byte_order('email') }} asc nulls last
                , {{ footfall.byte_order('login') }} asc nulls last
                , {{ footfall.byte_order('full_name') }} asc nulls last
                , {{ footfall.byte_order('user_status') }} asc nulls last
                , is_service desc
                , joined_at asc nulls last
                , {{ footfall.byte_order('group_id') }} asc nulls last
        ) as copy_number
    from known
    where user_id is not null

)

, accounts as (

    select * from numbered
    where copy_number = 1

)

, visitors as (

    select
        user_id
        , count(case when not is_guest then 1 end) = 0 as has_guest_sessions_only
    from sessions
    where user_id is not null
    group by user_id

)

, final as (

    select
        coalesce(accounts.user_id, visitors.user_id) as user_id
        , accounts.login
        , accounts.email
        , accounts.full_name
        , accounts.user_status
        , coalesce(accounts.is_service, false) as is_service
        , coalesce(accounts.user_status = 'guest', false)
        or coalesce(visitors.has_guest_sessions_only, false) as is_visitor
        , accounts.joined_at
        , accounts.group_id
    from accounts
    full outer join visitors on accounts.user_id = visitors.user_id

)

select * from final
