{# A view: a late row changes sessions, and nothing here needs to be written again. #}
{{ config(materialized='view_if_changed') }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and is_person

)

, session_parts as (

    select * from {{ ref('agg_session_parts') }}

)

, final as (

    select
        activities.activity_id
        , session_parts.session_id
        , activities.system
        , activities.activity_date
        , activities.user_key
        , activities.occurred_at
    from activities
    inner join session_parts on {{ footfall.is_in_session() }}

)

select * from final
