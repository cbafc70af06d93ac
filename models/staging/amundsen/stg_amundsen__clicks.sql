{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , target_id
        , target_type
        , location
        , value as source
        , resource_type
        , {{ footfall.whole_number('position') }} as result_index
        , search_term
        , coalesce(scaffolding_reason = 'link_click', false) as is_link_click
    from user_actions
    where action = 'click'

)

select * from final
