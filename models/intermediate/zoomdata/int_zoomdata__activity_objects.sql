{# What a share link shares: one object or several. #}
{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}
    where
        activity_type = 'SECURITY_KEY'
        -- One object is the main object.
        and object_ids like '%, %'

)

, named as (

    {{ footfall.unnest_text_list('activity_log', ['event_id', 'activity_date', 'key_type'], 'object_ids') | indent(4) }}

)

, final as (

    select
        'zoomdata' as system
        , event_id as source_event_id
        , activity_date
        , element_number as object_number
        , lower(key_type) as object_type
        , element as object_id
        , cast(null as {{ dbt.type_string() }}) as object_name
    from named

)

select * from final
