{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('stg_liblab__audit_trail') }}
    where email is not null

)

, numbered as (

    select
        email
        , name
        , row_number() over (
            partition by email
            order by
                case when name is null then 1 else 0 end
                , occurred_at desc
                , {{ footfall.byte_order('name') }}
        ) as entry_number
    from audit_trail

)

, final as (

    select
        'liblab' as system
        , email as native_user
        , cast(null as {{ dbt.type_string() }}) as login
        , email
        , name as full_name
        , false as is_service
        , cast(null as {{ dbt.type_string() }}) as same_as
    from numbered
    where entry_number = 1

)

select * from final
