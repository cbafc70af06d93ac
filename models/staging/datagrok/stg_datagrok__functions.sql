{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

objects as (

    select * from {{ ref('stg_datagrok__objects') }}

)

, final as (

    select
        object_id as function_id
        , coalesce(function_name, object_name) as function_name
        , function_source
        , coalesce(package_name, 'Core') as package_name
    from objects
    where is_function

)

select * from final
