{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

users as (

    select * from {{ ref('stg_datagrok__users') }}

)

, final as (

    select
        'datagrok' as system
        , user_id as native_user
        , login
        , email
        , full_name
        , is_service or is_visitor as is_service
        , cast(null as {{ dbt.type_string() }}) as same_as
    from users

)

select * from final
