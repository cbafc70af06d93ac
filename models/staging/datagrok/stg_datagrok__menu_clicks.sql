{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'menu_clicks'

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , session_id
        , user_id
        , action
        , ui_path
        , nullif({{ footfall.text_part('ui_path', "' / '", 1) }}, '') as level_1
        , nullif({{ footfall.text_part('ui_path', "' / '", 2) }}, '') as level_2
        , nullif({{ footfall.text_part('ui_path', "' / '", 3) }}, '') as level_3
        , nullif({{ footfall.text_part('ui_path', "' / '", 4) }}, '') as level_4
        , nullif({{ footfall.text_part('ui_path', "' / '", 5) }}, '') as level_5
        , package_name
    from events

)

select * from final
