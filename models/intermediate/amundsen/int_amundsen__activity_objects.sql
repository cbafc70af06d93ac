{# An edit of tags or owners touches the tag or the owner too. #}
{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}
    where not is_frontend_event

)

, named as (

    select
        event_id
        , activity_date
        , 1 as object_number
        , 'tag' as object_type
        , tag as object_id
        , tag as object_name
    from user_actions
    where tag is not null

    union all

    select
        event_id
        , activity_date
        , 2 as object_number
        , 'user' as object_type
        , owner as object_id
        , cast(null as {{ dbt.type_string() }}) as object_name
    from user_actions
    where owner is not null

)

, final as (

    select
        'amundsen' as system
        , event_id as source_event_id
        , activity_date
        , object_number
        , object_type
        , object_id
        , object_name
    from named

)

select * from final
