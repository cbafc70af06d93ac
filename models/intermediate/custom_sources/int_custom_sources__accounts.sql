{# The accounts that custom sources name by more than one name: each with the last of every name. #}
{{ config(
    materialized='rebuilt_whole',
    enabled=footfall.custom_sources() | length > 0
) }}

{% set named = [] %}
{% for table in footfall.custom_tables() if table.actor is mapping and not footfall.is_expression(table.actor) %}
    {% do named.append(table.name) %}
{% endfor %}

with

events as (

    select * from {{ ref('stg_custom_sources__events') }}
    where
        {{ 'system in (' ~ footfall.quoted(named | unique) ~ ')' if named else 'false' }}
        and actor is not null
        and (
            actor_login is not null
            or actor_email is not null
            or actor_name is not null
            or is_service is not null
        )

)

, names as (

    select
        system
        , actor as native_user
        , actor_login as login
        , actor_email as email
        , actor_name as full_name
        , is_service
        , max(occurred_at) as last_seen_at
    from events
    group by system, actor, actor_login, actor_email, actor_name, is_service

)

, accounts as (

    select
        system
        , native_user
        {% for name in ['login', 'email', 'full_name'] %}
        , {{ footfall.last_by(name, ['last_seen_at', footfall.byte_order(name)]) }} as {{ name }}
        {% endfor %}
        , max(case when is_service then last_seen_at end) is not distinct from max(last_seen_at) as is_service
    from names
    group by system, native_user

)

-- A record without the id names an account by its login: the one that has ever had it, if no other has.
, owners as (

    select
        names.system
        , names.login as native_user
        , {{ footfall.min_text('names.native_user') }} as account
    from names
    where names.login <> names.native_user
    group by names.system, names.login
    having count(distinct names.native_user) = 1

)

, final as (

    select
        accounts.system
        , accounts.native_user
        , coalesce(accounts.login, owner_accounts.login) as login
        , coalesce(accounts.email, owner_accounts.email) as email
        , coalesce(accounts.full_name, owner_accounts.full_name) as full_name
        , accounts.is_service or coalesce(owner_accounts.is_service, false) as is_service
        , owners.account as same_as
    from accounts
    left join owners
        on
            accounts.system = owners.system
            and accounts.native_user = owners.native_user
    left join accounts as owner_accounts
        on
            owners.system = owner_accounts.system
            and owners.account = owner_accounts.native_user

)

select * from final
